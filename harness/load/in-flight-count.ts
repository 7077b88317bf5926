// Requests in flight over time, kept twice: as the integral over every change, and as one sample in
// each millisecond, which knows nothing of the changes. Σ time in system must equal the integral
// (bookkeeping), and rate × mean time in system the sampled mean (Little's law); a lost or doubled
// request breaks both.
//
// Where in its millisecond a sample lies is drawn: evenly spaced samples would meet evenly spaced
// requests always at the same phase, and see none of them or all.

import { drawsOf } from "#model/draws.ts";
import type { Bookkeeping } from "#model/step.ts";
import { NS_PER_MS } from "#model/units.ts";

const SAMPLE_NS = NS_PER_MS;
/**
 * Samples 1 ms apart are correlated; means of 100 ms are close enough to independent for a standard
 * error.
 */
const SAMPLES_PER_BATCH = 100;
/** Any seed serves: the schedule draws from streams of the plan's seed. */
const phases = drawsOf(1, 0x5a3b1e);

export class InFlightCount {
  #current = 0;
  #lastNs = 0;
  #integralNs = 0;
  #timeInSystemNs = 0;
  #nextSampleNs = 0;
  #startNs = 0;
  #sampleSum = 0;
  #samples = 0;
  #batchSum = 0;
  #batches = 0;
  #batchMeanSum = 0;
  #batchSquareSum = 0;

  start(nowNs: number): void {
    this.#startNs = nowNs;
    this.#lastNs = nowNs;
    this.#nextSampleNs = this.#sampleInstantNs();
  }

  get current(): number {
    return this.#current;
  }

  /**
   * Takes the samples that fell due before `nowNs`: the count then was the one that still holds.
   */
  observe(nowNs: number): void {
    while (this.#nextSampleNs <= nowNs) {
      this.#sample();
      this.#nextSampleNs = this.#sampleInstantNs();
    }
  }

  add(nowNs: number, change: 1 | -1): void {
    this.#integralNs += this.#current * (nowNs - this.#lastNs);
    this.#lastNs = nowNs;
    this.#current += change;
  }

  /** Tells that a request spent `durationNs` between its sending and its end. */
  spent(durationNs: number): void {
    this.#timeInSystemNs += durationNs;
  }

  /** The sums up to `nowNs`; everything in flight must have ended by then. */
  finish(nowNs: number): Bookkeeping {
    this.observe(nowNs);
    const windowNs = nowNs - this.#startNs;
    return {
      inFlightNs: this.#integralNs + this.#current * (nowNs - this.#lastNs),
      timeInSystemNs: this.#timeInSystemNs,
      inFlightMean: this.#samples === 0 ? 0 : this.#sampleSum / this.#samples,
      inFlightStandardError: this.#standardError(),
      littleMean: windowNs === 0 ? 0 : this.#timeInSystemNs / windowNs,
    };
  }

  #sampleInstantNs(): number {
    return this.#startNs + (this.#samples + phases.unit(this.#samples)) * SAMPLE_NS;
  }

  #sample(): void {
    this.#sampleSum += this.#current;
    this.#batchSum += this.#current;
    this.#samples++;
    if (this.#samples % SAMPLES_PER_BATCH !== 0) return;
    const mean = this.#batchSum / SAMPLES_PER_BATCH;
    this.#batches++;
    this.#batchMeanSum += mean;
    this.#batchSquareSum += mean * mean;
    this.#batchSum = 0;
  }

  #standardError(): number {
    if (this.#batches < 2) return 0;
    const mean = this.#batchMeanSum / this.#batches;
    const variance = Math.max(0, this.#batchSquareSum / this.#batches - mean * mean);
    return Math.sqrt(variance / (this.#batches - 1));
  }
}
