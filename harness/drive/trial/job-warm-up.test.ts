// The warm-up rule of jobs, with figures worked by hand: which rounds agree, and how short requests
// are put together.

import assert from "node:assert/strict";
import { test } from "node:test";
import { JobWarmUp } from "./job-warm-up.ts";

const MS = 1e6;

/** Requests of this length and CPU, one after the other. @returns what each said. */
function rounds(...requests: readonly (readonly [elapsedMs: number, cpuMs: number])[]): boolean[] {
  const warmUp = new JobWarmUp(5 * MS);
  let cpuMs = 5;
  return requests.map(([elapsedMs, usedMs]) => {
    cpuMs += usedMs;
    return warmUp.add(elapsedMs * MS, cpuMs * MS);
  });
}

test("two rounds in a row must agree within 3 %", () => {
  assert.deepEqual(rounds([300, 300], [300, 290]), [false, false]);
  assert.deepEqual(rounds([300, 400], [300, 290], [300, 284]), [false, false, true]);
  // Warm is not for ever: the last round counts.
  assert.deepEqual(rounds([300, 290], [300, 288], [300, 200]), [false, true, false]);
});

test("short requests are put together to rounds of 200 ms", () => {
  const short = Array.from({ length: 4 }, () => [100, 100] as const);
  assert.deepEqual(rounds(...short), [false, false, false, true]);
});

test("a job that mostly waits is allowed what the accounting of CPU is off by, at most 10 %", () => {
  // A tick of 4 ms is 8 % of 50 ms of CPU.
  assert.deepEqual(rounds([300, 50], [300, 47]), [false, true]);
  assert.deepEqual(rounds([300, 5], [300, 4.4]), [false, false]);
});

test("without CPU figures nothing is level", () => {
  assert.deepEqual(rounds([300, 0], [300, 0]), [false, false]);
});
