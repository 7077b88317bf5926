// The rule on publishable quantiles, with counts worked by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { encodePayload } from "./payload.ts";
import { quantilesOf } from "./quantiles.ts";
import { Recorder } from "./recorder.ts";

/** 1 µs, 2 µs … count µs. */
function ladder(count: number): { hdr: string; maxNs: number; sumNs: number } {
  const recorder = new Recorder();
  for (let i = 1; i <= count; i++) recorder.record(i * 1_000);
  return { hdr: encodePayload(recorder), maxNs: recorder.maxNs, sumNs: recorder.sumNs };
}

const near = (value: number | null, wantedNs: number) =>
  assert.ok(Math.abs((value ?? NaN) - wantedNs) <= wantedNs * 0.0005, `${value}, not ${wantedNs}`);

test("a quantile needs 20 samples above it", () => {
  const enough = ladder(2_000);
  near(quantilesOf(enough.hdr, enough).p99Ns, 1_980_000);
  const short = ladder(1_999);
  assert.equal(quantilesOf(short.hdr, short).p99Ns, null);
  near(quantilesOf(short.hdr, short).p90Ns, 1_800_000);
  assert.equal(quantilesOf(short.hdr, short).p999Ns, null);
});

test("a quantile needs samples at or above it in five slices", () => {
  const input = ladder(2_000);
  const slicesAtOrAbove = (valueNs: number) => (valueNs > 1_900_000 ? 4 : 5);
  const found = quantilesOf(input.hdr, { ...input, slicesAtOrAbove });
  near(found.p90Ns, 1_800_000);
  assert.equal(found.p99Ns, null);
});

test("mean and maximum are the exact ones that were passed", () => {
  const input = ladder(100);
  const found = quantilesOf(input.hdr, input);
  assert.deepEqual([found.count, found.meanNs, found.maxNs], [100, 50_500, 100_000]);
});

test("withheld and unanswered requests rank above all others", () => {
  const input = ladder(1_940);
  const found = quantilesOf(input.hdr, { ...input, censored: 60 });
  // Of 2,000 ranks the 1,000th and the 1,800th were answered, the 1,980th and the 1,998th not.
  near(found.p50Ns, 1_000_000);
  near(found.p90Ns, 1_800_000);
  assert.deepEqual([found.p99Ns, found.p999Ns, found.censoredAboveNs], [null, null, 1_940_000]);
});

test("a null that has another reason is never printed as censored", () => {
  const input = ladder(1_000);
  // p99 has 990 of 1,005 ranks below it and 9 above: unsupported; p99.9 falls among the five.
  const found = quantilesOf(input.hdr, { ...input, censored: 5 });
  assert.deepEqual([found.p99Ns, found.p999Ns, found.censoredAboveNs], [null, null, undefined]);
});

test("nothing recorded publishes nothing", () => {
  const found = quantilesOf(encodePayload(new Recorder()), { maxNs: null });
  assert.deepEqual([found.count, found.meanNs, found.p50Ns, found.maxNs], [0, null, null, null]);
  assert.equal(found.censoredAboveNs, undefined);
});
