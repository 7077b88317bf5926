// What a self-test that went on keeps of the one before, and what it takes anew.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OWN_TOOL, type SelfTest } from "#model/self-test.ts";
import { sampleSelfTest } from "../../../reports/golden/sample-self-test.ts";
import { joinedSelfTest } from "./joined-self-test.ts";

const whole = sampleSelfTest();
const own = whole.truth.filter(({ tool }) => tool === OWN_TOOL);
const others = whole.truth.filter(({ tool }) => tool !== OWN_TOOL);

function only(changes: Partial<SelfTest>): SelfTest {
  return {
    ...whole,
    parts: [],
    leftOut: [],
    preChecks: [],
    floors: [],
    truth: [],
    counts: [],
    rivals: [],
    notices: [],
    generator: null,
    cost: null,
    durationS: 10,
    ...changes,
  };
}

test("each part is of the run that finished it", () => {
  const { floors, rivals, generator, cost } = whole;
  const earlier = only({
    status: "aborted",
    startedAt: "2026-01-01T00:00:00.000Z",
    parts: ["truth"],
    truth: own,
    floors,
    leftOut: ["rivals: not asked for", "clock faults: by npm test only"],
    reproduce: "all of it",
  });
  const later = only({
    parts: ["rivals", "generator", "cost"],
    truth: others,
    rivals,
    generator,
    cost,
    leftOut: ["truth: not asked for"],
  });
  const joined = joinedSelfTest(earlier, later);
  assert.deepEqual(joined.parts, ["truth", "rivals", "generator", "cost"]);
  assert.deepEqual(joined.truth, [...own, ...others]);
  assert.deepEqual([joined.floors, joined.rivals], [floors, rivals]);
  assert.deepEqual([joined.generator, joined.cost], [generator, cost]);
  assert.deepEqual([joined.status, joined.durationS], ["complete", 20]);
  assert.deepEqual([joined.startedAt, joined.reproduce], [earlier.startedAt, "all of it"]);
  assert.deepEqual(joined.leftOut, ["clock faults: by npm test only"]);
});

test("what the earlier run began and did not finish is taken anew", () => {
  const wrong = own.map((row) => ({ ...row, within: false }));
  const earlier = only({ status: "aborted", truth: wrong });
  const joined = joinedSelfTest(earlier, only({ parts: ["truth"], truth: own }));
  assert.deepEqual(joined.truth, own);
});

test("a part that both finished is the later one's", () => {
  const earlier = only({ parts: ["cost"], cost: null });
  const { cost } = whole;
  assert.deepEqual(joinedSelfTest(earlier, only({ parts: ["cost"], cost })).cost, cost);
});
