// What keeps the loop from its plan, planted into the virtual clock, and the name that the verdict
// gives it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { generatorVerdict } from "#judge/generator-verdict.ts";
import type { PauseRule, StepPlan } from "#model/plan.ts";
import type { GeneratorVerdict } from "#model/step.ts";
import { NS_PER_MS, NS_PER_S, NS_PER_US } from "#model/units.ts";
import type { PlantedPause } from "#testing/virtual-clock.ts";
import { outcomeOfStep } from "#testing/virtual-outcome.ts";
import { runVirtualStep, type VirtualStepSettings } from "#testing/virtual-step.ts";

const RULE: PauseRule = {
  thresholdNs: 100 * NS_PER_US,
  lookBackNs: NS_PER_MS,
  lookAheadFactor: 3,
};
/** 100 µs a request, each on a connection of its own. */
const PARALLEL = { serving: "per-connection", serviceNs: () => 100 * NS_PER_US } as const;
const CALM: StepPlan = { arrivals: "poisson", ratePerS: 5_000, durationS: 1, seed: 1 };

function verdictOf(settings: VirtualStepSettings): GeneratorVerdict {
  const finished = runVirtualStep({
    connections: 200,
    pauseRule: RULE,
    pollNs: 50 * NS_PER_US,
    ...settings,
    script: { ...PARALLEL, ...settings.script },
  });
  return generatorVerdict(outcomeOfStep(finished, settings.step));
}

function namesOf({ causes }: GeneratorVerdict): string[] {
  return [...new Set(causes.map((cause) => cause.slice(0, cause.indexOf(":"))))];
}

function every(periodNs: number, lengthNs: number): PlantedPause[] {
  return Array.from({ length: Math.floor(NS_PER_S / periodNs) - 1 }, (_, at) => {
    return { atNs: (at + 1) * periodNs + 7, lengthNs };
  });
}

function spansOf(pauses: readonly PlantedPause[]): { fromNs: number; toNs: number }[] {
  return pauses.map(({ atNs, lengthNs }) => ({ fromNs: atNs, toNs: atNs + lengthNs }));
}

test("a calm step names nothing", () => {
  const verdict = verdictOf({ step: CALM });
  assert.deepEqual([verdict.fitQuantiles, verdict.causes], [["p50", "p90", "p99"], []]);
});

test("a rate above what the loop can send is saturated, at every quantile", () => {
  // 8 µs a send: 125,000/s at most.
  const step = { ...CALM, ratePerS: 200_000, durationS: 0.6 };
  const verdict = verdictOf({ step, script: { writeNs: 8_000 } });
  assert.deepEqual(
    [verdict.fit, verdict.fitQuantiles, namesOf(verdict)],
    [false, [], ["saturated"]],
  );
});

test("one pause of the host does not hide that the loop is saturated", () => {
  const step = { ...CALM, ratePerS: 200_000, durationS: 0.6 };
  const pauses = [{ atNs: 50e6, lengthNs: 2 * NS_PER_MS }];
  const verdict = verdictOf({ step, script: { writeNs: 8_000 }, pauses });
  assert.ok(verdict.disturbedShare < 0.15, `${verdict.disturbedShare}`);
  assert.deepEqual([verdict.fit, namesOf(verdict)], [false, ["saturated"]]);
});

test("a limit on CPU time is a quota, whether or not the kernel counts it as a wait too", () => {
  const pauses = every(100 * NS_PER_MS, 50 * NS_PER_MS);
  const throttles = spansOf(pauses);
  for (const activity of [{ throttles }, { throttles, waits: throttles }]) {
    const verdict = verdictOf({ step: CALM, pauses, activity });
    assert.deepEqual([namesOf(verdict), verdict.disturbedShare], [["quota"], 0]);
    assert.ok(Math.abs(verdict.ownPausedShare - 0.45) < 0.01);
  }
});

test("a process on the same core is competition, in long turns and in short ones", () => {
  for (const [periodMs, lengthMs] of [
    [20, 3],
    // Below the threshold of a pause.
    [0.5, 0.09],
  ] as const) {
    const pauses = every(periodMs * NS_PER_MS, lengthMs * NS_PER_MS);
    const verdict = verdictOf({ step: CALM, pauses, activity: { waits: spansOf(pauses) } });
    assert.deepEqual(namesOf(verdict), ["competition"], `${lengthMs} ms`);
    assert.ok(!verdict.fitQuantiles.includes("p99"));
    assert.equal(verdict.disturbedShare, 0);
  }
});

test("collections below the threshold of a pause are named where they add up", () => {
  const pauses = every(0.5 * NS_PER_MS, 0.09 * NS_PER_MS);
  const verdict = verdictOf({ step: CALM, pauses, activity: { collections: spansOf(pauses) } });
  assert.deepEqual(namesOf(verdict), ["generator-gc"]);
});

test("short delays that nobody reports are lag", () => {
  const verdict = verdictOf({ step: CALM, pauses: every(0.5 * NS_PER_MS, 0.09 * NS_PER_MS) });
  assert.deepEqual(namesOf(verdict), ["lag"]);
});

test("a clock that goes back in the middle of a step spoils it", () => {
  const readsAs = (instantNs: number): number =>
    instantNs < NS_PER_S / 2 ? instantNs : instantNs - 2 * NS_PER_MS;
  const verdict = verdictOf({ step: CALM, readsAs });
  assert.deepEqual([verdict.fit, verdict.fitQuantiles], [false, []]);
  assert.match(verdict.causes[0] ?? "", /^clock: it went back by (2|1\.9\d) ms$/);
});

test("datagrams dropped at our sockets are told apart from those that nobody answered", () => {
  const finished = runVirtualStep({
    step: CALM,
    script: { ...PARALLEL, fate: (request) => (request % 50 === 0 ? "silence" : "right") },
    connections: 400,
    pauseRule: RULE,
    pollNs: 50 * NS_PER_US,
  });
  const outcome = outcomeOfStep(finished, CALM);
  const dropped = { ...outcome.obstacles, droppedDatagrams: outcome.unanswered };
  assert.deepEqual(namesOf(generatorVerdict(outcome)), []);
  const verdict = generatorVerdict({ ...outcome, obstacles: dropped });
  assert.deepEqual(namesOf(verdict), ["receive-buffer"]);
  assert.deepEqual(verdict.fitQuantiles, ["p50"]);
});
