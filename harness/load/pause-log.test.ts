// When a gap between two clock reads is a pause, whose it is, and which instants it disturbs; on a
// script of reads.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { PauseRule } from "#model/plan.ts";
import { type OwnActivity, PauseLog, TURNS_TO_CLASSIFY } from "./pause-log.ts";

const RULE: PauseRule = { thresholdNs: 100, lookBackNs: 20, lookAheadFactor: 3 };
const idle: OwnActivity = { runQueueWaitNs: () => 0, collectedNs: () => 0 };

function log(activity: OwnActivity = idle): PauseLog {
  const made = new PauseLog(RULE, activity);
  made.start(0, 0);
  return made;
}

/** So many turns at one instant that what is known now is classified. */
function classify(pauses: PauseLog, nowNs: number, caughtUp = true): void {
  for (let turn = 0; turn < TURNS_TO_CLASSIFY; turn++) pauses.turned(nowNs, caughtUp);
}

test("a gap above the threshold is a pause; one as long as it is none", () => {
  const pauses = log();
  pauses.observe(100);
  assert.ok(pauses.settled);
  pauses.observe(201);
  assert.ok(!pauses.settled);
  classify(pauses, 201);
  assert.ok(pauses.settled);
  const { count, totalNs, longestNs } = pauses.totals;
  assert.deepEqual([count, totalNs, longestNs], [1, 101, 101]);
});

test("the window ends thrice the pause after the loop has caught up, however long that takes", () => {
  const pauses = log();
  pauses.observe(1_000);
  classify(pauses, 1_000, false);
  assert.ok(pauses.windows.contains(1e9), "until it has caught up there is no end");
  pauses.observe(1_050);
  pauses.turned(1_050, true);
  assert.ok(pauses.windows.contains(-20) && !pauses.windows.contains(-21));
  assert.ok(pauses.windows.contains(4_050) && !pauses.windows.contains(4_051));
});

test("a collection that is reported some turns late is still found", () => {
  let reported = 0;
  const pauses = log({ ...idle, collectedNs: () => reported });
  pauses.observe(1_000);
  for (let turn = 1; turn < TURNS_TO_CLASSIFY; turn++) pauses.turned(1_000, true);
  reported = 501;
  pauses.turned(1_000, true);
  assert.equal(pauses.totals.listed[0]?.[2], "generator-gc");
  assert.equal(pauses.windows.count, 0);
});

test("waits from before the last refresh do not make a competition of a host pause", () => {
  let waitedNs = 0;
  const pauses = log({ ...idle, runQueueWaitNs: () => waitedNs });
  waitedNs = 5_000;
  pauses.refreshWait();
  pauses.observe(1_000);
  classify(pauses, 1_000);
  waitedNs = 5_301;
  pauses.observe(2_000);
  classify(pauses, 2_000);
  assert.deepEqual(
    pauses.totals.listed.map(([, , cause]) => cause),
    ["host", "competition"],
  );
});

test("each of several pauses is classified by itself, and the longest decides the look-ahead", () => {
  let waitedNs = 0;
  const pauses = log({ ...idle, runQueueWaitNs: () => waitedNs });
  pauses.observe(1_000);
  waitedNs = 900;
  pauses.observe(2_000);
  pauses.observe(2_200);
  classify(pauses, 2_200, false);
  assert.ok(pauses.settled);
  assert.deepEqual(
    pauses.totals.listed.map(([, , cause]) => cause),
    ["host", "competition", "host"],
  );
  pauses.turned(2_200, true);
  assert.ok(pauses.windows.contains(5_200) && !pauses.windows.contains(5_201));
});

test("totals go on when the list is full", () => {
  const pauses = log();
  for (let each = 1; each <= 2_100; each++) {
    pauses.observe(each * 1_000);
    classify(pauses, each * 1_000);
  }
  assert.equal(pauses.totals.count, 2_100);
  assert.equal(pauses.totals.totalNs, 2_100_000);
  assert.equal(pauses.totals.listed.length, 2_000);
});

test("work on connections is no pause, unless it takes longer than such work can", () => {
  const pauses = log();
  pauses.worked(1e6);
  pauses.observe(1e6 + 100);
  assert.ok(pauses.settled);
  pauses.worked(2e6 + 101);
  assert.ok(!pauses.settled);
});
