// The judge must catch wrong tools: a closed loop that starts its clock when it sends, one that
// leaves its first seconds out, and one whose counts are off by one. Each is fed through the same
// judgement as the lab's own figures.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TruthQuantile } from "#model/self-test.ts";
import { NS_PER_S } from "#model/units.ts";
import { countRows } from "./count-rows.ts";
import { ownTruth } from "./own-repetition.ts";
import { planRepetition, type RepetitionPlan } from "./repetition-plan.ts";
import { truthCases } from "./truth-cases.ts";
import { judgeQuantile, type Reported, truthRow } from "./truth-judgement.ts";
import { truthResponses } from "./truth-responses.ts";
import { TruthSample } from "./truth-sample.ts";
import { simulateRepetition } from "./truth-simulation.ts";

/** A usual transport floor of the loopback. */
const FLOOR_P99_NS = 50_000;

function planOf(id: string): RepetitionPlan {
  const truthCase = truthCases.find((each) => each.id === id);
  if (truthCase === undefined) throw new Error(`no case ${id}`);
  const { durationS } = truthCase;
  return planRepetition(truthCase, { protocol: "http", durationS, seed: 3, firstIndex: 0 });
}

function truthOf({ intendedNs, server, step }: RepetitionPlan): TruthSample {
  const { serviceNs, fates } = server;
  const { responseNs } = truthResponses({ intendedNs, serviceNs, fates, limit: Infinity });
  return new TruthSample(responseNs, intendedNs, step.durationS * NS_PER_S);
}

function reportOf(times: Float64Array, { intendedNs, step }: RepetitionPlan): Reported {
  const sample = new TruthSample(times, intendedNs, step.durationS * NS_PER_S);
  return { quantileNs: (quantile) => sample.quantileNs(quantile), replied: sample.replied };
}

/** Times from sending to reply; a request waits until one of `connections` is free. */
function closedLoopTimes(plan: RepetitionPlan, connections: number): Float64Array {
  const freeNs = new Float64Array(connections).fill(-Infinity);
  let departureNs = -Infinity;
  return plan.intendedNs.map((intendedNs, at) => {
    const connection = freeNs.indexOf(Math.min(...freeNs));
    const sentNs = Math.max(intendedNs, freeNs[connection] as number);
    departureNs = Math.max(sentNs, departureNs) + (plan.server.serviceNs[at] as number);
    freeNs[connection] = departureNs;
    return departureNs - sentNs;
  });
}

/** The quantiles of the case that the tool has wrong. */
function wrongQuantiles(plan: RepetitionPlan, reported: Reported): TruthQuantile[] {
  const { id, quantiles } = plan.truthCase;
  const truth = truthOf(plan);
  return quantiles.filter((quantile) => {
    const truths = { drawn: truth, happened: truth };
    const judged = judgeQuantile(quantile, truths, reported, FLOOR_P99_NS);
    const identity = { case: id, protocol: "http", tool: "wrong", quantile } as const;
    return truthRow(identity, [judged])?.within === false;
  });
}

test("a closed loop is caught wherever requests wait", () => {
  const caught = (id: string, connections: number): TruthQuantile[] => {
    const plan = planOf(id);
    return wrongQuantiles(plan, reportOf(closedLoopTimes(plan, connections), plan));
  };
  assert.deepEqual(caught("md1-0.5", 1), ["p90", "p99", "max"]);
  assert.deepEqual(caught("md1-0.8", 1), ["p50", "p90", "p99", "max"]);
  assert.deepEqual(caught("md1-0.95", 1), ["p50", "p90", "p99", "max"]);
  assert.deepEqual(caught("mm1-0.7", 1), ["p50", "p90", "p99", "max"]);
  // As many connections as a user would give it: some requests see the pause, not all.
  assert.deepEqual(caught("pause-each-second", 10), ["p99"]);
  assert.deepEqual(caught("freeze", 10), ["p99"]);
  assert.deepEqual(caught("rare-log-normal", 10), ["p99"]);
  assert.deepEqual(caught("overload", 10), ["p50", "p99", "max"]);
});

test("a tool that starts its clock when it plans to send is not caught by these", () => {
  for (const { id } of truthCases.filter((each) => each.fates === undefined)) {
    const plan = planOf(id);
    const { intendedNs, server } = plan;
    const { serviceNs, fates } = server;
    const { responseNs } = truthResponses({ intendedNs, serviceNs, fates, limit: Infinity });
    assert.deepEqual(wrongQuantiles(plan, reportOf(responseNs, plan)), [], id);
  }
});

test("a long warm-up that is left out hides a slow start", () => {
  const plan = planOf("slow-start");
  const { intendedNs, server, step } = plan;
  const { serviceNs, fates } = server;
  const { responseNs } = truthResponses({ intendedNs, serviceNs, fates, limit: Infinity });
  const isLate = (_: number, at: number): boolean => (intendedNs[at] as number) > 4 * NS_PER_S;
  const late = new TruthSample(
    responseNs.filter(isLate),
    intendedNs.filter(isLate),
    step.durationS * NS_PER_S,
  );
  const reported = {
    quantileNs: (quantile: TruthQuantile) => late.quantileNs(quantile),
    replied: late.replied,
  };
  assert.deepEqual(wrongQuantiles(plan, reported), ["p90", "p99", "max"]);
});

test("every count that is off by one is caught", async () => {
  const repetition = await simulateRepetition(planOf("planted-faults"));
  const truth = ownTruth(repetition);
  const { outcome, notes } = repetition;
  const wrongCounts = (changed: Partial<typeof repetition>): string[] =>
    countRows({ ...repetition, ...changed }, truth)
      .filter(({ within }) => !within)
      .map(({ what }) => what);
  assert.deepEqual(wrongCounts({}), []);
  for (const field of ["replied", "failed", "unanswered", "mismatched"] as const) {
    const changed = { ...outcome, [field]: outcome[field] + 1 };
    assert.deepEqual(wrongCounts({ outcome: changed }), [field]);
  }
  const fewer = { ...outcome, own: { ...outcome.own, reconnects: 0 } };
  assert.deepEqual(wrongCounts({ outcome: fewer }), ["reconnects"]);
  assert.deepEqual(wrongCounts({ notes: { tallies: {} } }), ["errors", "wrong replies"]);
  assert.ok(notes.tallies["wrong replies"] === 1 && notes.tallies["errors"] === 125);
});

test("requests that are silently not sent are caught", async () => {
  const repetition = await simulateRepetition(planOf("in-flight-limit"));
  const truth = ownTruth(repetition);
  const { outcome } = repetition;
  assert.ok(outcome.withheld > 2_000);
  const silent = { ...outcome, withheld: 0 };
  const rows = countRows({ ...repetition, outcome: silent }, truth);
  assert.deepEqual(
    rows.filter(({ within }) => !within).map(({ what }) => what),
    ["withheld"],
  );
});
