// Replies that came while the generator was paused, on the virtual clock: which of them are known
// by an interval only, that its two ends hold the truth between them, and that a quantile which
// they leave open is called unfit.

import assert from "node:assert/strict";
import { test } from "node:test";
import { generatorVerdict } from "#judge/generator-verdict.ts";
import { drawsOf } from "#model/draws.ts";
import type { PauseRule, StepPlan } from "#model/plan.ts";
import { QUANTILE_NAMES, type StepOutcome } from "#model/step.ts";
import { NS_PER_MS, NS_PER_US } from "#model/units.ts";
import { quantileOf } from "#judge/response-metrics.ts";
import { outcomeOfStep } from "#testing/virtual-outcome.ts";
import type { PlantedPause } from "#testing/virtual-clock.ts";
import { runVirtualStep } from "#testing/virtual-step.ts";

const RULE: PauseRule = {
  thresholdNs: 100 * NS_PER_US,
  lookBackNs: 2 * NS_PER_MS,
  lookAheadFactor: 3,
};
const STEP: StepPlan = { arrivals: "uniform", ratePerS: 1_000, durationS: 5, seed: 1 };
const SERVICE_NS = 20 * NS_PER_MS;

function slowStep(pauses: readonly PlantedPause[], serviceNs: (request: number) => number) {
  return runVirtualStep({
    step: STEP,
    script: { serviceNs, serving: "per-connection" },
    connections: 400,
    pauses,
    pauseRule: RULE,
    pollNs: 90 * NS_PER_US,
  });
}

function pausesEvery(everyMs: number, lengthMs: number): PlantedPause[] {
  return Array.from({ length: (STEP.durationS * 1_000) / everyMs - 1 }, (_, at) => ({
    atNs: (at + 1) * everyMs * NS_PER_MS + 300_007,
    lengthNs: lengthMs * NS_PER_MS,
  }));
}

test("a reply is an interval if it was under way when the pause began and read behind it", () => {
  const atNs = 1_000_300_007;
  const finished = slowStep([{ atNs, lengthNs: 30 * NS_PER_MS }], () => SERVICE_NS);
  const { undisturbed, intervals } = finished.loop.samples;
  // Sent every ms, 20 ms under way: of 981 … 1,000 the last two are disturbed by the look-back.
  assert.equal(intervals.asRead.count, 18);
  // They came within the pause, all of them are read at its end, and can have come at its start.
  const [first, last] = [981, 998];
  const readNs = atNs + 30 * NS_PER_MS;
  assert.equal(intervals.asRead.maxNs, readNs - first * NS_PER_MS);
  assert.ok(intervals.earliest.maxNs <= atNs - first * NS_PER_MS);
  assert.ok(intervals.earliest.maxNs > atNs - first * NS_PER_MS - 90 * NS_PER_US);
  assert.equal(undisturbed.count - undisturbed.response.count, last - first + 1);
  assert.equal(undisturbed.response.maxNs, SERVICE_NS);
});

test("few such replies leave the quantiles alone; enough of them make one unfit", () => {
  const few = outcomeOfStep(
    slowStep(pausesEvery(2_500, 30), () => SERVICE_NS),
    STEP,
  );
  assert.deepEqual(generatorVerdict(few).fitQuantiles, ["p50", "p90", "p99"]);
  assert.equal(few.earliest.replies, 18);
  // 18 of some 480 requests around each of seven pauses: above 3 % of them.
  const many = outcomeOfStep(
    slowStep(pausesEvery(600, 30), () => SERVICE_NS),
    STEP,
  );
  const verdict = generatorVerdict(many);
  assert.deepEqual([verdict.fit, verdict.fitQuantiles], [true, ["p50", "p90"]]);
  assert.equal(verdict.causes.length, 1);
  const cause = verdict.causes[0] ?? "";
  assert.match(cause, /^host: p99 lies between 20 ms and [34]\d(\.\d)? ms, /);
  assert.match(cause, /, for 126 replies came while the generator was paused$/);
});

/** Truth of the same requests: what each took, without pauses between. */
function truthNs(services: readonly number[], q: number): number {
  const sorted = services.toSorted((one, other) => one - other);
  return sorted[Math.ceil(q * sorted.length) - 1] as number;
}

const RANKS = { p50: 0.5, p90: 0.9, p99: 0.99, "p99.9": 0.999 };

for (const seed of [1, 2, 3]) {
  test(`random pauses, slow replies: the truth lies between both ends (seed ${seed})`, () => {
    const draws = drawsOf(seed, 1);
    const serviceNs = (request: number): number =>
      NS_PER_MS * (5 - 25 * Math.log(1 - draws.unit(request)));
    const pauses = randomPauses(seed);
    const finished = slowStep(pauses, serviceNs);
    const outcome = outcomeOfStep(finished, STEP);
    // Sent in the order of their indexes, and each on its own connection.
    const calm = finished.loop.times
      .filter(({ intendedNs }) => !isDisturbed(outcome, intendedNs))
      .map(({ index }) => serviceNs(index));
    const fit = generatorVerdict(outcome).fitQuantiles;
    for (const name of QUANTILE_NAMES) {
      const latestNs = quantileOf(outcome.undisturbed.response, name);
      const earliestNs = quantileOf(outcome.earliest.response, name);
      if (latestNs === null || earliestNs === null) continue;
      const trueNs = truthNs(calm, RANKS[name]);
      // The recorder's buckets, and the polls between which a reply waits.
      assert.ok(earliestNs <= 1.001 * trueNs && trueNs <= 1.001 * latestNs, name);
      if (fit.includes(name)) assert.ok(Math.abs(latestNs / trueNs - 1) < 0.021, name);
    }
    assert.ok(outcome.earliest.replies > 10);
  });
}

function randomPauses(seed: number): PlantedPause[] {
  const draws = drawsOf(seed, 2);
  const pauses: PlantedPause[] = [];
  let atNs = 0;
  for (let nth = 0; ; nth += 2) {
    atNs += -Math.log(1 - draws.unit(nth)) * 300 * NS_PER_MS;
    if (atNs > STEP.durationS * 1_000 * NS_PER_MS) return pauses;
    const lengthNs = 0.2 * NS_PER_MS * 100 ** draws.unit(nth + 1);
    pauses.push({ atNs: Math.round(atNs), lengthNs: Math.round(lengthNs) });
    atNs += lengthNs;
  }
}

function isDisturbed({ disturbedWindows }: StepOutcome, intendedNs: number): boolean {
  return disturbedWindows.some(([fromNs, toNs]) => fromNs <= intendedNs && intendedNs <= toNs);
}
