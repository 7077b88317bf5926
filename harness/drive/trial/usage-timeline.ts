// What a contender used in each part of a step: CPU and resident memory over time.
//
// Its own file because it is the only thing that drive does while a step runs: it wakes about ten
// times a step on the contender's core to read a few files of the kernel, and sleeps otherwise.

import type { Usage } from "#measure/usage.ts";
import type { UsageSlices } from "#model/step.ts";
import { MS_PER_S } from "#model/units.ts";

/** Steps on the grid are short and their course is not shown. */
export const NO_SLICES: UsageSlices = { usageSliceMs: 0, cpuNs: [], rssBytes: [] };

/** One reading takes some 30 µs, however many threads there are: 0.005 % of the core. */
const SLICE_MS_MIN = 500;
const SLICES_WANTED = 10;

export class UsageTimeline {
  readonly #read: () => Usage;
  readonly #usageSliceMs: number;
  readonly #cpuNs: number[] = [];
  readonly #rssBytes: number[] = [];
  readonly #timer: NodeJS.Timeout;
  #lastMs = performance.now();
  #lastCpuNs: number;

  /** Starts at once. */
  constructor(read: () => Usage, durationS: number) {
    this.#read = read;
    this.#lastCpuNs = read().cpuNs;
    this.#usageSliceMs = Math.max(SLICE_MS_MIN, (durationS * MS_PER_S) / SLICES_WANTED);
    this.#timer = setInterval(() => this.#sample(), this.#usageSliceMs);
  }

  #sample(): void {
    const nowMs = performance.now();
    const { cpuNs, rssBytes } = this.#read();
    // A reading that came late covers more time than its slice: to the nominal length.
    const scale = this.#usageSliceMs / (nowMs - this.#lastMs);
    this.#cpuNs.push(Math.round(Math.max(0, cpuNs - this.#lastCpuNs) * scale));
    this.#rssBytes.push(rssBytes);
    this.#lastMs = nowMs;
    this.#lastCpuNs = cpuNs;
  }

  /** Ends it; a slice that is not over is left out. */
  stop(): UsageSlices {
    clearInterval(this.#timer);
    return { usageSliceMs: this.#usageSliceMs, cpuNs: this.#cpuNs, rssBytes: this.#rssBytes };
  }
}
