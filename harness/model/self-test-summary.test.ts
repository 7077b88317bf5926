// What counts for and against: rows, rows that the host spoiled, and the error of a tool that is
// furthest off.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleSelfTest } from "../../reports/golden/sample-self-test.ts";
import { OWN_TOOL, type TruthRepetition, type TruthRow } from "./self-test.ts";
import { countedRepetitions, distance, rowState, summarizeSelfTest } from "./self-test-summary.ts";

const REPETITION: TruthRepetition = {
  drawnNs: 100,
  truthNs: 100,
  reportedNs: 103,
  errorPct: 3,
  within: false,
  hostShare: 0,
};

function row(changes: Partial<TruthRow>): TruthRow {
  const frame = { case: "c", protocol: "http", tool: OWN_TOOL, quantile: "p99" } as const;
  return { ...REPETITION, ...frame, repetitions: [REPETITION], ...changes };
}

test("a row is outside only if a repetition counts against it", () => {
  const spoiled = { ...REPETITION, hostShare: 0.01, label: "host" } as const;
  assert.equal(rowState(row({ within: true })), "within");
  assert.equal(rowState(row({})), "outside");
  assert.equal(rowState(row({ repetitions: [spoiled, spoiled] })), "unsettled");
  assert.equal(rowState(row({ repetitions: [{ ...spoiled, label: "unfit" }] })), "unsettled");
  assert.equal(rowState(row({ repetitions: [spoiled, REPETITION] })), "outside");
  assert.equal(rowState(row({ within: true, needed: 2 })), "unsettled");
  assert.equal(rowState(row({ within: true, needed: 1 })), "within");
  assert.equal(rowState(row({ repetitions: [] })), "outside");
  assert.equal(rowState(row({ reportedNs: null })), "outside");
  assert.equal(rowState(row({ reportedNs: null, tool: "beta" })), "unreported");
  assert.equal(countedRepetitions(row({ repetitions: [spoiled, REPETITION] })).length, 1);
});

test("too low by 97 % is further off than too high by 150 %", () => {
  const far = (errorPct: number) => distance(row({ errorPct }));
  assert.ok(far(-97) > far(150));
  assert.ok(far(150) > far(-50));
  assert.equal(far(-100), Infinity);
  assert.equal(far(0), 0);
});

test("a figure for requests that never had an answer is infinitely off; no figure is not", () => {
  const silent = { errorPct: null, truthNs: null };
  assert.equal(distance(row({ ...silent })), Infinity);
  assert.equal(distance(row({ ...silent, reportedNs: null })), 0);
  assert.equal(distance(row({ ...silent, within: true })), 0);
});

test("every own row is in exactly one of the tallies", () => {
  const source = sampleSelfTest();
  const { own } = summarizeSelfTest(source);
  const isOwn = ({ tool }: { readonly tool: string }): boolean => tool === OWN_TOOL;
  assert.equal(own.total, source.truth.filter(isOwn).length);
  assert.equal(own.counts, source.counts.filter(isOwn).length);
  assert.equal(own.within + own.outside + own.unsettled, own.total);
  assert.deepEqual([own.outside, own.unsettled], [1, 1]);
});

test("tools come with the furthest first, and with what they noticed of what was wrong", () => {
  const { rivals } = summarizeSelfTest(sampleSelfTest());
  assert.deepEqual(
    rivals.map(({ tool }) => tool),
    ["alpha", "delta", "beta", "gamma"],
  );
  const [alpha] = rivals;
  assert.equal(alpha?.worst?.case, "freeze");
  assert.ok((alpha?.worst?.errorPct ?? 0) < -99);
  const gamma = rivals.find(({ tool }) => tool === "gamma");
  assert.equal(gamma?.noticedCases, 1);
  assert.ok((gamma?.wrongCases ?? 0) >= 1);
});

test("what is within bounds is the worst of a tool only if nothing was outside", () => {
  const tool = "beta";
  const rows = [row({ tool, errorPct: 40, within: true }), row({ tool, errorPct: 5 })];
  const worstOf = (truth: readonly TruthRow[]) =>
    summarizeSelfTest({ ...sampleSelfTest(), truth }).rivals[0]?.worst?.errorPct;
  assert.equal(worstOf(rows), 5);
  assert.equal(worstOf(rows.slice(0, 1)), 40);
});

test("parts that were not reached are empty, not zero out of zero", () => {
  const summary = summarizeSelfTest({ ...sampleSelfTest(), generator: null, cost: null });
  assert.equal(summary.generator, null);
  assert.deepEqual(summary.cost, []);
});
