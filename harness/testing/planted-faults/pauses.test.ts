// A process that is paused stands still for as long as was planned, and runs again whatever
// happens.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CAN_LOOK, holdsWithin } from "#testing/leftovers.ts";
import { pausing } from "./pauses.ts";

const skip = CAN_LOOK ? false : "needs /proc";
const PATIENCE_MS = 5_000;

function idle(t: TestContext): number {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  t.after(() => child.kill("SIGKILL"));
  return child.pid ?? 0;
}

/** proc(5), stat: the state stands behind the name; T is stopped by a signal. */
function isStopped(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  return stat.slice(stat.lastIndexOf(")") + 2).startsWith("T");
}

it("stops and continues", { skip }, async (t) => {
  const pid = idle(t);
  await using _planted = pausing(pid, [
    { atMs: 0, lengthMs: 60 },
    { atMs: 120, lengthMs: 60 },
  ]);
  for (let pause = 0; pause < 2; pause++) {
    assert.ok(await holdsWithin(PATIENCE_MS, () => isStopped(pid)), "never stopped");
    assert.ok(await holdsWithin(PATIENCE_MS, () => !isStopped(pid)), "never continued");
  }
});

it("lets the process run when it is disposed of in the middle of a pause", { skip }, async (t) => {
  const pid = idle(t);
  const planted = pausing(pid, [{ atMs: 0, lengthMs: 60_000 }]);
  assert.ok(await holdsWithin(PATIENCE_MS, () => isStopped(pid)), "never stopped");
  await planted[Symbol.asyncDispose]();
  assert.equal(isStopped(pid), false);
});

it("pauses nothing behind its end, and a process that is gone not at all", async (t) => {
  const pid = idle(t);
  const planted = pausing(pid, [{ atMs: 40, lengthMs: 60_000 }]);
  await planted[Symbol.asyncDispose]();
  if (CAN_LOOK) {
    await sleep(60);
    assert.equal(isStopped(pid), false);
  }
  const none = 2 ** 22 + 1;
  await using _planted = pausing(none, [{ atMs: 0, lengthMs: 1 }]);
});
