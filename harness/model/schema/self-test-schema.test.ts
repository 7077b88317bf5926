// Self-tests: the schema says what the types say, the published JSON Schema is current, and a
// document that cannot be read is refused with what to do.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import type * as z from "zod";
import { sampleSelfTest } from "../../../reports/golden/sample-self-test.ts";
import type { SelfTestSummary } from "../self-test-summary.ts";
import type { SelfTest } from "../self-test.ts";
import type { Same } from "./same-type.ts";
import { parseSelfTest, type selfTestSchema, selfTestJsonSchema } from "./self-test-schema.ts";
import type { selfTestSummarySchema } from "./self-test-summary-schema.ts";

const SCHEMA_FILE = path.join(import.meta.dirname, "self-test.schema.json");
const FILE = "selftest.json";

function problems(value: unknown): readonly string[] {
  const result = parseSelfTest(JSON.stringify(value), FILE);
  assert.equal(result.ok, false);
  return result.ok ? [] : result.problems;
}

test("the schemas and the types say the same", () => {
  const whole: Same<z.infer<typeof selfTestSchema>, SelfTest> = true;
  const summary: Same<z.infer<typeof selfTestSummarySchema>, SelfTestSummary> = true;
  assert.ok(whole && summary);
});

test("the published JSON Schema is current", () => {
  const current = `${JSON.stringify(selfTestJsonSchema(), null, 2)}\n`;
  if (process.env["TAILPROOF_UPDATE_GOLDEN"] === "1") writeFileSync(SCHEMA_FILE, current);
  assert.deepEqual(
    JSON.parse(readFileSync(SCHEMA_FILE, "utf8")),
    JSON.parse(current),
    "run this test with TAILPROOF_UPDATE_GOLDEN=1 and commit self-test.schema.json",
  );
});

test("a self-test is read as it was written, unknown fields included", () => {
  const later = { ...sampleSelfTest(), addedLater: { x: 1 } };
  const text = JSON.stringify(later);
  assert.deepEqual(parseSelfTest(text, FILE), { ok: true, value: JSON.parse(text) as SelfTest });
});

test("another version and another document get one sentence", () => {
  assert.deepEqual(problems({ schema: "tailproof.selftest/2" }), [
    'selftest.json: the self-test is "tailproof.selftest/2"; this lab reads "tailproof.selftest/1". Read it with a checkout of the lab that writes version 2, or run again.',
  ]);
  assert.deepEqual(problems({ schema: "tailproof.record/1" }), [
    'selftest.json: not a self-test of this lab: its schema is "tailproof.record/1"; this lab reads "tailproof.selftest/1". Give the selftest.json of a self-test.',
  ]);
});

test("every broken key is named", () => {
  const [row] = sampleSelfTest().truth;
  const found = problems({
    ...sampleSelfTest(),
    size: "huge",
    truth: [{ ...row, protocol: "quic", repetitions: [{}] }],
    generator: undefined,
  });
  assert.ok(
    found.includes('selftest.json: size: received "huge"; expected one of "quick", "full".'),
  );
  assert.ok(found.some((one) => one.startsWith("selftest.json: truth[0].protocol: received")));
  assert.ok(found.some((one) => one.startsWith("selftest.json: truth[0].repetitions[0].within:")));
  assert.ok(found.some((one) => one.startsWith("selftest.json: generator: missing")));
});
