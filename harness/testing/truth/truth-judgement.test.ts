// The judge: its bounds, its censored figures, what it charges to the host, and when a row of
// repetitions stands.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TruthQuantile } from "#model/self-test.ts";
import { NS_PER_MS, NS_PER_S, NS_PER_US } from "#model/units.ts";
import { type JudgedRepetition, judgeQuantile, truthRow } from "./truth-judgement.ts";
import { TruthSample } from "./truth-sample.ts";

const COUNT = 10_000;
const FLOOR_NS = 30 * NS_PER_US;
const instants = Float64Array.from({ length: COUNT }, (_, at) => (at * NS_PER_S) / COUNT);

/** Everything takes `timeNs`; the last `lost` of the requests get no reply. */
function sample(timeNs: number, lost = 0): TruthSample {
  const times = instants.map((_, at) => (at < COUNT - lost ? timeNs : Infinity));
  return new TruthSample(times, instants, NS_PER_S);
}

function judged(
  figures: { drawnNs?: number; truthNs?: number; lost?: number; reportedNs: number | null },
  quantile: TruthQuantile = "p99",
  reportedReplied = COUNT - (figures.lost ?? 0),
): JudgedRepetition {
  const { truthNs = 10 * NS_PER_MS, drawnNs = truthNs, lost, reportedNs } = figures;
  const truths = { drawn: sample(drawnNs, lost), happened: sample(truthNs, lost) };
  const reported = { quantileNs: () => reportedNs, replied: reportedReplied };
  return judgeQuantile(quantile, truths, reported, FLOOR_NS);
}

function isWithin(reportedNs: number, truthNs: number, quantile: TruthQuantile): boolean {
  return judged({ reportedNs, truthNs }, quantile).repetition.within;
}

test("a quantile is right within 2 %, or within the transport floor where that is more", () => {
  for (const quantile of ["p50", "p90", "p99", "p99.9"] as const) {
    assert.ok(isWithin(1.02e7, 1e7, quantile) && isWithin(0.98e7, 1e7, quantile));
    assert.ok(!isWithin(1.021e7, 1e7, quantile) && !isWithin(0.979e7, 1e7, quantile));
    assert.ok(isWithin(130_000, 100_000, quantile) && !isWithin(130_001, 100_000, quantile));
  }
});

test("a maximum is right within 5 %, or within a millisecond where that is more", () => {
  assert.ok(isWithin(1.05e9, 1e9, "max") && !isWithin(1.051e9, 1e9, "max"));
  assert.ok(isWithin(2e6, 1e6, "max") && !isWithin(2.001e6, 1e6, "max"));
});

test("the error is told in percent of the truth, with its sign", () => {
  assert.equal(judged({ reportedNs: 9e6, truthNs: 1e7 }).repetition.errorPct, -10);
});

test("a quantile among unanswered requests must be said to be, by both", () => {
  const both = judged({ lost: 500, reportedNs: null });
  assert.deepEqual(both, {
    counting: "counted",
    repetition: {
      drawnNs: null,
      truthNs: null,
      reportedNs: null,
      errorPct: null,
      within: true,
      hostShare: 0,
    },
  });
  const figure = judged({ lost: 500, reportedNs: 1e7 });
  assert.deepEqual([figure.counting, figure.repetition.within], ["counted", false]);
  const invented = judged({ reportedNs: null }, "p99", COUNT - 500);
  assert.deepEqual([invented.counting, invented.repetition.within], ["counted", false]);
});

test("both say so, but of other shares of the requests: that is not the same", () => {
  assert.ok(!judged({ lost: 5_000, reportedNs: null }, "p99", 5_200).repetition.within);
  assert.ok(judged({ lost: 5_000, reportedNs: null }, "p99", 5_050).repetition.within);
});

test("no figure for a quantile of too few requests is no fault; for another it is", () => {
  const few = new TruthSample(new Float64Array(500).fill(1e6), new Float64Array(500), NS_PER_S);
  const reported = { quantileNs: () => null, replied: 500 };
  const unsupported = judgeQuantile("p99", { drawn: few, happened: few }, reported, FLOOR_NS);
  assert.equal(unsupported.counting, "unsupported");
  const missing = judged({ reportedNs: null });
  assert.deepEqual([missing.counting, missing.repetition.within], ["counted", false]);
});

test("a truth that the host moved by 1 % is the host's, and does not count", () => {
  const moved = judged({ drawnNs: 1e7, truthNs: 1.02e7, reportedNs: 2e7 });
  assert.equal(moved.counting, "host");
  assert.ok(Math.abs(moved.repetition.hostShare - 0.02) < 1e-9);
  assert.equal(judged({ drawnNs: 1e7, truthNs: 1.009e7, reportedNs: 1e7 }).counting, "counted");
  assert.equal(judged({ drawnNs: 1.02e7, truthNs: 1e7, reportedNs: 1e7 }).counting, "host");
});

function repetition(errorPct: number, counting: JudgedRepetition["counting"] = "counted") {
  const within = Math.abs(errorPct) <= 2;
  const figures = { drawnNs: 100, truthNs: 100, hostShare: 0 };
  return { counting, repetition: { ...figures, reportedNs: 100 + errorPct, errorPct, within } };
}

const IDENTITY = { case: "c", protocol: "http", tool: "t", quantile: "p99" } as const;

test("a row stands where four of five repetitions do, and shows the one with the median error", () => {
  const four = [9, -1, 1, 0, 2].map((errorPct) => repetition(errorPct));
  assert.deepEqual(truthRow(IDENTITY, four), {
    ...IDENTITY,
    ...repetition(1).repetition,
    within: true,
    repetitions: four.map((each) => each.repetition),
  });
  const three = [9, -9, 1, 0, 2].map((errorPct) => repetition(errorPct));
  assert.equal(truthRow(IDENTITY, three)?.within, false);
});

test("what the host spoiled is shown and does not count; a row of nothing else does not stand", () => {
  const spoiled = [...[1, 0, 2].map((pct) => repetition(pct)), repetition(50, "host")];
  const row = truthRow(IDENTITY, spoiled);
  assert.deepEqual([row?.within, row?.errorPct, row?.repetitions.length], [true, 1, 4]);
  assert.equal(truthRow(IDENTITY, [repetition(0, "host")])?.within, false);
  assert.equal(truthRow(IDENTITY, [repetition(0, "unsupported")]), undefined);
});
