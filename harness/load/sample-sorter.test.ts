// That a sample waits until no later pause can reach back to it, and where each kind of fate is
// counted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TimelineCounts } from "#histogram/timeline-counts.ts";
import { type OwnActivity, PauseLog, TURNS_TO_CLASSIFY } from "./pause-log.ts";
import { SampleSorter } from "./sample-sorter.ts";

const RULE = { thresholdNs: 100, lookBackNs: 1_000, lookAheadFactor: 3 };

function sorter(activity: Partial<OwnActivity> = {}) {
  const pauses = new PauseLog(RULE, {
    runQueueWaitNs: () => 0,
    throttledNs: () => 0,
    collectedNs: () => 0,
    ...activity,
  });
  pauses.start(0, 0);
  const timeline = new TimelineCounts(1_000_000, 100_000);
  const samples = new SampleSorter(
    pauses,
    { all: timeline, undisturbed: new TimelineCounts(1_000_000, 100_000) },
    { lookBackNs: 1_000, originNs: 0 },
  );
  return { pauses, samples };
}

test("a sample is sorted once its end is older than the look-back, and not before", () => {
  const { samples } = sorter();
  samples.add(10, 20, 30, 30);
  assert.equal(samples.sort(1_030, 10), 0);
  assert.equal(samples.sort(1_031, 10), 1);
  assert.equal(samples.undisturbed.response.maxNs, 20);
});

test("a pause that starts just before a sample would be sorted still reaches it", () => {
  const { pauses, samples } = sorter();
  samples.add(30, 30, 30, 30);
  for (let nowNs = 90; nowNs <= 990; nowNs += 90) pauses.observe(nowNs);
  pauses.observe(1_020);
  pauses.observe(5_000);
  assert.equal(samples.sort(5_000, 10), 0, "not while the pause's cause is unknown");
  for (let turn = 0; turn < TURNS_TO_CLASSIFY; turn++) pauses.turned(5_000, "nothing");
  assert.equal(samples.sort(5_000, 10), 1);
  assert.equal(samples.disturbed.count, 1, "30 ≥ 1,020 − 1,000");
});

test("a reply whose arrival the kernel tells needs no interval, however late it is read", () => {
  const read = (doneNs: number) => {
    const { pauses, samples } = sorter();
    for (let nowNs = 90; nowNs <= 1_980; nowNs += 90) pauses.observe(nowNs);
    pauses.observe(6_000);
    // Too old for the look-back, and under way in the pause.
    samples.add(90, 95, doneNs, 6_000);
    for (let turn = 0; turn < TURNS_TO_CLASSIFY; turn++) pauses.turned(6_000, "nothing");
    samples.finish();
    return [samples.undisturbed.response.count, samples.intervals.asRead.count];
  };
  assert.deepEqual(read(6_000), [0, 1]);
  assert.deepEqual(read(2_500), [1, 0]);
});

test("every fate is counted where it belongs", () => {
  const { samples } = sorter();
  samples.add(1, 2, 5, 5);
  samples.add(2, 4, Number.NaN, 4);
  samples.add(3, Number.NaN, Infinity, 6);
  samples.add(4, 5, Infinity, 7);
  samples.finish();
  const { count, unreplied, response, service, lag } = samples.undisturbed;
  assert.deepEqual(
    { count, unreplied, response: response.sumNs, service: service.sumNs, lag: lag.sumNs },
    { count: 4, unreplied: 2, response: 4, service: 3, lag: 1 + 2 + 1 },
  );
  assert.equal(samples.undisturbed.withheld, 1);
});

test("more samples than the ring holds are sorted early, none is lost", () => {
  const { samples } = sorter();
  for (let each = 0; each < 20_000; each++) samples.add(each, each, each + 7, each + 7);
  samples.finish();
  assert.equal(samples.undisturbed.count, 20_000);
  assert.equal(samples.undisturbed.response.sumNs, 140_000);
});

test("a reply that is read behind a pause of the host is kept by both ends of when it can have come", () => {
  const { pauses, samples } = sorter();
  pauses.observe(50);
  pauses.observe(7_000);
  samples.add(-2_000, -1_990, 7_000, 7_000);
  samples.add(7_000, 7_000, 7_010, 7_010);
  for (let turn = 0; turn < TURNS_TO_CLASSIFY; turn++) pauses.turned(7_010, "nothing");
  samples.finish();
  const { intervals, undisturbed, disturbed } = samples;
  assert.deepEqual([intervals.asRead.sumNs, intervals.earliest.sumNs], [9_000, 2_050]);
  assert.deepEqual([undisturbed.count, undisturbed.response.count], [1, 0]);
  assert.deepEqual([disturbed.count, disturbed.response.sumNs], [1, 10]);
});

test("behind a pause that is not the host's a reply stays a sample like any other", () => {
  const { pauses, samples } = sorter({ collectedNs: (fromNs, toNs) => toNs - fromNs });
  pauses.observe(50);
  pauses.observe(7_000);
  samples.add(-2_000, -1_990, 7_000, 7_000);
  for (let turn = 0; turn < TURNS_TO_CLASSIFY; turn++) pauses.turned(7_010, "nothing");
  samples.finish();
  assert.equal(samples.intervals.asRead.count, 0);
  assert.equal(samples.undisturbed.response.sumNs, 9_000);
});
