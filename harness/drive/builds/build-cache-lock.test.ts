// The lock: one holder at a time, and no lock of a dead or forgotten holder stays.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { withLock } from "./build-cache-lock.ts";

function lockFolder(context: TestContext): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tailproof-lock-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return path.join(folder, "a.lock");
}

const HOUR_MS = 3_600_000;

test("holders follow one another, and nothing is left", async (context) => {
  const lock = lockFolder(context);
  let [inside, most] = [0, 0];
  const hold = () =>
    withLock(lock, HOUR_MS, async () => {
      inside++;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      inside--;
    });
  await Promise.all([hold(), hold()]);
  assert.equal(most, 1);
  assert.deepEqual(readdirSync(path.dirname(lock)), []);
});

test("work that fails releases the lock", async (context) => {
  const lock = lockFolder(context);
  await assert.rejects(
    withLock(lock, HOUR_MS, () => Promise.reject(new Error("broken"))),
    /broken/,
  );
  assert.equal(existsSync(lock), false);
});

test("a dead holder's lock is taken over", async (context) => {
  const lock = lockFolder(context);
  mkdirSync(lock);
  const { pid } = spawnSync(process.execPath, ["-e", "0"]);
  writeFileSync(path.join(lock, "pid"), String(pid));
  assert.equal(await withLock(lock, HOUR_MS, async () => "done"), "done");
});

test("a lock older than any build is taken over, whoever has its pid now", async (context) => {
  const lock = lockFolder(context);
  mkdirSync(lock);
  writeFileSync(path.join(lock, "pid"), String(process.pid));
  const old = new Date(Date.now() - 2 * HOUR_MS);
  utimesSync(lock, old, old);
  assert.equal(await withLock(lock, HOUR_MS, async () => "done"), "done");
});
