// What contender and services use between the start and the end of a step. Its own file because
// trials of all shapes measure it in the same way; what a step is, they say themselves.

import { pidsOfTrial, readCoarseUsage, readUsage, resetPeaks } from "#measure/process-usage.ts";
import type { Usage } from "#measure/usage.ts";
import type { ServicesUsage, UsageSlices } from "#model/step.ts";
import { NS_PER_S } from "#model/units.ts";
import { NO_SLICES, UsageTimeline } from "./usage-timeline.ts";

/** Marks of the processes that are measured. */
export interface Metered {
  readonly trialId: string;
  /** Of each backing service. */
  readonly serviceTrialIds: readonly string[];
}

export interface StepUsage {
  readonly cpuNs: number;
  readonly rssBytesMax: number;
  readonly rssBytesMean: number;
  readonly slices: UsageSlices;
  /** Undefined where there are no services. */
  readonly services: ServicesUsage | undefined;
}

export class StepMeter {
  readonly #metered: Metered;
  readonly #before: Usage;
  readonly #servicesBefore: Usage;
  readonly #timeline: UsageTimeline | undefined;

  /**
   * Starts at once. @param sampledS expected length of the step, for its usage over time; undefined
   * where that is not wanted.
   */
  constructor(metered: Metered, sampledS: number | undefined) {
    this.#metered = metered;
    this.#servicesBefore = readUsage(metered.serviceTrialIds.flatMap((id) => pidsOfTrial(id)));
    // Found once a step: looking through all processes of the machine takes milliseconds.
    const pids = pidsOfTrial(metered.trialId);
    // The warm-up at full speed is not what the step needed.
    resetPeaks(pids);
    this.#before = readUsage(pids);
    this.#timeline =
      sampledS === undefined ? undefined : new UsageTimeline(() => readCoarseUsage(pids), sampledS);
  }

  /** Ends it without a reading; harmless when it has ended. */
  stop(): void {
    this.#timeline?.stop();
  }

  end(): StepUsage {
    const slices = this.#timeline?.stop() ?? NO_SLICES;
    const { trialId, serviceTrialIds } = this.#metered;
    const after = readUsage(pidsOfTrial(trialId));
    return {
      cpuNs: after.cpuNs - this.#before.cpuNs,
      rssBytesMax: after.rssBytesPeak,
      rssBytesMean: (this.#before.rssBytes + after.rssBytes) / 2,
      slices,
      services: serviceTrialIds.length === 0 ? undefined : this.#servicesUsage(serviceTrialIds),
    };
  }

  #servicesUsage(trialIds: readonly string[]): ServicesUsage {
    const after = readUsage(trialIds.flatMap((id) => pidsOfTrial(id)));
    return {
      cpuS: (after.cpuNs - this.#servicesBefore.cpuNs) / NS_PER_S,
      rssBytesMax: after.rssBytesPeak,
    };
  }
}
