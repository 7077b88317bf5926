// The headline: which ratio it names, by whom, and on how many trials it says that it rests.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHTML } from "linkedom";
import type { Comparison } from "#model/run-record.ts";
import { type Condition, conditionsOf } from "#render/measurements.ts";
import { renderVerdictStrip } from "#render/verdict-strip.ts";
import { manyVariantsRecord } from "../golden/large-records.ts";
import { sampleRecord } from "../golden/sample-record.ts";

function leadOf(condition: Condition): string {
  const { document } = parseHTML(renderVerdictStrip([condition], false).markup);
  return document.querySelector(".lead")?.textContent?.replaceAll(/\s+/g, " ") ?? "";
}

const [sample = assert.fail("no condition")] = sampleRecord().workloads.flatMap(conditionsOf);

function withTrials(p50: number, p99: number): Condition {
  const trialsOf = ({ metric }: Comparison) => (metric === "response.p50" ? p50 : p99);
  const comparisons = sample.workload.comparisons.map((comparison): Comparison => {
    const trials = trialsOf(comparison);
    const reason = `not ranked: ${trials} trials; ${3 - trials} of 3 pairs left out (unfit)`;
    return { ...comparison, ranked: false, trials, reason };
  });
  return { ...sample, workload: { ...sample.workload, comparisons } };
}

test("a tail that rests on one pair gives way to a median that rests on more", () => {
  assert.match(leadOf(withTrials(2, 1)), /Its p50 was .* \(not ranked: 2 trials\)\./);
  assert.doesNotMatch(leadOf(withTrials(2, 1)), /Its p99 was/);
});

test("the tail is named where it rests on as many, or on enough", () => {
  assert.match(leadOf(withTrials(2, 2)), /Its p99 was .* \(not ranked: 2 trials\)\./);
  assert.match(leadOf(withTrials(5, 3)), /Its p99 was .* \(not ranked: 3 trials\)\./);
});

test("the knee of the reference is said with its limit", () => {
  assert.match(leadOf(sample), /Its knee is 11.718\/s: .* with p99 below 5.ms\./);
});

test("of many variants the best of each role are named, the others counted", () => {
  const [many = assert.fail("no condition")] = manyVariantsRecord().workloads.flatMap(conditionsOf);
  const lead = leadOf(many);
  assert.match(lead, /reference · tuned answered 99 of 100/);
  assert.match(
    lead,
    /java-netty · \w+.*rust-tokio · \w+.*memcached · slab \(not ranked: 1 trial\)/,
  );
  assert.match(lead, /47 more ratios stand in the table/);
});
