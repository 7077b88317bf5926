// Where one recorded duration is counted: the only histogram code that runs per request. Counts,
// sum and maximum lie in one SharedArrayBuffer, so another thread can read them live; there is one
// writer and nothing is atomic, so a reader may see a record half applied, and exact figures are
// those read after the writer stopped.
//
// The grid is the float64 format itself: exponent and 11 mantissa bits are the bucket's index,
// 2,048 buckets an octave, so a bucket is at most 1/2048 wide and its middle at most 0.025 % off.
// Writing payloads and computing quantiles are left out: they load a library that the measuring
// loop does not need.

const MANTISSA_BITS = 11;
const BUCKETS_PER_OCTAVE = 2 ** MANTISSA_BITS;
/** The high word of a float64 has 20 mantissa bits. */
const DROPPED_BITS = 20 - MANTISSA_BITS;
/** High word of 1.0; its bucket is number 1, because bucket 0 holds what is below 1 ns. */
const INDEX_BIAS = (0x3ff00000 >> DROPPED_BITS) - 1;
/** One hour: above any drain, and below 2^42, so that the counts stay under 350 KB. */
export const LARGEST_NS = 3_600_000_000_000;

const scratch = new Float64Array(1);
const scratchWords = new Int32Array(scratch.buffer);
/** Little-endian, as all platforms of the pinned Node are. */
const HIGH_WORD = 1;

function bucketOf(valueNs: number): number {
  scratch[0] = valueNs;
  return ((scratchWords[HIGH_WORD] as number) >> DROPPED_BITS) - INDEX_BIAS;
}

const LAST_BUCKET = bucketOf(LARGEST_NS);

/** Slots of the float64 header. */
const COUNT = 0;
const SUM = 1;
const MAX = 2;
const SATURATED = 3;
const HEADER_BYTES = 4 * Float64Array.BYTES_PER_ELEMENT;
export const RECORDER_BYTES = HEADER_BYTES + (LAST_BUCKET + 1) * Int32Array.BYTES_PER_ELEMENT;

/**
 * Counts durations in ns: below 1 ns (0 and negatives too) in the first bucket, above one hour in
 * the last.
 */
export class Recorder {
  readonly buffer: SharedArrayBuffer;
  readonly #header: Float64Array;
  readonly #counts: Int32Array;

  /** A new recorder, or a view of one that another thread writes: pass its `buffer`. */
  constructor(buffer = new SharedArrayBuffer(RECORDER_BYTES)) {
    this.buffer = buffer;
    this.#header = new Float64Array(buffer, 0, HEADER_BYTES / Float64Array.BYTES_PER_ELEMENT);
    this.#counts = new Int32Array(buffer, HEADER_BYTES);
  }

  /**
   * Allocates nothing. A bucket holds up to 2^32 − 1 records: more than an hour at a million a
   * second.
   */
  record(valueNs: number): void {
    const header = this.#header;
    let bucket = bucketOf(valueNs);
    if (bucket < 0) bucket = 0;
    else if (bucket > LAST_BUCKET) bucket = LAST_BUCKET;
    (this.#counts[bucket] as number)++;
    (header[COUNT] as number)++;
    (header[SUM] as number) += valueNs;
    if (valueNs > (header[MAX] as number)) {
      header[MAX] = valueNs;
    }
    if (valueNs > LARGEST_NS) (header[SATURATED] as number)++;
  }

  get count(): number {
    return this.#header[COUNT] as number;
  }

  /** Exact sum of what was recorded, up to float64 rounding. */
  get sumNs(): number {
    return this.#header[SUM] as number;
  }

  /** Exact largest value; 0 when nothing above 0 was recorded. */
  get maxNs(): number {
    return this.#header[MAX] as number;
  }

  /** Records above one hour: counted in the last bucket, exact only in `sumNs` and `maxNs`. */
  get saturated(): number {
    return this.#header[SATURATED] as number;
  }

  reset(): void {
    this.#header.fill(0);
    this.#counts.fill(0);
  }

  /** Adds the records of `other`; equal to having recorded them here. */
  add(other: Recorder): void {
    for (let bucket = 0; bucket <= LAST_BUCKET; bucket++) {
      (this.#counts[bucket] as number) += other.#counts[bucket] as number;
    }
    for (const slot of [COUNT, SUM, SATURATED]) {
      (this.#header[slot] as number) += other.#header[slot] as number;
    }
    this.#header[MAX] = Math.max(this.maxNs, other.maxNs);
  }

  /**
   * Visits the buckets that hold records, in ascending order; `lowNs` is the bucket's lower end.
   */
  forEachBucket(visit: (lowNs: number, count: number) => void): void {
    for (let bucket = 0; bucket <= LAST_BUCKET; bucket++) {
      const count = (this.#counts[bucket] as number) >>> 0;
      if (count > 0) visit(lowerEndNs(bucket), count);
    }
  }
}

function lowerEndNs(bucket: number): number {
  if (bucket === 0) return 0;
  const octave = Math.floor((bucket - 1) / BUCKETS_PER_OCTAVE);
  return 2 ** octave * (1 + ((bucket - 1) % BUCKETS_PER_OCTAVE) / BUCKETS_PER_OCTAVE);
}
