// Holds the trace against figures that an independent program counted in the original file, and
// damaged copies against the promise of one clear error.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import manifest from "./manifest.json" with { type: "json" };
import expected from "./sample/web07.expected.json" with { type: "json" };
import { denseTrace, readWeb07Trace } from "./web07-trace.ts";

const STORED = new URL("./sample/web07.trace.gz", import.meta.url);

/**
 * Hits of a cache of `capacity` entries that evicts the oldest entry; `renew` makes a hit the
 * newest one (LRU).
 */
function hitsOf(keys: Uint32Array, capacity: number, renew: boolean): number {
  // A Set iterates in order of insertion, so its first element is the oldest entry.
  const entries = new Set<number>();
  let hits = 0;
  for (const key of keys) {
    const hit = entries.has(key);
    if (hit) hits++;
    if (hit && renew) entries.delete(key);
    entries.add(key);
    if (entries.size > capacity) entries.delete(entries.values().next().value as number);
  }
  return hits;
}

test("the trace has the published counts and first keys", () => {
  const trace = readWeb07Trace();
  assert.equal(trace.keys.length, expected.accesses);
  assert.equal(trace.distinct, expected.distinct);
  assert.deepEqual([...trace.keys.subarray(0, 5)], expected.first5);
  assert.equal(Math.max(...trace.keys), expected.distinct - 1);
});

for (const { capacity, lru, fifo } of expected.hits) {
  test(`exact LRU and FIFO of ${capacity} entries hit as often as published`, () => {
    const { keys } = readWeb07Trace();
    assert.equal(hitsOf(keys, capacity, true), lru);
    assert.equal(hitsOf(keys, capacity, false), fifo);
  });
}

test("the manifest describes the stored file", () => {
  const [entry] = manifest.files.filter((file) => file.path === "sample/web07.trace.gz");
  assert.ok(entry !== undefined);
  const stored = readFileSync(STORED);
  const accesses = gunzipSync(stored);
  assert.equal(entry.bytes, stored.length);
  assert.equal(entry.sha256, createHash("sha256").update(stored).digest("hex"));
  assert.equal(entry.uncompressedBytes, accesses.length);
  assert.equal(entry.uncompressedSha256, createHash("sha256").update(accesses).digest("hex"));
  assert.equal(entry.rows, expected.accesses);
  assert.equal(entry.distinct, expected.distinct);
  assert.match(
    readFileSync(new URL(`./${entry.licenceFile}`, import.meta.url), "utf8"),
    /headissue GmbH, Jens Wilke/,
  );
});

test("keys become their rank of first appearance", () => {
  const accesses = Uint8Array.of(0, 0, 0, 9, 255, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1);
  assert.deepEqual(denseTrace(accesses), { keys: Uint32Array.of(0, 1, 0, 2), distinct: 3 });
});

test("a missing or damaged file is one error that names file, values and repair", () => {
  const folder = mkdtempSync(join(tmpdir(), "web07-"));
  const folderUrl = pathToFileURL(`${folder}/`);
  try {
    const missing = /cannot read the access trace .*web07\.trace\.gz.*git checkout/;
    assert.throws(() => readWeb07Trace(folderUrl), missing);
    const damaged = readFileSync(STORED);
    damaged[1000] = (damaged[1000] as number) ^ 1;
    mkdirSync(join(folder, "sample"));
    writeFileSync(join(folder, "sample", "web07.trace.gz"), damaged);
    assert.throws(
      () => readWeb07Trace(folderUrl),
      /is damaged: found 147504 bytes with SHA-256 [0-9a-f]{64}, expected .*; restore/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
