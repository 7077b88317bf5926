// How many requests of each slice of a step had which response time: the source of heat maps and of
// the rule that a published tail must come from several moments. Four buckets an octave are enough
// to draw; the exact histogram is the recorder's. Which slice a request belongs to follows its
// planned instant, never its reply.

import { NS_PER_MS } from "#model/units.ts";

export const BUCKETS_PER_OCTAVE = 4;
/** 2^10 ns, about 1 µs: nothing over a socket is faster. */
const FIRST_OCTAVE = 10;
export const FIRST_BUCKET_NS = 2 ** FIRST_OCTAVE;
/** To 2^36 ns, 69 s: above the longest drain. */
const OCTAVES = 26;
export const BUCKETS = OCTAVES * BUCKETS_PER_OCTAVE;

const SLICE_NS = 100 * NS_PER_MS;
/** Ten minutes of 100 ms slices, 2.5 MB of counts; longer steps get coarser slices. */
const SLICES_MAX = 6_000;

const EXPONENT_SHIFT = 20;
const EXPONENT_BIAS = 1_023 + FIRST_OCTAVE;
const MANTISSA_MASK = 0xf_ffff;
/**
 * The 20 high mantissa bits of 2^(1/4), 2^(2/4), 2^(3/4): where the buckets inside an octave begin,
 * to 1 in 10^6.
 */
const [QUARTER, HALF, THREE_QUARTERS] = [0.25, 0.5, 0.75].map((part) =>
  Math.round((2 ** part - 1) * 2 ** EXPONENT_SHIFT),
) as [number, number, number];

const scratch = new Float64Array(1);
const scratchWords = new Int32Array(scratch.buffer);
/** Little-endian, as all platforms of the pinned Node are. */
const HIGH_WORD = 1;

function bucketOf(valueNs: number): number {
  scratch[0] = valueNs;
  const high = scratchWords[HIGH_WORD] as number;
  const octave = (high >> EXPONENT_SHIFT) - EXPONENT_BIAS;
  if (octave < 0) return 0;
  if (octave >= OCTAVES) return BUCKETS - 1;
  const mantissa = high & MANTISSA_MASK;
  if (mantissa < HALF) return octave * BUCKETS_PER_OCTAVE + (mantissa < QUARTER ? 0 : 1);
  return octave * BUCKETS_PER_OCTAVE + (mantissa < THREE_QUARTERS ? 2 : 3);
}

/**
 * 100 ms, or for steps above ten minutes the next multiple of it that needs at most 6,000 slices.
 */
export function sliceNsFor(durationNs: number): number {
  return SLICE_NS * Math.max(1, Math.ceil(durationNs / SLICE_NS / SLICES_MAX));
}

export class TimelineCounts {
  readonly slices: number;
  readonly #sliceNs: number;
  readonly #counts: Uint32Array;

  constructor(durationNs: number, sliceNs: number) {
    this.slices = Math.max(1, Math.ceil(durationNs / sliceNs));
    this.#sliceNs = sliceNs;
    this.#counts = new Uint32Array(this.slices * BUCKETS);
  }

  /**
   * `intendedNs` counts from the step's first planned instant; what lies outside goes to the
   * nearest slice.
   */
  record(intendedNs: number, responseNs: number): void {
    let slice = Math.floor(intendedNs / this.#sliceNs);
    if (slice < 0) slice = 0;
    else if (slice >= this.slices) slice = this.slices - 1;
    (this.#counts[slice * BUCKETS + bucketOf(responseNs)] as number)++;
  }

  /** Slices with a request in the bucket of `valueNs` or above. */
  slicesAtOrAbove(valueNs: number): number {
    const first = bucketOf(valueNs);
    let found = 0;
    for (let slice = 0; slice < this.slices; slice++) {
      const row = this.#counts.subarray(slice * BUCKETS + first, (slice + 1) * BUCKETS);
      if (row.some((count) => count > 0)) found++;
    }
    return found;
  }

  /** Requests planned in slices [from, to). */
  countIn(from: number, to: number): number {
    return this.#counts
      .subarray(from * BUCKETS, to * BUCKETS)
      .reduce((sum, count) => sum + count, 0);
  }

  /**
   * Median response time of the requests planned in slices [from, to), interpolated inside its
   * bucket, so good to a few per cent: for a trend over the step, never for a table. Null of none.
   */
  medianNs(from: number, to: number): number | null {
    const half = this.countIn(from, to) / 2;
    if (half === 0) return null;
    let below = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      let count = 0;
      for (let slice = from; slice < to; slice++) {
        count += this.#counts[slice * BUCKETS + bucket] as number;
      }
      if (below + count >= half) {
        const position = bucket + (half - below) / count;
        return FIRST_BUCKET_NS * 2 ** (position / BUCKETS_PER_OCTAVE);
      }
      below += count;
    }
    return null;
  }

  /** Counts as little-endian u32 by slice, then bucket. */
  toBase64(): string {
    return new Uint8Array(this.#counts.buffer).toBase64();
  }

  /** Reads what toBase64 wrote. Throws when the text does not hold whole slices. */
  static fromBase64(base64: string, sliceNs: number): TimelineCounts {
    const bytes = Uint8Array.fromBase64(base64);
    const slices = bytes.length / (BUCKETS * Uint32Array.BYTES_PER_ELEMENT);
    if (slices === 0 || !Number.isInteger(slices)) {
      throw new Error(`a timeline of ${BUCKETS} buckets cannot have ${bytes.length} bytes`);
    }
    const timeline = new TimelineCounts(slices * sliceNs, sliceNs);
    timeline.#counts.set(new Uint32Array(bytes.buffer));
    return timeline;
  }
}
