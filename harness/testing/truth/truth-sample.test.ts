// Exact quantiles of a truth against those that the lab publishes of the same times, and which
// requests a truth is of.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodePayload } from "#histogram/payload.ts";
import { quantilesOf } from "#histogram/quantiles.ts";
import { Recorder } from "#histogram/recorder.ts";
import { sliceNsFor, TimelineCounts } from "#histogram/timeline-counts.ts";
import { DisturbedWindows } from "#load/disturbed-windows.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { sampleOf, TruthSample, undisturbed } from "./truth-sample.ts";

const DURATION_NS = NS_PER_S;
/** Half a bucket of the stored histogram. */
const HISTOGRAM_SHARE = 0.0005;

/** What the lab publishes of these times. */
function published(responseNs: Float64Array, intendedNs: Float64Array) {
  const recorder = new Recorder();
  const timeline = new TimelineCounts(DURATION_NS, sliceNsFor(DURATION_NS));
  const replied = responseNs.filter((timeNs) => timeNs < Infinity);
  responseNs.forEach((timeNs, at) => {
    if (timeNs === Infinity) return;
    recorder.record(timeNs);
    timeline.record(intendedNs[at] as number, timeNs);
  });
  return quantilesOf(encodePayload(recorder), {
    maxNs: replied.length === 0 ? null : recorder.maxNs,
    censored: responseNs.length - replied.length,
    slicesAtOrAbove: (valueNs) => timeline.slicesAtOrAbove(valueNs),
  });
}

const responses = fc
  .record({
    times: fc.array(fc.integer({ min: 1_000, max: 50_000_000 }), {
      minLength: 1,
      maxLength: 3_000,
    }),
    lostEach: fc.constantFrom(0, 2, 7, 50, 400),
  })
  .map(({ times, lostEach }) =>
    Float64Array.from(times, (timeNs, at) =>
      lostEach > 0 && at % lostEach === 1 ? Infinity : timeNs,
    ),
  );

test("quantiles are those that the lab publishes of the same times, up to its buckets", () => {
  fc.assert(
    fc.property(responses, (responseNs) => {
      const intendedNs = responseNs.map((_, at) => (at * DURATION_NS) / responseNs.length);
      const sample = new TruthSample(responseNs, intendedNs, DURATION_NS);
      const lab = published(responseNs, intendedNs);
      assert.equal(sample.quantileNs("max"), lab.maxNs);
      for (const [quantile, labNs] of [
        ["p50", lab.p50Ns],
        ["p90", lab.p90Ns],
        ["p99", lab.p99Ns],
        ["p99.9", lab.p999Ns],
      ] as const) {
        const truthNs = sample.quantileNs(quantile);
        if (labNs === null) {
          assert.ok(truthNs === null || !sample.supports(quantile), quantile);
        } else {
          assert.ok(truthNs !== null && sample.supports(quantile), quantile);
          // A bucket of whole nanoseconds has its middle up to half of one off.
          assert.ok(Math.abs(labNs - truthNs) <= HISTOGRAM_SHARE * truthNs + 0.5, quantile);
        }
      }
    }),
  );
});

test("a rank among the unanswered has no value; the maximum is of the answered", () => {
  const responseNs = Float64Array.from({ length: 1_000 }, (_, at) =>
    at < 950 ? at + 1 : Infinity,
  );
  const sample = new TruthSample(responseNs, responseNs, DURATION_NS);
  assert.deepEqual([sample.count, sample.replied], [1_000, 950]);
  assert.equal(sample.quantileNs("p90"), 900);
  assert.equal(sample.quantileNs("p99"), null);
  assert.equal(sample.quantileNs("max"), 950);
  assert.equal(new TruthSample(new Float64Array(0), responseNs, 1).quantileNs("p50"), null);
});

test("windows leave out what the generator calls disturbed, ends included", () => {
  const spans = [
    [10 * NS_PER_MS, 20 * NS_PER_MS],
    [300 * NS_PER_MS, 400 * NS_PER_MS],
  ] as const;
  const windows = new DisturbedWindows();
  for (const [fromNs, toNs] of spans) windows.open(fromNs, toNs);
  const intendedNs = Float64Array.from({ length: 1_001 }, (_, at) => at * NS_PER_MS);
  const kept = undisturbed(intendedNs, spans);
  assert.deepEqual(
    kept,
    Uint8Array.from(intendedNs, (atNs) => (windows.contains(atNs) ? 0 : 1)),
  );
  assert.equal(sampleOf(intendedNs, intendedNs, kept, DURATION_NS).count, 1_001 - 11 - 101);
});
