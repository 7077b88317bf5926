// The timeline of a sample step: counts by moment and response time, the generator's pauses, CPU
// and memory. Its own file because it has nothing to do with quantiles. Its grid is coarser than
// that of a real run, which keeps the stored sample small; a reader must take the grid from the
// record.

import { type Draws, drawsOf } from "#model/draws.ts";
import type { Pause, PauseCause, Timeline } from "#model/step.ts";

const SLICE_MS = 100;
const USAGE_SLICE_MS = 200;
const BUCKETS_PER_OCTAVE = 2;
/** 8 µs. */
const FIRST_BUCKET_NS = 2 ** 13;
/** To 67 ms. */
const BUCKETS = 13 * BUCKETS_PER_OCTAVE;

const PLANNED_PAUSES: readonly Pause[] = [
  [310.2, 2.4, "host"],
  [1_480.6, 12.2, "host"],
  [2_210.9, 1.1, "competition"],
  [2_950.1, 0.35, "generator-gc"],
];

export interface SampleUsage {
  readonly cpuNsPerReply: number;
  readonly rssBytes: number;
}

export interface TimelineInputs {
  readonly seed: number;
  readonly durationS: number;
  /** Of each request, in the order of the plan. */
  readonly responseNs: readonly number[];
  readonly usage: SampleUsage;
}

/** Each block a little later. */
function pausesOf(durationS: number, block: number): Pause[] {
  const shifted = PLANNED_PAUSES.map(([startMs, lengthMs, cause]): Pause => {
    return [Number((startMs + 170 * block).toFixed(1)), lengthMs, cause satisfies PauseCause];
  });
  return shifted.filter(([startMs]) => startMs < durationS * 1_000);
}

/** What a request waits for when it is planned inside a pause. */
function waitNs(pauses: readonly Pause[], atMs: number): number {
  const pause = pauses.find(([startMs, lengthMs]) => atMs >= startMs && atMs < startMs + lengthMs);
  return pause === undefined ? 0 : (pause[0] + pause[1] - atMs) * 1e6;
}

function countsOf({ durationS, responseNs }: TimelineInputs, pauses: readonly Pause[]): string {
  const slices = Math.ceil((durationS * 1_000) / SLICE_MS);
  const counts = new Uint32Array(slices * BUCKETS);
  for (const [index, ns] of responseNs.entries()) {
    const atMs = (index / responseNs.length) * durationS * 1_000;
    const octaves = Math.log2((ns + waitNs(pauses, atMs)) / FIRST_BUCKET_NS);
    const bucket = Math.min(Math.max(0, Math.floor(octaves * BUCKETS_PER_OCTAVE)), BUCKETS - 1);
    (counts[Math.floor(atMs / SLICE_MS) * BUCKETS + bucket] as number)++;
  }
  return new Uint8Array(counts.buffer).toBase64();
}

/** A heap that grows for six slices, then is collected. */
function rssOf({ rssBytes }: SampleUsage, draws: Draws, slice: number): number {
  return Math.round(rssBytes * (0.9 + 0.014 * (slice % 7) + 0.01 * draws.unit(slice)));
}

export function sampleTimeline(inputs: TimelineInputs, block: number): Timeline {
  const { durationS, responseNs, usage, seed } = inputs;
  const pauses = pausesOf(durationS, block);
  const draws = drawsOf(seed, 4);
  const slices = Math.floor((durationS * 1_000) / USAGE_SLICE_MS);
  const perSlice = responseNs.length / slices;
  const all = Array.from({ length: slices }, (_, slice) => slice);
  return {
    sliceMs: SLICE_MS,
    bucketsPerOctave: BUCKETS_PER_OCTAVE,
    firstBucketNs: FIRST_BUCKET_NS,
    buckets: BUCKETS,
    intendedCounts: countsOf(inputs, pauses),
    pauses,
    usageSliceMs: USAGE_SLICE_MS,
    cpuNs: all.map((slice) =>
      Math.round(perSlice * usage.cpuNsPerReply * (0.92 + 0.16 * draws.unit(1_000 + slice))),
    ),
    rssBytes: all.map((slice) => rssOf(usage, draws, slice)),
  };
}
