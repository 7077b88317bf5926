// What the generator process itself used during a step: CPU, and memory read every ten seconds,
// kept by the minute, so that a leak of the generator shows in the record.

import { NS_PER_S } from "#model/units.ts";

/**
 * Reading memory costs tens of microseconds of the loop; six times a minute it disturbs nothing
 * measurable.
 */
const READ_EVERY_NS = 10 * NS_PER_S;
const READS_PER_MINUTE = 6;
const US_PER_S = 1_000_000;

export interface OwnUsageFigures {
  readonly cpuS: number;
  readonly rssBytesMax: number;
  readonly rssBytesPerMinute: readonly number[];
}

export class OwnUsage {
  readonly #cpu = process.cpuUsage();
  readonly #perMinute: number[] = [];
  #max = process.memoryUsage.rss();
  #reads = 0;
  #nextNs: number;

  constructor(startNs: number) {
    this.#nextNs = startNs + READ_EVERY_NS;
  }

  observe(nowNs: number): void {
    if (nowNs < this.#nextNs) return;
    this.#nextNs += READ_EVERY_NS;
    const rssBytes = process.memoryUsage.rss();
    this.#max = Math.max(this.#max, rssBytes);
    if (++this.#reads % READS_PER_MINUTE === 0) this.#perMinute.push(rssBytes);
  }

  finish(): OwnUsageFigures {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      cpuS: (user + system) / US_PER_S,
      rssBytesMax: Math.max(this.#max, process.memoryUsage.rss()),
      rssBytesPerMinute: this.#perMinute,
    };
  }
}
