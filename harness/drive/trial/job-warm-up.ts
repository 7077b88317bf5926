// When a job is warm: CPU per request of two consecutive rounds agree. A round is as many requests
// as it takes for the kernel's accounting of CPU not to matter, often a single one.
//
// Its own file because the rule of services (warm-up-rule.ts) counts seconds and replies by the
// thousand, and knows the pauses that a generator saw; here nobody watches the core.

import { NS_PER_MS } from "#model/units.ts";

const DIFFERENCE_MAX = 0.03;
/** The kernel brings a running thread's CPU time up to date at its timer tick. */
const TICK_NS = 4 * NS_PER_MS;
/** One tick is 2 % of this; shorter rounds would agree or not by chance. */
const ROUND_NS_MIN = 200 * NS_PER_MS;
/** Beyond this nothing can be called level. */
const ALLOWANCE_MAX = 0.1;

export class JobWarmUp {
  #requests = 0;
  #elapsedNs = 0;
  #startCpuNs: number;
  #lastCpuNs: number | undefined;
  #settled = false;

  /** @param startCpuNs the contender's CPU before the first request. */
  constructor(startCpuNs: number) {
    this.#startCpuNs = startCpuNs;
  }

  /**
   * Takes one more request; `cpuNs`: the contender's CPU behind it. @returns whether it is warm.
   */
  add(elapsedNs: number, cpuNs: number): boolean {
    this.#requests++;
    this.#elapsedNs += elapsedNs;
    if (this.#elapsedNs < ROUND_NS_MIN) return this.#settled;
    const usedNs = cpuNs - this.#startCpuNs;
    const perRequestNs = usedNs / this.#requests;
    this.#settled = this.#isLevel(perRequestNs, usedNs);
    this.#lastCpuNs = perRequestNs;
    this.#startCpuNs = cpuNs;
    this.#requests = 0;
    this.#elapsedNs = 0;
    return this.#settled;
  }

  get settled(): boolean {
    return this.#settled;
  }

  #isLevel(perRequestNs: number, usedNs: number): boolean {
    if (this.#lastCpuNs === undefined || this.#lastCpuNs <= 0) return false;
    // A job that mostly waits uses little of a round.
    const tickShare = Math.min(ALLOWANCE_MAX, TICK_NS / usedNs);
    const allowed = Math.max(DIFFERENCE_MAX, tickShare);
    return Math.abs(perRequestNs / this.#lastCpuNs - 1) < allowed;
  }
}
