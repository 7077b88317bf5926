// When requests are due: the intended instants of a step, drawn in blocks from (arrivals, rate,
// shape, seed).
//
// A schedule is a unit-rate arrival process sent through the inverse integral of the rate function
// (rate-function.ts); with a constant rate that is a division. Instants are never stored whole,
// recorded ones aside: the paced loop and the hash of the schedule read the same block source, so
// what is hashed is what was sent. Uniform instants are computed from their index, not summed, so
// that no rounding accumulates.

import { drawsOf } from "#model/draws.ts";
import { NS_PER_S } from "#model/units.ts";
import type { RateShape } from "#model/rate-shape.ts";
import type { Arrivals } from "#model/workload.ts";
import { inverseIntegral } from "./rate-function.ts";
import { readRecordedInstants } from "./recorded-instants.ts";

/** 65,536 instants: 512 KiB, 1.3 s at 50,000/s. */
export const SCHEDULE_BLOCK = 65_536;
/** Draws of the schedule are independent of those of the requests. */
const ARRIVAL_STREAM = 0x5c4ed;

export interface ScheduleSettings {
  readonly arrivals: Arrivals;
  /** Left out: constant. */
  readonly shape?: RateShape;
  readonly ratePerS: number;
  readonly durationNs: number;
  readonly seed: number;
}

/** Successive intended instants in ns after the step's start, ascending, all below the duration. */
export class ScheduleSource {
  readonly #durationNs: number;
  /** The n-th instant, asked for in order; Infinity behind the last. */
  readonly #instantNs: (index: number) => number;
  #index = 0;

  /** @throws Error when a recorded schedule cannot be read. */
  constructor(settings: ScheduleSettings) {
    this.#durationNs = settings.durationNs;
    this.#instantNs = instantsOf(settings);
  }

  /**
   * Fills `block[from … to)`. @returns the position behind the last instant; less than `to` when
   * the step is over.
   */
  fill(block: Float64Array, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const instantNs = this.#instantNs(this.#index);
      if (instantNs >= this.#durationNs) return at;
      block[at] = instantNs;
      this.#index++;
    }
    return to;
  }
}

function instantsOf(settings: ScheduleSettings): (index: number) => number {
  const { shape = { kind: "constant" }, arrivals, seed } = settings;
  if (shape.kind === "trace") return recordedAt(shape.file, settings);
  const inverse = inverseIntegral(shape, settings);
  if (arrivals === "uniform") return inverse;
  const draws = drawsOf(seed, ARRIVAL_STREAM);
  let units = 0;
  // Exponential gap by inversion; 1 − u is in (0, 1], so the logarithm is finite. An instant beyond
  // the end is drawn once more when it is asked for again, which only the end of a step does.
  return (index) => {
    units -= Math.log(1 - draws.unit(index));
    return inverse(units);
  };
}

/**
 * Recorded gaps, stretched so that their mean is the planned rate's, from the start again at the
 * end.
 */
function recordedAt(file: string, { ratePerS }: ScheduleSettings): (index: number) => number {
  const recordedNs = readRecordedInstants(file);
  const count = recordedNs.length;
  const firstNs = recordedNs[0] as number;
  const spanNs = (recordedNs[count - 1] as number) - firstNs;
  // The gap behind the last one is not recorded: a mean one.
  const periodNs = count === 1 ? NS_PER_S : (spanNs * count) / (count - 1);
  const scale = (count * NS_PER_S) / (ratePerS * periodNs);
  return (index) => {
    const round = Math.floor(index / count);
    return (round * periodNs + (recordedNs[index % count] as number) - firstNs) * scale;
  };
}

/**
 * The paced loop's view of a schedule: the next instant in O(1), later ones drawn a few at a time
 * in idle turns, because drawing a whole block at once would stall the loop for about a
 * millisecond.
 */
export class ScheduleCursor {
  readonly #source: ScheduleSource;
  readonly #ring = new Float64Array(SCHEDULE_BLOCK);
  /** Positions since the start; the ring holds [#read, #written). */
  #read = 0;
  #written = 0;
  #ended = false;
  /** The next intended instant in ns after the step's start, or Infinity when the step is over. */
  nextNs = 0;

  constructor(source: ScheduleSource) {
    this.#source = source;
    this.drawAhead(SCHEDULE_BLOCK);
    this.#load();
  }

  /** Moves on to the next instant. */
  advance(): void {
    this.#read++;
    this.#load();
  }

  /** Instants that are due at `atNs`, at most `countMax`, among those already drawn. */
  due(atNs: number, countMax: number): number {
    const last = Math.min(this.#read + countMax, this.#written);
    let position = this.#read;
    while (position < last && (this.#ring[position % SCHEDULE_BLOCK] as number) <= atNs) position++;
    return position - this.#read;
  }

  /** Draws up to `count` instants into the free part of the ring. */
  drawAhead(count: number): void {
    let left = this.#ended ? 0 : Math.min(count, SCHEDULE_BLOCK - (this.#written - this.#read));
    while (left > 0) {
      const from = this.#written % SCHEDULE_BLOCK;
      const to = Math.min(from + left, SCHEDULE_BLOCK);
      const end = this.#source.fill(this.#ring, from, to);
      this.#written += end - from;
      left -= end - from;
      if (end < to) {
        this.#ended = true;
        return;
      }
    }
  }

  #load(): void {
    // A ring that ran empty under load is refilled on demand; the delay shows as lag.
    if (this.#read === this.#written) this.drawAhead(64);
    this.nextNs =
      this.#read < this.#written ? (this.#ring[this.#read % SCHEDULE_BLOCK] as number) : Infinity;
  }
}
