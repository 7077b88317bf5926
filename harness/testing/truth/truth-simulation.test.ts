// Every case of the truth suite on the virtual clock: the generator's loop must report each
// response time to the nanosecond, its quantiles to the width of the histogram's buckets, and its
// counts exactly. What passes here and not live is the host's or the transport's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PAUSE_RULE } from "#drive/plan/trial-plan.ts";
import type { TruthProtocol } from "#model/self-test.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { countRows } from "./count-rows.ts";
import { judgeOwn, ownTruth } from "./own-repetition.ts";
import { planRepetition } from "./repetition-plan.ts";
import { type TruthCase, truthCases } from "./truth-cases.ts";
import { truthResponses } from "./truth-responses.ts";
import { type SimulatedRepetition, simulateRepetition } from "./truth-simulation.ts";

/** One with which every case supports all of its quantiles; with some of them busy cases do not. */
const SEED = 2;
/** Half a bucket of the stored histogram. */
const HISTOGRAM_PCT = 0.05;
const NO_FLOOR_NS = 0;
/** They differ in check and matching alone: the case with planted fates asks both others. */
const PROTOCOLS = {
  plain: ["memcache"],
  fates: ["http", "udp"],
} as const satisfies Record<string, readonly TruthProtocol[]>;

/** Response times that the plan alone says, by request. */
function plannedResponses({ plan }: SimulatedRepetition): Float64Array {
  const { intendedNs, server, truthCase } = plan;
  const limit = truthCase.connections * truthCase.inFlightMax;
  const { serviceNs, fates } = server;
  return truthResponses({ intendedNs, serviceNs, fates, limit }).responseNs;
}

function assertResponses(repetition: SimulatedRepetition): void {
  const expected = plannedResponses(repetition);
  for (const { index, intendedNs, doneNs } of repetition.times) {
    const responseNs = doneNs - intendedNs;
    if (responseNs !== expected[index]) assert.equal(responseNs, expected[index], `${index}`);
  }
  const answered = expected.filter((timeNs) => timeNs < Infinity).length;
  assert.equal(repetition.times.length, answered);
}

function assertFigures(repetition: SimulatedRepetition): void {
  const truth = ownTruth(repetition);
  const judged = judgeOwn(repetition, truth, NO_FLOOR_NS);
  for (const [quantile, { counting, repetition: figures }] of judged) {
    assert.equal(counting, "counted", quantile);
    assert.ok(figures.within, quantile);
    assert.ok(Math.abs(figures.hostShare) < 1e-9, "nothing happened but what was drawn");
    if (figures.truthNs === null) continue;
    const errorPct = Math.abs(figures.errorPct ?? Infinity);
    // The largest value is kept exactly, up to the last bits of the log's times.
    assert.ok(
      errorPct <= (quantile === "max" ? 1e-9 : HISTOGRAM_PCT),
      `${quantile}: ${errorPct} %`,
    );
  }
  for (const { what, expected, reported, within } of countRows(repetition, truth)) {
    assert.ok(within, what);
    assert.ok(Math.abs((reported ?? Infinity) - expected) <= 1e-9 * expected, what);
  }
}

test("truth is of the requests that no pause of the generator disturbed", async () => {
  const truthCase = truthCases.find(({ id }) => id === "md1-0.5");
  assert.ok(truthCase !== undefined);
  const settings = { protocol: "http", durationS: 2, seed: SEED, firstIndex: 0 } as const;
  // Enough requests for a p99 in so short a step.
  const law = { kind: "constant", serviceNs: 160_000 } as const;
  const plan = planRepetition({ ...truthCase, ratePerS: 3_000, law }, settings);
  const pauses = Array.from({ length: 12 }, (_, at) => ({
    atNs: (0.1 + 0.15 * at) * NS_PER_S,
    lengthNs: 6 * NS_PER_MS,
  }));
  const repetition = await simulateRepetition(plan, {
    pauses,
    pauseRule: PAUSE_RULE,
    pollNs: 40_000,
  });
  const { outcome } = repetition;
  assert.equal(outcome.disturbedWindows.length, 12);
  const truth = ownTruth(repetition);
  const { response } = outcome.undisturbed;
  assert.deepEqual(
    [truth.happened.count, truth.happened.replied],
    [response.count, response.count],
  );
  assert.ok(response.count < 0.9 * plan.server.count && response.count > 0.8 * plan.server.count);
  for (const [quantile, { repetition: figures }] of judgeOwn(repetition, truth, NO_FLOOR_NS)) {
    assert.ok(quantile === "p99.9" || figures.within, `${quantile}: ${figures.errorPct} %`);
  }
  // Taken of all requests, the same step has another p99.
  const all = { ...repetition, outcome: { ...outcome, undisturbed: outcome.all } };
  const spoiled = judgeOwn(all, truth, NO_FLOOR_NS).get("p99")?.repetition;
  assert.ok(spoiled !== undefined && !spoiled.within && (spoiled.errorPct ?? 0) > 100);
});

test("a figure that the generator calls unfit does not count", async () => {
  const truthCase = truthCases.find(({ id }) => id === "slow-start");
  assert.ok(truthCase !== undefined);
  const repetition = await simulated(truthCase, "http");
  const { outcome } = repetition;
  const { response, lag } = outcome.undisturbed;
  const late = { ...outcome.undisturbed, lag: { ...lag, p99Ns: response.p99Ns } };
  const unfit = { ...repetition, outcome: { ...outcome, undisturbed: late } };
  const judged = judgeOwn(unfit, ownTruth(unfit), NO_FLOOR_NS);
  assert.deepEqual(
    [...judged.values()].map(({ counting }) => counting),
    ["counted", "counted", "unfit", "counted"],
  );
});

async function simulated(truthCase: TruthCase, protocol: TruthProtocol) {
  const { durationS } = truthCase;
  const settings = { protocol, durationS, seed: SEED, firstIndex: 0 };
  return simulateRepetition(planRepetition(truthCase, settings));
}

for (const truthCase of truthCases) {
  const protocols = truthCase.fates === undefined ? PROTOCOLS.plain : PROTOCOLS.fates;
  for (const protocol of protocols) {
    test(`${truthCase.id} over ${protocol}: exact (seed ${SEED})`, async () => {
      const repetition = await simulated(truthCase, protocol);
      assertResponses(repetition);
      assertFigures(repetition);
    });
  }
}

test("a maximum that lies beside one of our own pauses is not the generator's word", async () => {
  const truthCase = truthCases.find(({ id }) => id === "constant");
  assert.ok(truthCase !== undefined);
  const settings = { protocol: "http", durationS: truthCase.durationS, firstIndex: 0 } as const;
  const repetition = await simulateRepetition(
    planRepetition(truthCase, { ...settings, seed: SEED }),
  );
  const truth = ownTruth(repetition);
  const { outcome } = repetition;
  const { undisturbed, apartFromOwnPauses } = outcome;
  const maxNs = (undisturbed.response.maxNs ?? 0) + 2 * NS_PER_MS;
  const late = { ...undisturbed, response: { ...undisturbed.response, maxNs } };
  const countingOf = (apartNs: number): string | undefined => {
    const response = { ...apartFromOwnPauses.response, maxNs: apartNs };
    const apart = { ...apartFromOwnPauses, response };
    const changed = { ...outcome, undisturbed: late, apartFromOwnPauses: apart };
    return judgeOwn({ ...repetition, outcome: changed }, truth, 0).get("max")?.counting;
  };
  assert.equal(countingOf(maxNs), "counted");
  assert.equal(countingOf(maxNs - 2 * NS_PER_MS), "unfit");
});
