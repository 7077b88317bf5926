// Pruning: the least recently used builds go first, and only as many as must.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { type TestContext } from "node:test";
import {
  buildPaths,
  folderBytes,
  listBuilds,
  makeFolder,
  pruneBuilds,
} from "./build-cache-folder.ts";

/** A cache with builds of these sizes, last used at these seconds. */
function cacheOf(
  context: TestContext,
  builds: Readonly<Record<string, { bytes: number; usedAtS: number }>>,
): string {
  const cache = mkdtempSync(path.join(os.tmpdir(), "tailproof-cache-"));
  context.after(() => rmSync(cache, { recursive: true }));
  for (const [key, { bytes, usedAtS }] of Object.entries(builds)) {
    const { out, marker } = buildPaths(cache, key);
    mkdirSync(out, { recursive: true });
    writeFileSync(marker, JSON.stringify({ bytes }));
    utimesSync(marker, usedAtS, usedAtS);
  }
  return cache;
}

const keys = async (cache: string) => (await listBuilds(cache)).map((build) => build.key);

test("least recently used first, and no more than needed", async (context) => {
  const cache = cacheOf(context, {
    a: { bytes: 50, usedAtS: 300 },
    b: { bytes: 40, usedAtS: 100 },
    c: { bytes: 30, usedAtS: 200 },
  });
  assert.deepEqual(await keys(cache), ["b", "c", "a"]);
  const removed = await pruneBuilds(cache, { bytesMax: 80, usedSinceMs: 1_000_000 });
  assert.deepEqual(
    removed.map((build) => build.key),
    ["b"],
  );
  assert.equal(existsSync(buildPaths(cache, "b").folder), false);
  assert.deepEqual(await keys(cache), ["c", "a"]);
});

test("builds in use stay, whatever their size; incomplete ones are none", async (context) => {
  const cache = cacheOf(context, {
    a: { bytes: 50, usedAtS: 300 },
    b: { bytes: 40, usedAtS: 100 },
  });
  mkdirSync(buildPaths(cache, "half").out, { recursive: true });
  await pruneBuilds(cache, { bytesMax: 0, usedSinceMs: 200_000 });
  assert.deepEqual(await keys(cache), ["a"]);
});

test("a cache that is not there is empty", async () => {
  assert.deepEqual(await listBuilds("/nowhere"), []);
});

test("sizes are summed through folders", async (context) => {
  const cache = cacheOf(context, {});
  mkdirSync(path.join(cache, "x", "y"), { recursive: true });
  writeFileSync(path.join(cache, "x", "a"), "123");
  writeFileSync(path.join(cache, "x", "y", "b"), "4567");
  assert.equal(await folderBytes(cache), 7);
});

test("folders are made one by one, and a place that allows none says so at once", async (context) => {
  const base = mkdtempSync(path.join(os.tmpdir(), "tailproof-cache-"));
  context.after(() => rmSync(base, { recursive: true }));
  const folder = path.join(base, "a", "b", "c");
  await Promise.all([makeFolder(folder), makeFolder(folder)]);
  assert.ok(existsSync(folder));
  writeFileSync(path.join(base, "file"), "");
  await assert.rejects(makeFolder(path.join(base, "file", "below")), /ENOTDIR/);
});
