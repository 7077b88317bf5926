// The table of cases: that each offers what it says, that its steps are long enough for what is
// judged, and that the server's least time is kept.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { SAMPLES_ABOVE } from "#histogram/quantiles.ts";
import { NS_PER_S } from "#model/units.ts";
import { planRepetition } from "./repetition-plan.ts";
import { recordedArrivalsText } from "./recorded-arrivals.ts";
import { SERVICE_NS_MIN } from "./service-laws.ts";
import { RECORDED_ARRIVALS, type TruthCase, truthCases } from "./truth-cases.ts";
import { QUANTILE_RANKS } from "./truth-sample.ts";

function planned(truthCase: TruthCase, durationS = truthCase.durationS, seed = 1) {
  return planRepetition(truthCase, { protocol: "http", durationS, seed, firstIndex: 0 });
}

function busyShare(truthCase: TruthCase): number {
  const { server, step } = planned(truthCase);
  return server.serviceNs.reduce((sum, each) => sum + each, 0) / step.durationS / NS_PER_S;
}

function caseNamed(id: string): TruthCase {
  const found = truthCases.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no case ${id}`);
  return found;
}

test("cases have names of their own, and some are quick", () => {
  assert.equal(new Set(truthCases.map(({ id }) => id)).size, truthCases.length);
  assert.ok(truthCases.some(({ quickDurationS }) => quickDurationS !== null));
});

for (const truthCase of truthCases) {
  test(`${truthCase.id}: no service below 100 µs, and enough requests for its quantiles`, () => {
    const { server } = planned(truthCase);
    assert.ok(server.serviceNs.every((timeNs) => timeNs >= SERVICE_NS_MIN));
    for (const quantile of truthCase.quantiles) {
      if (quantile === "max") continue;
      assert.ok(server.count * (1 - QUANTILE_RANKS[quantile]) >= SAMPLES_ABOVE, quantile);
    }
    assert.ok(truthCase.quickDurationS === null || truthCase.quickDurationS <= truthCase.durationS);
    if (!truthCase.otherTools) return;
    assert.equal(truthCase.arrivals, "uniform");
    assert.ok(Number.isInteger(truthCase.durationS), "other tools take whole seconds");
  });
}

test("the server is busy for the share of the time that a case names", () => {
  for (const [id, share] of [
    ["constant", 0.3],
    ["md1-0.5", 0.5],
    ["md1-0.8", 0.8],
    ["md1-0.95", 0.95],
    ["mm1-0.7", 0.7],
    ["overload", 1.28],
  ] as const) {
    // Poisson counts and exponential times scatter: 7,000 requests by 2 %.
    const actual = busyShare(caseNamed(id));
    assert.ok(Math.abs(actual - share) < 0.06 * share, `${id}: ${actual}`);
  }
});

test("two seeds are two repetitions, and one seed is one", () => {
  const truthCase = caseNamed("mm1-0.7");
  const first = planned(truthCase);
  assert.deepEqual(planned(truthCase), first);
  const other = planned(truthCase, truthCase.durationS, 2);
  assert.notDeepEqual(other.intendedNs, first.intendedNs);
  assert.notDeepEqual(other.server.serviceNs, first.server.serviceNs);
});

test("the recorded arrivals are those of their seed", () => {
  assert.equal(readFileSync(RECORDED_ARRIVALS, "utf8"), recordedArrivalsText());
});
