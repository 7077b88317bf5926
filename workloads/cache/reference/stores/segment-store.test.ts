// What only a store in segments does: expiry of whole segments, exact or rounded down; which items
// go when memory is used up; and that gaps are closed. Time is the test's.

import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { Clock, NEVER } from "../clock.ts";
import type { Eviction } from "./eviction.ts";
import { type Expiry, SegmentStore } from "./segment-store.ts";
import { type Entry, NO_ITEM } from "./store.ts";

const MIB = 1_048_576;
const BUCKET_TICKS = 5;
const SWEEP_MS = 1_000;
/** Value of most items: some 1,000 of them fill a segment. */
const VALUE = "v".repeat(1_000);
const ITEMS_PER_SEGMENT = 1_030;

let nowMs = 0;
let clock: Clock;

function entryOf(key: string, expiry = NEVER, value = VALUE): Entry {
  const source = Buffer.from(key + value, "latin1");
  return {
    keySource: source,
    keyFrom: 0,
    keyTo: key.length,
    valueSource: source,
    valueFrom: key.length,
    valueTo: source.length,
    flags: 0,
    expiry,
  };
}

function storeOf(expiry: Expiry, eviction: Eviction, mib = 64): SegmentStore {
  const options = { expiry, eviction, bucketTicks: BUCKET_TICKS, seed: 7 };
  return new SegmentStore(clock, mib * MIB, options);
}

function isThere(store: SegmentStore, key: string): boolean {
  return store.find(entryOf(key)) !== NO_ITEM;
}

/** Puts items named prefix + number that live so many seconds, 0 for ever. */
function fill(store: SegmentStore, prefix: string, count: number, seconds = 0): void {
  for (let item = 0; item < count; item++) {
    store.put(entryOf(`${prefix}${item}`, clock.expiryOf(seconds)));
  }
}

function thereOf(store: SegmentStore, prefix: string, count: number): number {
  let there = 0;
  for (let item = 0; item < count; item++) there += Number(isThere(store, `${prefix}${item}`));
  return there;
}

/** Reads them as a client does. @returns how many were there */
function readAll(store: SegmentStore, prefix: string, count: number): number {
  let there = 0;
  for (let number = 0; number < count; number++) {
    const item = store.find(entryOf(`${prefix}${number}`));
    if (item === NO_ITEM) continue;
    store.noteRead(item);
    there++;
  }
  return there;
}

function advanceTo(ms: number): void {
  nowMs = ms;
  clock.advance();
}

beforeEach(() => {
  nowMs = 0;
  clock = new Clock({ monotonicMs: () => nowMs, unixMs: () => nowMs });
});

describe("expiry", () => {
  it("gives segments back when the last of their items has expired, without a read", () => {
    const store = storeOf("exact", "merge");
    fill(store, "short", 5_000, 2);
    fill(store, "long", 1_000, 20);
    advanceTo(1_900);
    assert.equal(store.sweep(SWEEP_MS), "done");
    assert.equal(store.liveItems, 6_000);
    advanceTo(2_200);
    assert.equal(store.sweep(SWEEP_MS), "done");
    assert.equal(store.liveItems, 1_000);
    advanceTo(20_200);
    store.sweep(SWEEP_MS);
    assert.deepEqual([store.liveItems, store.liveBytes, store.evictions], [0, 0, 0]);
  });

  it("does no more at a time than it may", () => {
    const store = storeOf("exact", "merge");
    fill(store, "short", 20_000, 2);
    advanceTo(3_000);
    let turns = 1;
    while (store.sweep(0) === "unfinished") turns++;
    assert.ok(turns > 100, `${turns} turns`);
    assert.equal(store.liveItems, 0);
  });

  it("is each item's own where it is exact", () => {
    const store = storeOf("exact", "merge");
    fill(store, "a", 10, 2);
    advanceTo(400);
    fill(store, "b", 10, 2);
    advanceTo(2_150);
    assert.equal(thereOf(store, "a", 10), 0);
    assert.equal(thereOf(store, "b", 10), 10);
  });

  it("is rounded down where it is eager, by a bucket and an eighth of a lifetime at most", () => {
    const lifetimes = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(lifetimes, fc.nat(20), (seconds, waits) => {
        advanceTo(0);
        const store = storeOf("eager", "fifo", 8);
        store.put(entryOf("first", clock.expiryOf(seconds)));
        const laterMs = waits * 100;
        advanceTo(laterMs);
        store.put(entryOf("later", clock.expiryOf(seconds)));
        const rows = [0.5, 8, 128, 2_048];
        const widthS = rows.find((width) => seconds < width * 256) ?? 2_048;
        const leastMs = Math.max(900, (seconds - widthS) * 1_000 - (seconds * 1_000) / 8);
        advanceTo(laterMs + leastMs - 100);
        store.sweep(SWEEP_MS);
        assert.equal(isThere(store, "later"), true);
        advanceTo(laterMs + (seconds + 0.2) * 1_000);
        store.sweep(SWEEP_MS);
        assert.equal(isThere(store, "later"), false);
      }),
    );
  });

  it("stays unnoticed until a read where it is on read", () => {
    const store = storeOf("on-read", "fifo");
    fill(store, "a", 100, 2);
    advanceTo(10_000);
    assert.equal(store.sweep(SWEEP_MS), "done");
    assert.equal(store.liveItems, 100);
    assert.equal(thereOf(store, "a", 100), 0);
    assert.equal(store.liveItems, 0);
  });

  it("follows a touch, earlier and later", () => {
    for (const expiry of ["exact", "eager", "on-read"] as const) {
      advanceTo(0);
      const store = storeOf(expiry, "fifo");
      fill(store, "a", 3, 5);
      const touched = (key: string, seconds: number): number =>
        store.touch(store.find(entryOf(key)), clock.expiryOf(seconds));
      const shortened = touched("a0", 2);
      const lengthened = touched("a1", 50);
      const endless = touched("a2", 0);
      assert.equal(store.expiry(endless), NEVER);
      assert.ok(store.expiry(shortened) <= 22 && store.expiry(lengthened) > 400, expiry);
      advanceTo(3_000);
      store.sweep(SWEEP_MS);
      assert.deepEqual(
        ["a0", "a1", "a2"].map((key) => isThere(store, key)),
        [false, true, true],
      );
      advanceTo(60_000);
      store.sweep(SWEEP_MS);
      assert.deepEqual(
        ["a1", "a2"].map((key) => isThere(store, key)),
        [false, true],
      );
    }
  });
});

describe("eviction", () => {
  it("merge keeps what is used, and new items have room without a pause", () => {
    const store = storeOf("exact", "merge");
    const popular = 5_000;
    fill(store, "popular", popular);
    for (let round = 0; round < 8; round++) readAll(store, "popular", popular);
    for (let part = 0; part < 100; part++) {
      fill(store, `once${part}-`, 2_000);
      readAll(store, "popular", popular);
    }
    assert.ok(store.evictions > 100_000);
    const kept = thereOf(store, "popular", popular);
    assert.ok(kept > 0.98 * popular, `${kept} of ${popular} kept`);
    assert.equal(store.liveItems, 205_000 - store.evictions);
  });

  it("merge closes gaps before it evicts", () => {
    const store = storeOf("exact", "merge");
    const items = 20 * ITEMS_PER_SEGMENT;
    fill(store, "a", items);
    // Every fifth stays: four segments then fit into one, CAS numbers that they carry included.
    for (let item = 0; item < items; item++) if (item % 5 !== 0) store.remove(entryOf(`a${item}`));
    fill(store, "b", 43 * ITEMS_PER_SEGMENT);
    assert.equal(store.evictions, 0);
    let kept = 0;
    for (let item = 0; item < items; item += 5) kept += Number(isThere(store, `a${item}`));
    assert.equal(kept, items / 5);
  });

  it("cte gives up what is closest to its expiry, fifo what is oldest", () => {
    for (const [eviction, gone, kept] of [
      ["cte", "soon", "old"],
      ["fifo", "old", "soon"],
    ] as const) {
      const store = storeOf("exact", eviction);
      const count = 10 * ITEMS_PER_SEGMENT;
      fill(store, "old", count);
      fill(store, "soon", count, 10);
      fill(store, "new", 46 * ITEMS_PER_SEGMENT);
      assert.ok(store.evictions > 0.5 * count && store.evictions <= count, `${store.evictions}`);
      assert.equal(thereOf(store, gone, count), count - store.evictions);
      assert.equal(thereOf(store, kept, count), count);
    }
  });

  it("random goes on for ever", () => {
    const store = storeOf("exact", "random", 20);
    fill(store, "a", 50 * ITEMS_PER_SEGMENT);
    assert.equal(store.liveItems, 50 * ITEMS_PER_SEGMENT - store.evictions);
    assert.ok(store.liveBytes > 12 * MIB);
  });

  it("gives back a segment with the last of its items", () => {
    const store = storeOf("exact", "fifo");
    for (let round = 0; round < 20; round++) {
      fill(store, "a", 20 * ITEMS_PER_SEGMENT);
      for (let item = 0; item < 20 * ITEMS_PER_SEGMENT; item++) store.remove(entryOf(`a${item}`));
    }
    assert.deepEqual([store.evictions, store.liveItems], [0, 0]);
  });

  it("keeps CAS numbers and expiry of what it merges", () => {
    const store = storeOf("exact", "merge");
    fill(store, "a", 3_000, 100);
    const tokens = new Map<string, number>();
    for (let item = 0; item < 3_000; item++) {
      const key = `a${item}`;
      for (let use = 0; use < 10; use++) tokens.set(key, store.token(store.find(entryOf(key))));
    }
    fill(store, "b", 200 * ITEMS_PER_SEGMENT);
    let seen = 0;
    for (const [key, token] of tokens) {
      const item = store.find(entryOf(key));
      if (item === NO_ITEM) continue;
      seen++;
      assert.equal(store.token(item), token);
      assert.equal(store.expiry(item), clock.expiryOf(100));
    }
    assert.ok(seen > 0);
  });
});

describe("under any commands while it reclaims", () => {
  const commands = fc.array(
    fc.record({
      kind: fc.constantFrom("put", "put", "put", "remove", "touch", "sweep", "wait", "clear"),
      key: fc.nat(3_000),
      seconds: fc.constantFrom(0, 1, 2, 5, 60, 1_000),
      bytes: fc.constantFrom(100, 1_000, 5_000, 200_000),
    }),
    { minLength: 400, maxLength: 1_500 },
  );

  for (const eviction of ["merge", "fifo", "cte", "random"] as const) {
    it(`${eviction} never shows a wrong value`, () => {
      fc.assert(
        fc.property(commands, (list) => {
          advanceTo(0);
          const store = storeOf("exact", eviction, 20);
          const values = new Map<string, { bytes: number; expiry: number }>();
          for (const { kind, key: number, seconds, bytes } of list) {
            const key = `key${number}`;
            if (kind === "put") {
              const expiry = clock.expiryOf(seconds);
              store.put(entryOf(key, expiry, "x".repeat(bytes)));
              values.set(key, { bytes, expiry });
            } else if (kind === "remove") {
              store.remove(entryOf(key));
              values.delete(key);
            } else if (kind === "touch") {
              const item = store.find(entryOf(key));
              if (item === NO_ITEM) continue;
              const expiry = clock.expiryOf(seconds);
              store.touch(item, expiry);
              values.set(key, { bytes: values.get(key)?.bytes ?? -1, expiry });
            } else if (kind === "sweep") store.sweep(0);
            else if (kind === "wait") advanceTo(nowMs + 300);
            else if (number === 0) store.clear();
          }
          let live = 0;
          for (let number = 0; number <= 3_000; number++) {
            const key = `key${number}`;
            const item = store.find(entryOf(key));
            if (item === NO_ITEM) continue;
            live++;
            const value = values.get(key);
            assert.equal(store.valueBytes(item), value?.bytes, key);
            assert.equal(store.expiry(item), value?.expiry, key);
          }
          assert.equal(store.liveItems, live);
        }),
        { numRuns: 20 },
      );
    });
  }
});
