// The pre-check: gaps of a scripted clock are counted to the digit; its process runs and reports.

import assert from "node:assert/strict";
import test from "node:test";
import { spinForPauses } from "./pauses-pre-check.ts";
import { decidePlacement, readCoreFacts } from "./placement.ts";
import { preCheckPauses } from "./pre-check.ts";

/** A clock that goes on by the next of `steps` at each reading, round and round. */
function steppingClock(steps: readonly number[]): () => number {
  let [now, reading] = [1_000, 0];
  return () => {
    const read = now;
    now += steps[reading++ % steps.length] ?? 1;
    return read;
  };
}

const SETTINGS = {
  placement: decidePlacement(readCoreFacts()),
  environment: {},
  signal: new AbortController().signal,
};

test("a calm clock has no pauses", () => {
  const { pauses, pausedShare, spunMs } = spinForPauses(10, steppingClock([0.0625]));
  assert.deepEqual({ pauses, pausedShare, spunMs }, { pauses: 0, pausedShare: 0, spunMs: 10 });
});

test("gaps above the threshold are pauses, with their whole length", () => {
  // Each round takes 8 ms, of which 6 are gaps above 0.1 ms.
  const steps = [...Array.from({ length: 32 }, () => 0.0625), 2, 4];
  assert.deepEqual(spinForPauses(16, steppingClock(steps)), {
    spunMs: 16,
    pauses: 4,
    pausedMs: 12,
    longestMs: 4,
    pausedShare: 0.75,
  });
});

test("live: the process spins as long as it is told", async () => {
  const result = await preCheckPauses(60, SETTINGS);
  assert.ok(result.spunMs >= 60);
  assert.ok(result.pausedShare >= 0 && result.pausedShare <= 1);
  assert.ok(result.longestMs <= result.pausedMs);
});

test("live: a duration that is none ends in an error", async () => {
  await assert.rejects(preCheckPauses(0, SETTINGS), /above 0/);
});
