// The cells of one heat map, as numbers: how many requests of which moment had which response time,
// coarsened until it can be seen and stays small. Its own file because picture and table beside it
// read the same counts. Reads the timeline of a record; knows nothing of pixels.

import type { Timeline } from "#model/step.ts";

/** One moment: counts by bucket of the timeline. */
interface Column {
  readonly counts: readonly number[];
  readonly total: number;
}

export interface HeatCells {
  readonly columns: readonly Column[];
  /** Length of a column. */
  readonly columnMs: number;
  /** Lower end of a bucket. */
  readonly bucketLowNs: (bucket: number) => number;
}

/** Counts by slice, then bucket: little-endian u32. */
function readCounts({ intendedCounts }: Timeline): number[] {
  const bytes = Uint8Array.fromBase64(intendedCounts);
  const view = new DataView(bytes.buffer);
  const size = Uint32Array.BYTES_PER_ELEMENT;
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, at) =>
    view.getUint32(at * size, true),
  );
}

function sumsByBucket(rows: readonly (readonly number[])[], buckets: number): number[] {
  return Array.from({ length: buckets }, (_, bucket) =>
    rows.reduce((sum, row) => sum + (row[bucket] ?? 0), 0),
  );
}

/**
 * At most `columnsMax` moments of equal length. Undefined where the timeline counted nothing.
 */
export function heatCells(timeline: Timeline, columnsMax: number): HeatCells | undefined {
  const { buckets, sliceMs, firstBucketNs, bucketsPerOctave } = timeline;
  const counts = readCounts(timeline);
  const slices = buckets === 0 ? 0 : Math.floor(counts.length / buckets);
  const merged = Math.ceil(slices / columnsMax);
  const rows = Array.from({ length: slices }, (_, at) =>
    counts.slice(at * buckets, (at + 1) * buckets),
  );
  const columns = Array.from({ length: slices === 0 ? 0 : Math.ceil(slices / merged) }, (_, at) => {
    const sums = sumsByBucket(rows.slice(at * merged, (at + 1) * merged), buckets);
    return { counts: sums, total: sums.reduce((sum, count) => sum + count, 0) };
  });
  if (columns.every(({ total }) => total === 0)) return undefined;
  return {
    columns,
    columnMs: merged * sliceMs,
    bucketLowNs: (bucket) => firstBucketNs * 2 ** (bucket / bucketsPerOctave),
  };
}

/** The lowest and the highest response time of several maps, bucket ends included. */
export function heatRange(all: readonly HeatCells[]): { lowNs: number; highNs: number } {
  const ends = all.flatMap(({ columns, bucketLowNs }) =>
    columns.flatMap(({ counts }) => {
      const first = counts.findIndex((count) => count > 0);
      const last = counts.findLastIndex((count) => count > 0);
      return first === -1 ? [] : [bucketLowNs(first), bucketLowNs(last + 1)];
    }),
  );
  return { lowNs: Math.min(...ends), highNs: Math.max(...ends) };
}

/**
 * Value at a rank 0 … 1 among the requests of some columns: the middle of its bucket, ±9 % with
 * four buckets an octave. Null where nothing was counted.
 */
export function bucketedQuantileNs(
  { columns, bucketLowNs }: HeatCells,
  [from, to]: readonly [number, number],
  rank: number,
): number | null {
  const chosen = columns.slice(from, to);
  const buckets = chosen[0]?.counts.length ?? 0;
  const sums = sumsByBucket(
    chosen.map(({ counts }) => counts),
    buckets,
  );
  const total = sums.reduce((sum, count) => sum + count, 0);
  const wanted = Math.max(1, Math.ceil(rank * total));
  let seen = 0;
  const found = sums.findIndex((count) => (seen += count) >= wanted && total > 0);
  return found === -1 ? null : Math.sqrt(bucketLowNs(found) * bucketLowNs(found + 1));
}
