// The simulated caches against the counts of an independent program, and the reference's store
// against them: what its eviction costs in misses, at as many items as it held.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import expected from "#datasets/cache/sample/web07.expected.json" with { type: "json" };
import { readWeb07Trace } from "#datasets/cache/web07-trace.ts";
import { Clock, NEVER } from "./reference/clock.ts";
import type { Eviction } from "./reference/stores/eviction.ts";
import { SegmentStore } from "./reference/stores/segment-store.ts";
import { NO_ITEM } from "./reference/stores/store.ts";
import { fifoHits, lruHits } from "./simulated-caches.ts";

const MEMORY_MIB = 64;
const BYTES_PER_MIB = 1_048_576;
const KEY_BYTES = 8;
const SEED = 7;
const trace = readWeb07Trace();

interface Replayed {
  readonly misses: number;
  readonly itemsMax: number;
}

/** A cache in front of a store: asks for each key, and stores what it misses. */
function replay(eviction: Eviction, valueBytes: number): Replayed {
  const clock = new Clock({ monotonicMs: () => 0, unixMs: () => 0 });
  const options = { expiry: "exact", eviction, bucketTicks: 80, seed: SEED } as const;
  const store = new SegmentStore(clock, MEMORY_MIB * BYTES_PER_MIB, options);
  const source = Buffer.alloc(KEY_BYTES + valueBytes, 0x78);
  const entry = {
    keySource: source,
    keyFrom: 0,
    keyTo: KEY_BYTES,
    valueSource: source,
    valueFrom: KEY_BYTES,
    valueTo: source.length,
    flags: 0,
    expiry: NEVER,
  };
  let misses = 0;
  let itemsMax = 0;
  for (const key of trace.keys) {
    source.write(key.toString().padStart(KEY_BYTES, "0"), "latin1");
    const item = store.find(entry);
    if (item === NO_ITEM) {
      misses++;
      store.put(entry);
    } else store.noteRead(item);
    itemsMax = Math.max(itemsMax, store.liveItems);
  }
  return { misses, itemsMax };
}

describe("simulated caches", () => {
  for (const { capacity, lru, fifo } of expected.hits) {
    it(`hit web07 as often as is known, ${capacity} entries`, () => {
      assert.equal(lruHits(trace.keys, capacity), lru);
      assert.equal(fifoHits(trace.keys, capacity), fifo);
    });
  }
});

describe("the reference's misses on web07", () => {
  // Values so long that about 6,600, 1,950 and 170 items fit.
  for (const valueBytes of [9_000, 30_000, 300_000]) {
    it(`of merge are at most exact LRU's ÷ 0.98, values of ${valueBytes} bytes`, () => {
      const { misses, itemsMax } = replay("merge", valueBytes);
      const lruMisses = trace.keys.length - lruHits(trace.keys, itemsMax);
      assert.ok(lruMisses / misses >= 0.98, `${lruMisses} of LRU, ${misses} of merge`);
    });

    it(`of fifo are an exact FIFO's, by a segment's coarseness, values of ${valueBytes} bytes`, () => {
      const { misses, itemsMax } = replay("fifo", valueBytes);
      const fifoMisses = trace.keys.length - fifoHits(trace.keys, itemsMax);
      assert.ok(fifoMisses / misses >= 0.97, `${fifoMisses} of FIFO, ${misses} of fifo`);
      assert.ok(fifoMisses <= misses, `${fifoMisses} of FIFO, ${misses} of fifo`);
    });
  }
});
