// The payload against four oracles: an exact sort, hdr-histogram-js recording by itself, Node's own
// histogram, and a published log of the Java library with the figures that its own tests assert.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createHistogram } from "node:perf_hooks";
import { test } from "node:test";
import fc from "fast-check";
import { build, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import {
  type Bucketed,
  mergeBucketed,
  meanNs,
  quantileNs,
  rankOf,
  valueAtRankNs,
} from "./bucketed.ts";
import { decodePayload, encodeBucketed, encodePayload, mergePayloads } from "./payload.ts";
import { LARGEST_NS, Recorder } from "./recorder.ts";

/** Whole ns, every order of magnitude equally likely. */
const durationNs = fc
  .double({ min: 0, max: Math.log(LARGEST_NS), noNaN: true })
  .map((log) => Math.min(LARGEST_NS, Math.round(Math.exp(log))));
const durationsNs = fc.array(durationNs, { minLength: 1, maxLength: 300 });
const quantile = fc.constantFrom(0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1);
const FEW = { numRuns: 40 };

function payloadOf(valuesNs: readonly number[]): string {
  const recorder = new Recorder();
  for (const valueNs of valuesNs) recorder.record(valueNs);
  return encodePayload(recorder);
}

function exactNs(valuesNs: readonly number[], q: number): number {
  return valuesNs.toSorted((a, b) => a - b)[rankOf(q, valuesNs.length) - 1] as number;
}

test("a quantile of the payload is within 0.05 % of an exact sort", () => {
  fc.assert(
    fc.property(durationsNs, quantile, (valuesNs, q) => {
      const foundNs = quantileNs(decodePayload(payloadOf(valuesNs)), q) as number;
      const wantedNs = exactNs(valuesNs, q);
      assert.ok(Math.abs(foundNs - wantedNs) <= wantedNs * 0.0005, `${foundNs}, not ${wantedNs}`);
    }),
    FEW,
  );
});

test("the payload holds the same buckets as hdr-histogram-js recording the same values", () => {
  fc.assert(
    fc.property(durationsNs, (valuesNs) => {
      const direct = build({
        bitBucketSize: 64,
        lowestDiscernibleValue: 1,
        highestTrackableValue: LARGEST_NS,
        numberOfSignificantValueDigits: 3,
      });
      for (const valueNs of valuesNs) direct.recordValue(valueNs);
      const { lowsNs, counts } = decodePayload(payloadOf(valuesNs));
      const reread = decodePayload(encodeIntoCompressedBase64(direct));
      assert.deepEqual([lowsNs, counts], [reread.lowsNs, reread.counts]);
    }),
    FEW,
  );
});

test("a value at a rank agrees with Node's own histogram within the precision of both", () => {
  fc.assert(
    fc.property(durationsNs, fc.constantFrom(50, 90, 99), (valuesNs, percentile) => {
      const native = createHistogram({ lowest: 1, highest: LARGEST_NS, figures: 3 });
      for (const valueNs of valuesNs) native.record(valueNs);
      // Node rounds the rank to the nearest whole one, we take the next: compared is the value at
      // Node's rank, so that both mean the same sample.
      const rank = Math.max(1, Math.floor((percentile / 100) * valuesNs.length + 0.5));
      const foundNs = valueAtRankNs(decodePayload(payloadOf(valuesNs)), rank) as number;
      const nativeNs = native.percentile(percentile);
      assert.ok(Math.abs(foundNs - nativeNs) <= nativeNs * 0.0015, `${foundNs} and ${nativeNs}`);
    }),
    FEW,
  );
});

test("merging is addition: any order, any grouping, the same text as one recorder", () => {
  fc.assert(
    fc.property(durationsNs, durationsNs, durationsNs, (a, b, c) => {
      const [pa, pb, pc] = [payloadOf(a), payloadOf(b), payloadOf(c)];
      const one = payloadOf([...a, ...b, ...c]);
      assert.equal(encodeBucketed(mergePayloads([pa, pb, pc])), one);
      assert.equal(encodeBucketed(mergePayloads([pc, pa, pb])), one);
      const grouped = mergeBucketed([decodePayload(pa), mergePayloads([pb, pc])]);
      assert.equal(encodeBucketed(grouped), one);
    }),
    FEW,
  );
});

test("an empty recorder gives an empty histogram without quantiles", () => {
  const empty = decodePayload(encodePayload(new Recorder()));
  assert.deepEqual([empty.count, quantileNs(empty, 0.5), meanNs(empty)], [0, null, null]);
});

test("text that is no payload is refused", () => {
  assert.throws(() => decodePayload("AAAAAAAAAAAAAAAA"), /V2/);
});

interface ExpectedSum {
  readonly histograms: number;
  readonly totalCount: number;
  readonly p999HighestEquivalentNs: number;
  readonly maxHighestEquivalentNs: number;
}
interface ExpectedLog extends ExpectedSum {
  readonly firstHistogramMeanNs: number;
  readonly secondHistogramMeanNs: number;
  readonly ranges: readonly (ExpectedSum & { readonly fromS: number; readonly toS: number })[];
}

const vector = (name: string) =>
  readFileSync(new URL(`./vectors/${name}`, import.meta.url), "utf8");

function assertSum(payloads: readonly string[], expected: ExpectedSum): void {
  // The log has 2 digits; the Java test adds its buckets, by their lower ends, to a histogram of 3,
  // as encoding does.
  const sum: Bucketed = decodePayload(encodeBucketed(mergePayloads(payloads)));
  assert.equal(payloads.length, expected.histograms);
  assert.equal(sum.count, expected.totalCount);
  assert.equal(sum.highsNs.at(-1), expected.maxHighestEquivalentNs);
  const p999Ns = quantileNs(sum, 0.999) as number;
  const index = sum.highsNs.findIndex((highNs) => highNs >= p999Ns);
  assert.equal(sum.highsNs[index], expected.p999HighestEquivalentNs);
}

test("a published jHiccup log sums up to the figures that the Java library asserts", () => {
  const expected = JSON.parse(vector("expected.json")) as ExpectedLog;
  const lines = vector("jHiccup-2.0.7S.logV2.hlog")
    .split("\n")
    .filter((line) => line.includes("HISTFAAA"))
    .map((line) => line.split(","));
  const payloads = lines.map((fields) => fields[3] as string);
  assertSum(payloads, expected);
  for (const range of expected.ranges) {
    const inside = lines.filter(
      ([start]) => Number(start) >= range.fromS && Number(start) < range.toS,
    );
    assertSum(
      inside.map((fields) => fields[3] as string),
      range,
    );
  }
  const means = payloads.slice(0, 2).map((payload) => meanNs(decodePayload(payload)) as number);
  // The Java library takes low + width / 2 as a bucket's middle, here it is that of its whole ns:
  // half a ns lower.
  assert.equal(Math.floor((means[0] as number) + 0.5), expected.firstHistogramMeanNs);
  assert.equal(Math.floor((means[1] as number) + 0.5), expected.secondHistogramMeanNs);
});
