// The stored form of a histogram: HdrHistogram V2, compressed, base64, which other tools read too.
// Every published quantile is computed from it, so that merges and reports agree to the bit.
//
// HdrHistogram's grid with 3 digits has whole ns up to 2,047 and 1,024 buckets an octave above; the
// recorder's has 2,048, so two of its buckets are exactly one here and writing a payload only
// coarsens. Fractions of a ns are dropped. Two modules of hdr-histogram-js are named directly: its
// index also loads a WebAssembly build, which would cost the generator process another 8 MB and 80
// ms.

import float64Histogram from "hdr-histogram-js/dist/Float64Histogram.js";
import { decompress, doDecode } from "hdr-histogram-js/dist/JsHistogram.encoding.js";
import { type Bucketed, mergeBucketed } from "./bucketed.ts";
import { LARGEST_NS, type Recorder } from "./recorder.ts";

const SMALLEST_NS = 1;
const DIGITS = 3;
const COARSE_DIGITS = 2;
/** Counts in float64: exact to 2^53, where 32 bits would overflow after merging. */
const COUNT_BITS = 64;

type Visitor = (visit: (lowNs: number, count: number) => void) => void;

/** @returns HdrHistogram V2, compressed, base64; equal counts give equal text. */
export function encodePayload(recorder: Recorder): string {
  return encode((visit) => recorder.forEachBucket(visit));
}

/** The payload of a merged histogram: the same text as if one recorder had counted all of it. */
export function encodeBucketed(histogram: Bucketed): string {
  return encode((visit) =>
    histogram.lowsNs.forEach((lowNs, index) => visit(lowNs, histogram.counts[index] as number)),
  );
}

/**
 * The same histogram with 2 digits, a fifth of the length: buckets 1 % wide, so that its quantiles
 * are at most 0.5 % off.
 */
export function coarsePayload(base64: string): string {
  const { lowsNs, counts } = decodePayload(base64);
  return encode(
    (visit) => lowsNs.forEach((lowNs, index) => visit(lowNs, counts[index] as number)),
    COARSE_DIGITS,
  );
}

function encode(forEachBucket: Visitor, digits = DIGITS): string {
  const target = new float64Histogram.default(SMALLEST_NS, LARGEST_NS, digits);
  forEachBucket((lowNs, count) => target.recordValueWithCount(Math.floor(lowNs), count));
  return target.encodeIntoCompressedBase64();
}

/**
 * Reads any HdrHistogram V2 payload, of other tools and other precisions too. Throws when the text
 * is none.
 */
export function decodePayload(base64: string): Bucketed {
  const decoded = doDecode(decompress(Uint8Array.fromBase64(base64)), COUNT_BITS);
  const lowsNs: number[] = [];
  const highsNs: number[] = [];
  const counts: number[] = [];
  for (let index = 0; index < decoded.countsArrayLength; index++) {
    const count = decoded.getCountAtIndex(index);
    if (count === 0) continue;
    const lowNs = decoded.valueFromIndex(index);
    lowsNs.push(lowNs);
    highsNs.push(decoded.highestEquivalentValue(lowNs));
    counts.push(count);
  }
  return {
    count: counts.reduce((sum, count) => sum + count, 0),
    lowsNs: Float64Array.from(lowsNs),
    highsNs: Float64Array.from(highsNs),
    counts: Float64Array.from(counts),
  };
}

/** The sum of several payloads. */
export function mergePayloads(payloads: readonly string[]): Bucketed {
  return mergeBucketed(payloads.map(decodePayload));
}
