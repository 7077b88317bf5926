// Who is to blame for a quantile of which the plan was not kept: each cause where it is the one,
// and where it is too small to be.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { OwnObstacles, Pause, PauseCause, StepOutcome } from "#model/step.ts";
import { generatorVerdict } from "./generator-verdict.ts";
import { CALM, evenQuantiles, outcomeOf } from "./scripted-outcome.ts";

const RESPONSE_NS = 200_000;
/** Of the scripted step, which lasts 4 s. */
const PERCENT_NS = 40e6;

/** A step with these obstacles, late by `lagNs` at p99 and in time at p50 and p90. */
function lateStep(obstacles: Partial<OwnObstacles>, lagNs = 50_000): StepOutcome {
  const { undisturbed } = outcomeOf(RESPONSE_NS);
  const lag = { ...undisturbed.lag, p99Ns: lagNs };
  return outcomeOf(RESPONSE_NS, {
    undisturbed: { ...undisturbed, lag },
    obstacles: { ...CALM, ...obstacles },
  });
}

function withPause(outcome: StepOutcome, cause: PauseCause, ms: number): StepOutcome {
  const pauses: Pause[] = [[10, ms, cause]];
  const { own, timeline } = outcome;
  return {
    ...outcome,
    own: { ...own, pausedNs: ms * 1e6 },
    timeline: { ...timeline, pauses },
  };
}

function causesOf(outcome: StepOutcome): readonly string[] {
  const { fitQuantiles, causes } = generatorVerdict(outcome);
  assert.equal(fitQuantiles.includes("p99"), causes.length === 0);
  assert.ok(fitQuantiles.includes("p50"));
  return causes;
}

const LATE = "lag p99 is 50.0 µs (limit 29.8 µs)";

test("a lag that nothing explains is called so", () => {
  assert.deepEqual(causesOf(lateStep({})), ["lag: p99 is 50.0 µs (limit 29.8 µs)"]);
});

for (const [obstacle, cause, did] of [
  ["waitedNs", "competition", "waits for the core took"],
  ["collectedNs", "generator-gc", "collections took"],
  ["connectingNs", "churn", "opening and closing connections took"],
  ["behindNs", "saturated", "more was due than a turn sends for"],
  ["jitterNs", "host", "the core was gone, too shortly for a pause, for"],
] as const) {
  test(`a lag is ${cause} from three tenths of the requests above the quantile on`, () => {
    assert.deepEqual(causesOf(lateStep({ [obstacle]: 0.31 * PERCENT_NS })), [
      `${cause}: ${LATE}; ${did} 0.310 % of the step`,
    ]);
    assert.match(causesOf(lateStep({ [obstacle]: 0.29 * PERCENT_NS }))[0] ?? "", /^lag: /);
  });
}

test("a quota's pauses explain a lag although they are too few to spoil the quantile", () => {
  assert.deepEqual(causesOf(withPause(lateStep({}), "quota", 20)), [
    `quota: ${LATE}; a limit on CPU time took 0.500 % of the step`,
  ]);
});

test("short waits and pauses of competition are one obstacle", () => {
  const outcome = withPause(lateStep({ waitedNs: 0.5 * PERCENT_NS }), "competition", 8);
  assert.deepEqual(causesOf(outcome), [
    `competition: ${LATE}; waits for the core took 0.500 % of the step`,
  ]);
});

test("the stronger of two obstacles is named, an equal one with it", () => {
  const names = (obstacles: Partial<OwnObstacles>): string[] =>
    causesOf(lateStep(obstacles)).map((cause) => cause.slice(0, cause.indexOf(":")));
  assert.deepEqual(names({ waitedNs: 20 * PERCENT_NS, collectedNs: PERCENT_NS }), ["competition"]);
  assert.deepEqual(names({ waitedNs: PERCENT_NS, collectedNs: PERCENT_NS }), [
    "competition",
    "generator-gc",
  ]);
  // A loop that works on connections is behind meanwhile.
  assert.deepEqual(names({ connectingNs: 5 * PERCENT_NS, behindNs: 10 * PERCENT_NS }), ["churn"]);
  assert.deepEqual(names({ collectedNs: PERCENT_NS, behindNs: 90 * PERCENT_NS }), ["saturated"]);
});

test("host pauses explain no lag: their requests are left out of it", () => {
  assert.match(causesOf(withPause(lateStep({}), "host", 20))[0] ?? "", /^lag: /);
});

test("work on connections above the tail's share spoils the quantile, lag or not", () => {
  assert.deepEqual(causesOf(lateStep({ connectingNs: PERCENT_NS }, 2_000)), []);
  assert.deepEqual(causesOf(lateStep({ connectingNs: 1.2 * PERCENT_NS }, 2_000)), [
    "churn: opening and closing connections took 1.20 % of the step (limit of p99 1.00 %)",
  ]);
});

test("short gaps are the host's as far as neither others nor our collector took them", () => {
  const names = (waitedNs: number): string[] =>
    causesOf(lateStep({ jitterNs: 2 * PERCENT_NS, waitedNs })).map(
      (each) => each.split(":")[0] ?? "",
    );
  assert.deepEqual(names(0), ["host"]);
  assert.deepEqual(names(PERCENT_NS), ["competition", "host"]);
  assert.deepEqual(names(2 * PERCENT_NS), ["competition"]);
});

test("replies that were dropped at our own sockets are no one else's", () => {
  // 4,000 requests owe a reply.
  assert.deepEqual(causesOf(lateStep({ droppedDatagrams: 4 }, 2_000)), []);
  assert.deepEqual(causesOf(lateStep({ droppedDatagrams: 5 }, 2_000)), [
    "receive-buffer: 5 of 4000 replies were dropped at the generator's sockets (limit of p99 0.100 %)",
  ]);
});

test("both ends of when replies came must give one quantile", () => {
  const calm = outcomeOf(RESPONSE_NS);
  const { response } = calm.undisturbed;
  const p99Ns = response.p99Ns ?? 0;
  const withEarliest = (earliestNs: number | null): StepOutcome => ({
    ...withPause(calm, "host", 20),
    earliest: { replies: 12, response: { ...evenQuantiles(RESPONSE_NS), p99Ns: earliestNs } },
  });
  assert.deepEqual(causesOf(withEarliest(p99Ns / 1.019)), []);
  assert.deepEqual(causesOf(withEarliest(p99Ns / 1.03)), [
    "host: p99 lies between 289 µs and 298 µs, for 12 replies came while the generator was paused",
  ]);
  assert.deepEqual(causesOf({ ...withEarliest(p99Ns / 2), earliest: calm.earliest }), []);
});
