// When a gap between two clock reads is a pause, whose it is, and which instants it disturbs; on a
// script of reads.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { PauseRule } from "#model/plan.ts";
import { type DueAfterTurn, type OwnActivity, PauseLog, TURNS_TO_CLASSIFY } from "./pause-log.ts";

const RULE: PauseRule = { thresholdNs: 100, lookBackNs: 20, lookAheadFactor: 3 };
const idle: OwnActivity = {
  runQueueWaitNs: () => 0,
  throttledNs: () => 0,
  collectedNs: () => 0,
};

function log(activity: OwnActivity = idle): PauseLog {
  const made = new PauseLog(RULE, activity);
  made.start(0, 0);
  return made;
}

/** So many turns at one instant that what is known now is classified. */
function classify(pauses: PauseLog, nowNs: number, due: DueAfterTurn = "nothing"): void {
  for (let turn = 0; turn < TURNS_TO_CLASSIFY; turn++) pauses.turned(nowNs, due);
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
  classify(pauses, 1_000, "much");
  assert.ok(pauses.windows.contains(1e9), "until it has caught up there is no end");
  pauses.observe(1_050);
  pauses.turned(1_050, "nothing");
  assert.ok(pauses.windows.contains(-20) && !pauses.windows.contains(-21));
  assert.ok(pauses.windows.contains(4_050) && !pauses.windows.contains(4_051));
});

test("a collection that is reported some turns late is still found", () => {
  let reported = 0;
  const pauses = log({ ...idle, collectedNs: () => reported });
  pauses.observe(1_000);
  for (let turn = 1; turn < TURNS_TO_CLASSIFY; turn++) pauses.turned(1_000, "nothing");
  reported = 501;
  pauses.turned(1_000, "nothing");
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
  classify(pauses, 2_200, "much");
  assert.ok(pauses.settled);
  assert.deepEqual(
    pauses.totals.listed.map(([, , cause]) => cause),
    ["host", "competition", "host"],
  );
  pauses.turned(2_200, "nothing");
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

test("a pause that a limit on CPU time explains by half is the quota's, and removes nothing", () => {
  let throttledNs = 0;
  const pauses = log({
    ...idle,
    runQueueWaitNs: () => throttledNs,
    throttledNs: () => throttledNs,
  });
  throttledNs = 500;
  pauses.observe(1_000);
  throttledNs = 999;
  pauses.observe(2_000);
  classify(pauses, 2_000);
  const causes = pauses.totals.listed.map(([, , cause]) => cause);
  // The kernel may count such a wait as one for the core too.
  assert.deepEqual(causes, ["quota", "competition"]);
  assert.equal(pauses.windows.count, 0);
});

test("what held back others of the group before is not ours", () => {
  let throttledNs = 0;
  const pauses = log({ ...idle, throttledNs: () => throttledNs });
  throttledNs = 5_000;
  pauses.refreshThrottled();
  pauses.observe(1_000);
  classify(pauses, 1_000);
  assert.equal(pauses.totals.listed[0]?.[2], "host");
});

test("a loop that has not caught up after ten times the pause is behind for itself", () => {
  const pauses = log();
  pauses.observe(1_000);
  classify(pauses, 1_000, "much");
  for (let nowNs = 1_100; nowNs <= 11_000; nowNs += 100) pauses.turned(nowNs, "much");
  assert.ok(pauses.windows.contains(1e9));
  assert.equal(pauses.obstaclesAt(11_000).behindNs, 0);
  pauses.turned(11_100, "much");
  assert.ok(!pauses.windows.contains(1e9), "the rest of the step is not the pause's");
  assert.equal(pauses.obstaclesAt(11_100).behindNs, 100);
  pauses.turned(11_200, "nothing");
  pauses.turned(11_250, "little");
  pauses.turned(11_300, "much");
  assert.equal(pauses.obstaclesAt(11_300).behindNs, 150);
});

test("waits count as an obstacle but for those in pauses of another cause", () => {
  let waitedNs = 0;
  const pauses = log({ ...idle, runQueueWaitNs: () => waitedNs });
  waitedNs = 300;
  pauses.observe(1_000);
  waitedNs = 1_200;
  pauses.observe(2_000);
  waitedNs = 1_230;
  pauses.observe(2_090);
  classify(pauses, 2_090);
  assert.deepEqual(
    pauses.totals.listed.map(([, , cause]) => cause),
    ["host", "competition"],
  );
  assert.equal(pauses.obstaclesAt(2_090).waitedNs, 930);
});

test("work on connections is summed; so are collections of any length", () => {
  const pauses = log({ ...idle, collectedNs: (fromNs, toNs) => (toNs - fromNs) / 10 });
  pauses.observe(50);
  pauses.worked(80_050);
  pauses.worked(80_080);
  const { connectingNs, collectedNs } = pauses.obstaclesAt(100_000);
  assert.deepEqual([connectingNs, collectedNs], [80_030, 10_000]);
});

test("a reply comes at the earliest when the pause begins, until all sockets were looked at", () => {
  const pauses = log();
  pauses.turned(50, "nothing");
  assert.equal(pauses.earliestNs(10, 60), 60, "no pause, no interval");
  pauses.observe(100);
  pauses.observe(1_000);
  assert.equal(pauses.earliestNs(40, 1_000), 100);
  assert.equal(pauses.earliestNs(1_000, 1_010), 1_010, "sent behind the pause");
  // The look that is under way may be older than the pause.
  pauses.turned(1_010, "nothing");
  assert.equal(pauses.earliestNs(40, 1_020), 100);
  pauses.observe(3_000);
  assert.equal(pauses.earliestNs(40, 3_000), 100, "two pauses without a look are one");
  assert.equal(pauses.earliestNs(1_020, 3_000), 1_020);
  pauses.turned(3_000, "nothing");
  pauses.turned(3_010, "nothing");
  assert.equal(pauses.earliestNs(40, 3_010), 3_010);
});

test("a clock that is renewed every 4 ms is found out; its jumps are no pauses", () => {
  const pauses = log();
  // Read every 45 ns, as the spinning loop does.
  for (let trueNs = 0; trueNs < 20e6; trueNs += 45) pauses.observe(Math.floor(trueNs / 4e6) * 4e6);
  assert.equal(pauses.totals.count, 0);
  assert.ok(pauses.settled);
  assert.equal(pauses.obstaclesAt(20e6).clockStops, 5);
});

test("a clock that goes back is found out, whoever reads it", () => {
  const pauses = log();
  pauses.observe(90);
  pauses.observe(60);
  pauses.worked(50);
  assert.equal(pauses.obstaclesAt(60).clockBackNs, 30);
  assert.equal(pauses.obstaclesAt(60).connectingNs, 0);
});

test("a clock that stands still for good ends the loop instead of holding it", () => {
  const pauses = log();
  pauses.observe(10);
  assert.throws(() => {
    for (let read = 0; read < 30_000_000; read++) pauses.observe(10);
  }, /^Error: the generator's clock stood still over 25000000 readings$/);
});

test("gaps between readings with nothing between them are jitter, for the whole step", () => {
  const rule = { thresholdNs: 100_000, lookBackNs: 0, lookAheadFactor: 3 };
  const pauses = new PauseLog(rule, idle);
  pauses.start(0, 0);
  for (const nowNs of [50, 100, 30_100, 30_150]) pauses.idled(nowNs);
  // Half of the time is work, which tells nothing of the core.
  pauses.observe(60_300);
  const { jitterNs } = pauses.obstaclesAt(60_300);
  assert.ok(Math.abs(jitterNs / 60_300 - 30_000 / 30_150) < 1e-9);
  // A pause is no jitter, and neither is what a reading takes.
  pauses.idled(60_300 + 200_000);
  pauses.idled(60_300 + 201_900);
  assert.equal(pauses.totals.count + Number(!pauses.settled), 1);
  assert.ok(pauses.obstaclesAt(262_200).jitterNs < 262_200 * 0.15);
});
