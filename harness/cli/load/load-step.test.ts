// What connections make of a step, and which shortfalls are the target's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf } from "#judge/scripted-outcome.ts";
import type { ConnectionNotes, StepNotes } from "#model/plan.ts";
import type { StepOutcome } from "#model/step.ts";
import { NS_PER_MS } from "#model/units.ts";
import { loadStepOf } from "./load-step.ts";

const CONNECTIONS = 50;
const OPEN: ConnectionNotes = {
  openAtEnd: CONNECTIONS,
  noneOpenS: 0,
  receivedBytes: 1,
  cutReplies: 0,
};
const REFUSAL = { fromS: 2.34, reason: "ECONNREFUSED" };

function stepWith(
  notes: Partial<StepNotes>,
  changes: Partial<StepOutcome> = {},
  responseMs = 0.1,
): ReturnType<typeof loadStepOf> {
  const outcome = outcomeOf(responseMs * NS_PER_MS, changes);
  return loadStepOf(
    { outcome, notes: { tallies: {}, unreadable: 0, connections: OPEN, ...notes } },
    CONNECTIONS,
  );
}

function reasonsWith(connections: Partial<ConnectionNotes>): readonly string[] {
  return stepWith({ connections: { ...OPEN, ...connections } }).invalidReasons;
}

test("connections that are down at the end make a step invalid, and it is said since when", () => {
  assert.deepEqual(reasonsWith({}), []);
  assert.deepEqual(reasonsWith({ openAtEnd: 3, refusal: REFUSAL }), [
    "the target stopped accepting connections 2.3 s into the step (ECONNREFUSED), and 3 of 50 connections stood at the step's end",
  ]);
  assert.deepEqual(reasonsWith({ openAtEnd: 0, noneOpenS: 1 }), [
    "the target closed every connection at once, and 0 of 50 connections stood at the step's end",
  ]);
});

test("connections that are only just being opened again do not", () => {
  assert.deepEqual(reasonsWith({ openAtEnd: 0, noneOpenS: 0.3 }), []);
  assert.deepEqual(reasonsWith({ openAtEnd: 20 }), []);
});

test("a step in which bytes were no reply is never valid", () => {
  const step = stepWith({ unreadable: 1, firstUnreadable: "not HTTP" });
  assert.equal(step.valid, false);
  assert.deepEqual(step.invalidReasons, [
    "connections: 1 dropped for what was no reply (first: not HTTP)",
  ]);
});

test("the drawn rate stands beside the one that was asked for", () => {
  const { offeredPerS, drawnPerS } = stepWith({}, { planned: 3_960 });
  assert.deepEqual([offeredPerS, drawnPerS], [1_000, 990]);
});
