// The plan file: read as it was written, and refused in one sentence where it is damaged or cannot
// be followed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DAMAGED_PLANS, SMALL_PLAN } from "./damaged-plans.ts";
import { parseTruthPlan, type TruthPlan, TruthPlanError, truthPlanBytes } from "./truth-plan.ts";

test("what is written is read", () => {
  assert.deepEqual(parseTruthPlan(truthPlanBytes(SMALL_PLAN)), SMALL_PLAN);
});

test("a part of a larger array is written alone", () => {
  const serviceNs = Float64Array.of(1, 2, 3, 4, 5).subarray(1, 4);
  const plan = { ...SMALL_PLAN, serviceNs };
  assert.deepEqual(parseTruthPlan(truthPlanBytes(plan)), { ...plan, serviceNs: serviceNs.slice() });
});

test("a damaged file is refused in one sentence", () => {
  for (const [bytes, sentence] of DAMAGED_PLANS) assert.equal(parseTruthPlan(bytes), sentence);
});

test("a plan that no server can follow is not written", () => {
  const cases: readonly (readonly [change: Partial<TruthPlan>, sentence: string])[] = [
    [{ count: 2 }, "received 3 service times and 3 fates, expected 2 of each"],
    [{ firstIndex: -1 }, "firstIndex: received -1, expected a whole number below 2^32"],
    [
      { otherServiceNs: 2 ** 32 },
      `otherServiceNs: received ${2 ** 32}, expected a whole number below 2^32`,
    ],
    [{ replyBytes: 1.5 }, "replyBytes: received 1.5, expected 1 to 65499"],
  ];
  for (const [change, sentence] of cases) {
    const write = (): Buffer => truthPlanBytes({ ...SMALL_PLAN, ...change });
    assert.throws(write, new TruthPlanError(`truth plan: ${sentence}`));
  }
});
