// The order of the rivals' table, and which error stands for a case.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OWN_TOOL } from "#model/self-test.ts";
import { distance } from "#model/self-test-summary.ts";
import {
  largestError,
  RIVAL_QUANTILES,
  rivalCases,
  toolCases,
} from "#render/self-test/rival-cases.ts";
import { sampleSelfTest } from "../../golden/sample-self-test.ts";

const SOURCE = sampleSelfTest();
const cases = rivalCases(SOURCE);

test("one entry a tool and case; ours are not among the rivals", () => {
  assert.equal(cases.length, 4 * 6);
  assert.ok(cases.every(({ tool }) => tool !== OWN_TOOL));
  assert.equal(toolCases(SOURCE).length, 4 * 6 + 3 * 6 + 3);
});

test("the wrong before the right, the furthest first", () => {
  const far = cases.map(({ isWrong, rows }) => {
    const shown = rows.filter(({ quantile }) => RIVAL_QUANTILES.includes(quantile));
    return [isWrong, Math.max(...shown.map(distance))] as const;
  });
  for (const [at, [isWrong, distanceHere]] of far.entries()) {
    const [wasWrong, before] = far[at - 1] ?? [true, Infinity];
    assert.ok(wasWrong === isWrong ? before >= distanceHere : wasWrong);
  }
});

test("the largest error is by size, and of the table's quantiles alone", () => {
  const alpha = cases.find((one) => one.tool === "alpha" && one.case === "freeze");
  const row = alpha && largestError(alpha);
  assert.ok(row !== undefined && RIVAL_QUANTILES.includes(row.quantile));
  assert.ok((row.errorPct ?? 0) < -99);
});

test("wrong counts make a case wrong, also where its figures are right", () => {
  const delta = cases.find((one) => one.tool === "delta" && one.case === "in-flight");
  assert.equal(delta?.isWrong, true);
  assert.equal(delta?.counts.length, 2);
});
