// Slots, chains and their end, with hashes that the test chooses.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HashIndex, NO_SLOT } from "./hash-index.ts";

const BUCKETS = 8;
/** Seven slots in the bucket and seven in the only overflow bucket of eight. */
const CHAIN_SLOTS = 14;

function filled(place: number, count: number): HashIndex {
  const index = new HashIndex(BUCKETS);
  for (let address = 1; address <= count; address++) {
    index.fill(index.vacant(place), address, address % 3);
  }
  return index;
}

describe("HashIndex", () => {
  it("finds every address of a chain by place and tag", () => {
    const index = filled(3, CHAIN_SLOTS);
    for (let address = 1; address <= CHAIN_SLOTS; address++) {
      const slot = index.holding(3 + BUCKETS, address % 3, address);
      assert.equal(index.address(slot), address);
      assert.equal(index.holding(3, (address + 1) % 3, address), NO_SLOT);
      assert.equal(index.holding(4, address % 3, address), NO_SLOT);
    }
  });

  it("visits all slots of a tag once", () => {
    const index = filled(3, CHAIN_SLOTS);
    const visited: number[] = [];
    let slot = index.seek(index.start(3), 1);
    while (slot !== NO_SLOT) {
      visited.push(index.address(slot));
      slot = index.seekBehind(slot, 1);
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
      index.fill(index.vacant(5), address, 0);
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

  it("takes the largest power of two that fits", () => {
    assert.equal(HashIndex.bucketsWithin(8_388_608), 65_536);
    assert.ok(new HashIndex(65_536).bytes <= 8_388_608);
  });
});
