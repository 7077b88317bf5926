// What of a step stays in the record: every figure, and the payloads that are merged or drawn
// later.

import assert from "node:assert/strict";
import { test } from "node:test";
import { quantileNs } from "#histogram/bucketed.ts";
import { decodePayload } from "#histogram/payload.ts";
import type { Quantiles, Step } from "#model/step.ts";
import { keptStep } from "./kept-payloads.ts";
import { stepOf } from "./scripted-outcome.ts";

const step = stepOf(100_000);

function kept(each: Step): string[] {
  const payloads: Record<string, Quantiles> = {
    response: each.response,
    service: each.service,
    lag: each.lag,
    "all.response": each.all.response,
    "all.service": each.all.service,
    "all.lag": each.all.lag,
  };
  return Object.keys(payloads).filter((name) => payloads[name]?.hdr !== "");
}

test("at a compared rate everything is kept but what nothing reads", () => {
  assert.deepEqual(kept(keptStep(step)), ["response", "service", "lag", "all.response"]);
  assert.equal(keptStep(step).response.hdr, step.response.hdr, "in full");
  assert.equal(keptStep(step).timeline.intendedCounts, step.timeline.intendedCounts);
});

test("on the grid the response times are kept", () => {
  const onGrid = { ...step, gridPosition: 3 };
  assert.deepEqual(kept(keptStep(onGrid)), ["response"]);
  assert.equal(keptStep(onGrid).timeline.intendedCounts, "");
});

test("a coarse payload is a good deal shorter and holds as many requests, within 0.5 %", () => {
  const coarse = keptStep(step).service.hdr;
  assert.ok(coarse.length < 0.7 * step.service.hdr.length);
  const fine = decodePayload(step.service.hdr);
  const coarser = decodePayload(coarse);
  assert.equal(coarser.count, fine.count);
  for (const q of [0.01, 0.5, 0.9, 0.99]) {
    const wanted = quantileNs(fine, q) ?? 0;
    const found = quantileNs(coarser, q) ?? 0;
    assert.ok(Math.abs(found / wanted - 1) < 0.0055, `${q}: ${found}, ${wanted}`);
  }
});

test("figures stay to the bit", () => {
  const figures = (each: Step): unknown =>
    JSON.parse(JSON.stringify(each, (key, value: unknown) => (key === "hdr" ? undefined : value)));
  const onGrid = { ...step, gridPosition: 3, timeline: { ...step.timeline, intendedCounts: "" } };
  assert.deepEqual(figures(keptStep(onGrid)), figures(onGrid));
  assert.deepEqual(figures(keptStep(step)), figures(step));
});
