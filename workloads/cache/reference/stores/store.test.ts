// All stores against a Map: the same answers to any sequence of operations, and figures that add
// up, with room for everything and with far too little.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Clock, EXPIRED, NEVER } from "../clock.ts";
import type { Eviction } from "./eviction.ts";
import { BINARY_KEY, FETCHED, STALE } from "./item-marks.ts";
import { MapStore } from "./map-store.ts";
import { type Expiry, SegmentStore } from "./segment-store.ts";
import { type Entry, NO_ITEM, type Store } from "./store.ts";

const MIB = 1_048_576;
const SEED = 42;
const clock = new Clock({ monotonicMs: () => 0, unixMs: () => 0 });

const STORES: readonly (readonly [string, (limitBytes: number) => Store])[] = [
  ["MapStore", (limitBytes) => new MapStore(clock, limitBytes)],
  ["SegmentStore on-read fifo", (limitBytes) => segmentStore(limitBytes, "on-read", "fifo")],
  ["SegmentStore eager fifo", (limitBytes) => segmentStore(limitBytes, "eager", "fifo")],
  ["SegmentStore exact fifo", (limitBytes) => segmentStore(limitBytes, "exact", "fifo")],
  ["SegmentStore exact merge", (limitBytes) => segmentStore(limitBytes, "exact", "merge")],
];

function segmentStore(limitBytes: number, expiry: Expiry, eviction: Eviction): SegmentStore {
  return new SegmentStore(clock, limitBytes, { expiry, eviction, bucketTicks: 80, seed: SEED });
}

function entryOf(key: string, value = "", flags = 0, expiry = NEVER): Entry {
  // The bytes around key and value are there to be taken by mistake.
  const source = Buffer.from(`<${key}|${value}>`, "latin1");
  return {
    keySource: source,
    keyFrom: 1,
    keyTo: 1 + key.length,
    valueSource: source,
    valueFrom: 2 + key.length,
    valueTo: 2 + key.length + value.length,
    flags,
    expiry,
  };
}

/** The value of a key, or undefined. */
function read(store: Store, key: string): string | undefined {
  const item = store.find(entryOf(key));
  if (item === NO_ITEM) return undefined;
  const target = Buffer.alloc(store.valueBytes(item) + 2, 0x2e);
  store.copyValue(item, target, 1);
  assert.equal(target[target.length - 1], 0x2e);
  return target.toString("latin1", 1, target.length - 1);
}

interface Operation {
  readonly kind: "put" | "remove" | "touch" | "expire" | "clear" | "read";
  readonly key: number;
  readonly length: number;
}

function operations(lengthMax: number, count: number): fc.Arbitrary<Operation[]> {
  const operation = fc.record({
    kind: fc.oneof(
      { weight: 60, arbitrary: fc.constant("put" as const) },
      { weight: 30, arbitrary: fc.constantFrom("remove", "touch", "expire", "read") },
      { weight: 1, arbitrary: fc.constant("clear" as const) },
    ),
    key: fc.nat(30),
    length: fc.nat(lengthMax),
  });
  return fc.array(operation, { minLength: count / 2, maxLength: count });
}

function keyName(key: number): string {
  return "k".repeat(1 + (key % 7)) + key;
}

/** A store, the Map that says what must be in it, and how many items the store let go by itself. */
class Comparison {
  readonly model = new Map<string, string>();
  readonly store: Store;
  lost = 0;
  #writes = 0;
  #tokens = new Set<number>();

  constructor(store: Store) {
    this.store = store;
  }

  apply({ kind, key: number, length }: Operation): void {
    const key = keyName(number);
    this.#notice(key);
    if (kind === "put") this.#put(key, length);
    else if (kind === "remove") {
      assert.equal(this.store.remove(entryOf(key)), this.model.delete(key) ? "removed" : "absent");
    } else if (kind === "touch" || kind === "expire") this.#touch(key, kind);
    else if (kind === "clear") {
      for (const each of this.model.keys()) this.#notice(each);
      this.store.clear();
      this.model.clear();
    }
    assert.equal(read(this.store, key), this.model.get(key));
  }

  /** Every key is as the model says, and the figures agree with what is there. */
  finish(): void {
    for (const key of this.model.keys()) this.#notice(key);
    for (const [key, value] of this.model) assert.equal(read(this.store, key), value);
    assert.equal(this.store.liveItems, this.model.size);
    assert.equal(this.store.evictions, this.lost);
    for (const key of this.model.keys()) this.store.remove(entryOf(key));
    assert.deepEqual([this.store.liveItems, this.store.liveBytes], [0, 0]);
  }

  /** Takes from the model what the store had to evict. */
  #notice(key: string): void {
    if (!this.model.has(key) || this.store.find(entryOf(key)) !== NO_ITEM) return;
    this.model.delete(key);
    this.lost++;
  }

  #put(key: string, length: number): void {
    const value = `${this.#writes++}`.padEnd(length, "\xff");
    this.store.put(entryOf(key, value, this.#writes));
    this.model.set(key, value);
    const item = this.store.find(entryOf(key));
    assert.equal(this.store.flags(item), this.#writes);
    assert.equal(this.store.marks(item), 0);
    this.store.setMarks(item, FETCHED);
    assert.equal(this.store.marks(item), FETCHED);
    const token = this.store.token(item);
    assert.equal(this.#tokens.has(token), false, "a token came twice");
    this.#tokens.add(token);
  }

  #touch(key: string, kind: "touch" | "expire"): void {
    const item = this.store.find(entryOf(key));
    if (item === NO_ITEM) return;
    const token = this.store.token(item);
    const flags = this.store.flags(item);
    this.store.setMarks(item, STALE | BINARY_KEY);
    const touched = this.store.touch(item, kind === "expire" ? EXPIRED : clock.now + 10);
    // Also of an item that is gone by now: the command that touched it may answer with it.
    assert.equal(this.store.valueBytes(touched), this.model.get(key)?.length);
    if (kind === "expire") {
      this.model.delete(key);
      // A command may have more to do with it.
      this.store.touch(touched, EXPIRED);
      this.store.renew(touched);
      assert.equal(this.store.find(entryOf(key)), NO_ITEM);
    } else {
      assert.equal(this.store.token(touched), token);
      assert.equal(this.store.flags(touched), flags);
      assert.equal(this.store.marks(touched), STALE | BINARY_KEY);
    }
  }
}

for (const [name, storeOf] of STORES) {
  describe(name, () => {
    it("is a Map when there is room", () => {
      fc.assert(
        fc.property(operations(300, 200), (list) => {
          const comparison = new Comparison(storeOf(16 * MIB));
          for (const operation of list) comparison.apply(operation);
          assert.equal(comparison.lost, 0);
          comparison.finish();
        }),
        { numRuns: 40 },
      );
    });

    it("evicts when there is none, and counts it", () => {
      fc.assert(
        fc.property(operations(400_000, 60), (list) => {
          const comparison = new Comparison(storeOf(4 * MIB));
          for (const operation of list) comparison.apply(operation);
          comparison.finish();
        }),
        { numRuns: 25 },
      );
    });

    it("stays below its limit, and evicts the oldest first", () => {
      const store = storeOf(4 * MIB);
      for (let key = 0; key < 100; key++) store.put(entryOf(`key${key}`, "v".repeat(100_000)));
      assert.ok(store.evictions > 0);
      assert.equal(store.liveItems, 100 - store.evictions);
      assert.ok(store.liveBytes <= 4 * MIB);
      const there = Array.from({ length: 100 }, (_, key) => read(store, `key${key}`) !== undefined);
      assert.equal(there.lastIndexOf(false), store.evictions - 1);
    });

    it("does not call what had expired evicted", () => {
      const store = storeOf(4 * MIB);
      for (let key = 0; key < 100; key++) {
        store.put(entryOf(`key${key}`, "v".repeat(100_000), 0, EXPIRED));
      }
      assert.equal(store.evictions, 0);
      assert.ok(store.liveItems < 100);
    });

    it("takes 1,048,000 bytes with the longest key", () => {
      const store = storeOf(4 * MIB);
      const key = "k".repeat(250);
      const value = "v".repeat(1_048_000);
      assert.equal(store.fits(key.length, value.length), true);
      for (let turn = 0; turn < 9; turn++) store.put(entryOf(key, value + turn));
      assert.equal(read(store, key), `${value}8`);
      assert.equal(store.fits(key.length, MIB + 1), false);
    });
  });
}

describe("SegmentStore with tiny items", () => {
  it("gives up items when the index is full, and counts them", () => {
    const store = segmentStore(4 * MIB, "exact", "fifo");
    const keys = 60_000;
    for (let key = 0; key < keys; key++) store.put(entryOf(`${key}`, `${key}`));
    let there = 0;
    for (let key = 0; key < keys; key++) {
      const value = read(store, `${key}`);
      if (value === undefined) continue;
      assert.equal(value, `${key}`);
      there++;
    }
    // 4,096 buckets and 512 more for overflow, 7 slots in each.
    assert.ok(there > 20_000 && there <= 4_608 * 7);
    assert.equal(store.liveItems, there);
    assert.equal(store.evictions, keys - there);
  });
});
