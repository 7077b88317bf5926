// What pauses of the lab's own making do to a quantile, and that the verdict sees it: the pauses'
// share of the time says too little, because replies wait in them too.

import assert from "node:assert/strict";
import { test } from "node:test";
import { generatorVerdict } from "#judge/generator-verdict.ts";
import type { GeneratorVerdict } from "#model/step.ts";
import { NS_PER_MS, NS_PER_US } from "#model/units.ts";
import type { Span } from "#testing/scripted-activity.ts";
import type { PlantedPause } from "#testing/virtual-clock.ts";
import { outcomeOfStep } from "#testing/virtual-outcome.ts";
import { runVirtualStep } from "#testing/virtual-step.ts";

const STEP = { arrivals: "poisson", ratePerS: 2_000, durationS: 10, seed: 5 } as const;
const RULE = { thresholdNs: 100 * NS_PER_US, lookBackNs: NS_PER_MS, lookAheadFactor: 3 };

/** So many pauses of `lengthMs`, spread over the step, in each of which others had the core. */
function verdictWith(count: number, lengthMs: number): GeneratorVerdict {
  const everyMs = (STEP.durationS * 1_000) / (count + 1);
  const pauses: PlantedPause[] = Array.from({ length: count }, (_, at) => ({
    atNs: (at + 1) * everyMs * NS_PER_MS,
    lengthNs: lengthMs * NS_PER_MS,
  }));
  const waits: Span[] = pauses.map(({ atNs, lengthNs }) => ({
    fromNs: atNs,
    toNs: atNs + lengthNs,
  }));
  const finished = runVirtualStep({
    step: STEP,
    // One in twenty requests takes ten times as long: p99 is well above the median.
    script: { serviceNs: (nth) => (nth % 20 === 0 ? NS_PER_MS : 100 * NS_PER_US) },
    connections: 50,
    pauseRule: RULE,
    pauses,
    activity: { waits },
    pollNs: 40 * NS_PER_US,
  });
  return generatorVerdict(outcomeOfStep(finished, STEP));
}

test("without pauses every quantile is fit", () => {
  assert.deepEqual(verdictWith(0, 4).causes, []);
});

test("waits for 0.9 % of the time make a p99, and are named for it", () => {
  // A share that alone would pass: less than lies above the p99.
  const { fitQuantiles, causes, ownPausedShare, fit } = verdictWith(22, 4);
  assert.ok(ownPausedShare < 0.01, `${ownPausedShare}`);
  assert.deepEqual([fit, fitQuantiles.includes("p50")], [true, true]);
  assert.ok(!fitQuantiles.includes("p99"));
  assert.match(causes.join("; "), /competition: waits for the core took 0\.88/);
});

test("waits for a quarter of the time make a p50, and leave nothing fit", () => {
  const { fit, causes } = verdictWith(600, 4);
  assert.equal(fit, false);
  assert.match(causes[0] ?? "", /^competition: /);
});

test("a pause that changes no quantile is in the samples and spoils none", () => {
  const { fitQuantiles, causes } = verdictWith(1, 1);
  assert.ok(fitQuantiles.includes("p99"), causes.join("; "));
});
