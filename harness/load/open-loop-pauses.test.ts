// Pauses of the host, planted into the virtual clock: which requests count as disturbed, that the
// others tell the truth about the contender, and that a pause of our own making removes nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Recorder } from "#histogram/recorder.ts";
import { encodePayload } from "#histogram/payload.ts";
import type { PauseRule, StepPlan } from "#model/plan.ts";
import { NS_PER_MS, NS_PER_US } from "#model/units.ts";
import type { ActivityScript, Span } from "#testing/scripted-activity.ts";
import type { PlantedPause } from "#testing/virtual-clock.ts";
import { plannedInstants, runVirtualStep, type VirtualStep } from "#testing/virtual-step.ts";

const RULE: PauseRule = {
  thresholdNs: 100 * NS_PER_US,
  lookBackNs: 2 * NS_PER_MS,
  lookAheadFactor: 3,
};
const SERVICE_NS = 200_000;
const UNIFORM: StepPlan = { arrivals: "uniform", ratePerS: 1_000, durationS: 4, seed: 1 };
const POISSON: StepPlan = { ...UNIFORM, arrivals: "poisson", seed: 5 };

/** Off the grid of the schedule and of the polls; the last two belong together. */
const PAUSES: readonly PlantedPause[] = [
  { atNs: 100_300_007, lengthNs: 1 * NS_PER_MS },
  { atNs: 500_000_001, lengthNs: 37 * NS_PER_MS },
  { atNs: 1_200_700_003, lengthNs: 300 * NS_PER_MS },
  { atNs: 3_000_100_000, lengthNs: 100 * NS_PER_MS },
  { atNs: 3_150_000_000, lengthNs: 2 * NS_PER_MS },
];

/** Time stands still while the loop catches up, so that catching up ends with the pause. */
function windowsOf(pauses: readonly PlantedPause[]): Span[] {
  return pauses.map(({ atNs, lengthNs }) => ({
    fromNs: atNs - RULE.lookBackNs,
    toNs: atNs + lengthNs + RULE.lookAheadFactor * lengthNs,
  }));
}

function isIn(windows: readonly Span[], instantNs: number): boolean {
  return windows.some(({ fromNs, toNs }) => fromNs <= instantNs && instantNs <= toNs);
}

function paused(step: StepPlan, pauses: readonly PlantedPause[], activity: ActivityScript = {}) {
  return runVirtualStep({ step, pauses, activity, pauseRule: RULE, pollNs: 50 * NS_PER_US });
}

/** Response times of the requests that `chooses` picks, as the payload that their histogram has. */
function responses({ loop }: VirtualStep, chooses: (intendedNs: number) => boolean): string {
  const recorder = new Recorder();
  for (const { intendedNs, doneNs } of loop.times)
    if (chooses(intendedNs)) recorder.record(doneNs - intendedNs);
  return encodePayload(recorder);
}

for (const step of [UNIFORM, POISSON]) {
  test(`exactly the requests around a pause are disturbed (${step.arrivals} arrivals)`, () => {
    const finished = paused(step, PAUSES);
    const { samples, pauses } = finished.loop;
    const windows = windowsOf(PAUSES);
    const disturbed = plannedInstants(step).filter((instantNs) => isIn(windows, instantNs));
    assert.equal(samples.disturbed.count, disturbed.length);
    assert.equal(
      encodePayload(samples.disturbed.response),
      responses(finished, (instantNs) => isIn(windows, instantNs)),
    );
    assert.deepEqual(
      pauses.totals.listed,
      PAUSES.map(({ atNs, lengthNs }) => [
        Number((atNs / NS_PER_MS).toFixed(3)),
        lengthNs / NS_PER_MS,
        "host",
      ]),
    );
    assert.equal(pauses.totals.longestNs, 300 * NS_PER_MS);
  });

  test(`undisturbed requests have the times of a run without pauses (${step.arrivals})`, () => {
    const windows = windowsOf(PAUSES);
    const { samples } = paused(step, PAUSES).loop;
    const calm = paused(step, []);
    assert.equal(calm.loop.samples.disturbed.count, 0);
    const isCalm = (instantNs: number): boolean => !isIn(windows, instantNs);
    assert.equal(encodePayload(samples.undisturbed.response), responses(calm, isCalm));
    assert.equal(samples.undisturbed.lag.maxNs, 0);
  });
}

test("undisturbed quantiles are those of the contender; all samples are not", () => {
  const { samples } = paused(UNIFORM, PAUSES).loop;
  assert.equal(samples.undisturbed.response.maxNs, SERVICE_NS);
  assert.ok(samples.undisturbed.count > 2_000);
  assert.ok(samples.disturbed.response.maxNs >= 299 * NS_PER_MS);
});

test("a pause in the middle of a turn, between the reading and the sending, is found too", () => {
  // At 500 ms the loop reads the clock, sees request 500 due, and is paused before it is sent.
  const { loop } = paused(UNIFORM, [{ atNs: 500 * NS_PER_MS, lengthNs: 10 * NS_PER_MS }]);
  assert.deepEqual(loop.pauses.totals.listed, [[500, 10, "host"]]);
  assert.equal(loop.times.find(({ index }) => index === 500)?.sentNs, 510 * NS_PER_MS);
  // 498 … 540 ms: look-back 2 ms, pause 10 ms, look-ahead 30 ms, ends included.
  assert.equal(loop.samples.disturbed.count, 43);
});

test("catching up ends when the last overdue request has left, not when its turn began", () => {
  const { loop } = runVirtualStep({
    step: UNIFORM,
    script: { writeNs: 8_000 },
    pauses: [{ atNs: 500_500_000, lengthNs: 10 * NS_PER_MS }],
    pauseRule: RULE,
    pollNs: 50 * NS_PER_US,
  });
  // Ten requests are overdue at 510.5 ms; eight leave in the first turn, two in the second.
  const endNs = 510_500_000 + 10 * 8_000 + 30 * NS_PER_MS;
  assert.ok(loop.pauses.windows.contains(endNs));
  assert.ok(!loop.pauses.windows.contains(endNs + 1));
});

test("a stall of the contender is no pause: all of it stays in the undisturbed samples", () => {
  const { loop } = runVirtualStep({
    step: UNIFORM,
    script: { stalls: [{ fromNs: 1_000_000_000, toNs: 1_300_000_000 }] },
    pauseRule: RULE,
    pollNs: 50 * NS_PER_US,
  });
  assert.equal(loop.pauses.totals.count, 0);
  assert.equal(loop.samples.disturbed.count, 0);
  assert.equal(loop.samples.undisturbed.response.maxNs, 300_200_000);
});

const PAUSE: PlantedPause = { atNs: 1_000_000_000, lengthNs: 50 * NS_PER_MS };
const spanOf = (share: number): Span => ({
  fromNs: PAUSE.atNs,
  toNs: PAUSE.atNs + share * PAUSE.lengthNs,
});

for (const [cause, activity] of [
  ["competition", { waits: [spanOf(0.31)] }],
  ["generator-gc", { collections: [spanOf(0.51)] }],
  // Both: the collector's own threads made it wait.
  ["generator-gc", { waits: [spanOf(0.31)], collections: [spanOf(0.6)] }],
] as const) {
  const what = Object.keys(activity).join(" and ");
  test(`a pause explained by ${what} is ${cause} and removes nothing`, () => {
    const { loop } = paused(UNIFORM, [PAUSE], activity);
    assert.deepEqual(loop.pauses.totals.listed, [[1_000, 50, cause]]);
    assert.equal(loop.samples.disturbed.count, 0);
    assert.equal(loop.samples.undisturbed.count, 4_000);
    assert.equal(loop.samples.undisturbed.lag.maxNs, 50 * NS_PER_MS);
  });
}

test("a pause that waits and collections explain in small part only is the host's", () => {
  const activity = { waits: [spanOf(0.3)], collections: [spanOf(0.5)] };
  const { loop } = paused(UNIFORM, [PAUSE], activity);
  assert.deepEqual(loop.pauses.totals.listed, [[1_000, 50, "host"]]);
  assert.ok(loop.samples.disturbed.count > 0);
});
