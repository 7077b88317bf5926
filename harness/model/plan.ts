// What the generator process is told (a TrialPlan on its stdin) and what it answers (events, one
// JSON document a line). Drive validates the plan before it is sent; the generator checks only the
// version, so that no validator is part of the measuring process. Constants that decide which
// samples count are fixed here, before any reply is seen.

import type { StepOutcome } from "./step.ts";
import type { TrafficSettings } from "./traffic.ts";
import type { Arrivals } from "./workload.ts";

export const PLAN_VERSION = 1;

/**
 * When the generator counts itself as paused, and which requests a pause disturbs: those intended
 * between (pause start − look-back) and (end of catch-up + factor × pause).
 */
export interface PauseRule {
  /** A gap between two clock reads with one event between them, above this, is a pause. */
  readonly thresholdNs: number;
  readonly lookBackNs: number;
  readonly lookAheadFactor: number;
}

/** Closed loop at full speed until drive says that CPU per reply has settled, or the cap. */
export interface WarmUpPlan {
  readonly capS: number;
}

export interface StepPlan {
  readonly arrivals: Arrivals;
  readonly ratePerS: number;
  readonly durationS: number;
  readonly seed: number;
}

/**
 * After a step: how long replies are awaited. The limit is max(minS, factor × longest response), at
 * most maxS.
 */
export interface DrainRule {
  readonly minS: number;
  readonly factor: number;
  readonly maxS: number;
}

export interface TrialPlan {
  readonly version: typeof PLAN_VERSION;
  /** Absolute path of the codec module; exports `codec`. */
  readonly codecModule: string;
  /** Absolute path of the traffic module; exports `openTraffic`. */
  readonly trafficModule: string;
  readonly traffic: TrafficSettings;
  /** False for the floor: it answers the same bytes to everything. */
  readonly oracle: boolean;
  readonly host: string;
  readonly port: number;
  readonly connections: number;
  readonly inFlightMax: number;
  /**
   * Requests sent one at a time on one connection before anything else; the oracle must pass all of
   * them.
   */
  readonly gateCount: number;
  readonly pauseRule: PauseRule;
  readonly warmUp: WarmUpPlan;
  readonly drain: DrainRule;
  readonly steps: readonly StepPlan[];
  /** Added to the first request index of every step: what earlier blocks of the run used. */
  readonly requestOffset: number;
}

/** Counts of the unrecorded phases. */
export interface PhaseCounts {
  readonly replied: number;
  readonly failed: number;
  readonly mismatched: number;
  readonly durationNs: number;
  /** Sentence for the first mismatch. */
  readonly firstMismatch?: string;
}

export type GeneratorEvent =
  | { readonly event: "prefilled" | "gated"; readonly counts: PhaseCounts }
  /** A second of warm-up is over; drive answers `continue` or `settled`. */
  | { readonly event: "warm-up-second"; readonly counts: PhaseCounts; readonly pausedNs: number }
  | { readonly event: "warmed"; readonly counts: PhaseCounts }
  /** Ready for step n; drive reads the contender's usage, then answers `continue`. */
  | { readonly event: "step-ready"; readonly step: number }
  | { readonly event: "step-done"; readonly step: number; readonly outcome: StepOutcome }
  /** The trial cannot go on: no connection, traffic module broken, version unknown. */
  | { readonly event: "fault"; readonly reason: string }
  | { readonly event: "done" };

export type GeneratorCommand = { readonly command: "continue" | "settled" };
