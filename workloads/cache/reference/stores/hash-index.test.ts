// Slots, chains and their end, with hashes that the test chooses.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HashIndex, NO_SLOT } from "./hash-index.ts";

const BUCKETS = 8;
/** Seven slots in the bucket and seven in the only overflow bucket of eight. */
const CHAIN_SLOTS = 14;

/** Tags of three kinds; their lower 8 bits are not looked at. */
function tagOf(address: number): number {
  return ((address % 3) << 8) | address;
}

function filled(place: number, count: number): HashIndex {
  const index = new HashIndex(BUCKETS);
  for (let address = 1; address <= count; address++) {
    index.fill(index.vacant(place), address, tagOf(address), 0);
  }
  return index;
}

describe("HashIndex", () => {
  it("finds every address of a chain by place and tag", () => {
    const index = filled(3, CHAIN_SLOTS);
    for (let address = 1; address <= CHAIN_SLOTS; address++) {
      const slot = index.holding(3 + BUCKETS, tagOf(address), address);
      assert.equal(index.address(slot), address);
      assert.equal(index.holding(3, tagOf(address + 1), address), NO_SLOT);
      assert.equal(index.holding(4, tagOf(address), address), NO_SLOT);
    }
  });

  it("visits all slots of a tag once", () => {
    const index = filled(3, CHAIN_SLOTS);
    const visited: number[] = [];
    let slot = index.seek(index.start(3), tagOf(1));
    while (slot !== NO_SLOT) {
      visited.push(index.address(slot));
      slot = index.seekBehind(slot, tagOf(1));
    }
    assert.deepEqual(visited, [1, 4, 7, 10, 13]);
  });

  it("has no room when chain and overflow are used up, until a slot is emptied", () => {
    const index = filled(3, CHAIN_SLOTS);
    assert.equal(index.vacant(3), NO_SLOT);
    const slot = index.holding(3, 0, 9);
    index.empty(slot);
    assert.equal(index.holding(3, 0, 9), NO_SLOT);
    assert.equal(index.vacant(3), slot);
    assert.notEqual(index.vacant(5), NO_SLOT);
  });

  it("is empty and has all overflow again when cleared", () => {
    const index = filled(3, CHAIN_SLOTS);
    index.clear();
    assert.equal(index.seek(index.start(3), 1), NO_SLOT);
    for (let address = 1; address <= CHAIN_SLOTS; address++) {
      index.fill(index.vacant(5), address, 0, 0);
    }
    assert.equal(index.holding(5, 0, CHAIN_SLOTS) === NO_SLOT, false);
  });

  it("gives way in its own bucket", () => {
    const index = filled(3, CHAIN_SLOTS);
    const addresses = new Set<number>();
    for (let choice = 0; choice < 20; choice++) addresses.add(index.address(index.any(3, choice)));
    assert.deepEqual(
      [...addresses].toSorted((a, b) => a - b),
      [1, 2, 3, 4, 5, 6, 7],
    );
  });

  it("counts uses exactly up to 16, and ever fewer above", () => {
    const index = filled(3, CHAIN_SLOTS);
    const slot = index.holding(3, tagOf(5), 5);
    for (let use = 1; use <= 16; use++) {
      index.noteUse(slot);
      assert.equal(index.use(slot), use);
    }
    const usesAt = new Map<number, number>();
    for (let use = 17; use <= 100_000; use++) {
      index.noteUse(slot);
      if (!usesAt.has(index.use(slot))) usesAt.set(index.use(slot), use);
    }
    // 16 + the sum of 16 … n − 1 uses are expected until n is reached.
    for (const counted of [32, 64, 128]) {
      const expected = 16 + (counted * (counted - 1) - 16 * 15) / 2;
      const ratio = (usesAt.get(counted) ?? 0) / expected;
      assert.ok(ratio > 0.5 && ratio < 2, `${counted} after ${usesAt.get(counted)} uses`);
    }
    assert.equal(index.use(slot), 255);
    assert.equal(index.address(slot), 5);
    assert.equal(index.holding(3, tagOf(5), 5), slot);
  });

  it("takes the largest power of two that fits", () => {
    assert.equal(HashIndex.bucketsWithin(8_388_608), 65_536);
    assert.ok(new HashIndex(65_536).bytes <= 8_388_608);
  });
});
