// What the generator process is told (a TrialPlan on its stdin) and what it answers (events, one
// JSON document a line). Drive validates the plan before it is sent; the generator checks only the
// version, so that no validator is part of the measuring process. Constants that decide which
// samples count are fixed here, before any reply is seen.

import type { RateShape } from "./rate-shape.ts";
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

/**
 * Where the look-back comes from: the p99 of an unrecorded open-loop step of this length behind the
 * warm-up, at the rate of the first, or of the plan's first step itself, where that is a warm-up.
 */
export type PilotPlan = { readonly durationS: number } | "first-step";

/** Closed loop at full speed until drive says that CPU per reply has settled, or the cap. */
export interface WarmUpPlan {
  readonly capS: number;
}

export interface StepPlan {
  readonly arrivals: Arrivals;
  /** Left out: the rate is constant. */
  readonly shape?: RateShape;
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

/** How connections are encrypted. */
export interface TlsPlan {
  /** Name that the certificate must be for; left out for a bare address. */
  readonly serverName?: string;
  /** False: any certificate will do. */
  readonly verify: boolean;
}

/** Datagrams instead of a byte stream: each request and each reply is one. */
export interface UdpPlan {
  readonly kind: "udp";
  /**
   * SO_RCVBUF of each connection as it is asked for; left out: as large as the system gives. The
   * kernel doubles it, and gives no less than some 2 KiB.
   */
  readonly receiveBufferBytes?: number;
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
  /** Left out: TCP. */
  readonly transport?: UdpPlan;
  /** Left out: the bytes travel as they are. Only over TCP. */
  readonly tls?: TlsPlan;
  /** How long connections may be refused in a row before that is told as a fault. */
  readonly connectLimitS?: number;
  readonly connections: number;
  readonly inFlightMax: number;
  /**
   * Requests sent one at a time on one connection before anything else; the oracle must pass all of
   * them.
   */
  readonly gateCount: number;
  /** Its look-back holds until the pilot has ended. */
  readonly pauseRule: PauseRule;
  /** Left out: the rule's look-back holds throughout. */
  readonly pilot?: PilotPlan;
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

/** What became of a step's datagrams, where the plan's transport is UDP. */
export interface DatagramNotes {
  /** Room for datagrams that came, of the connection with the least; the kernel's own figure. */
  readonly receiveBufferBytes: number;
  /** Dropped at our sockets for want of room; null where the system does not tell. */
  readonly dropped: number | null;
  /** Read and passed over: they answered nothing that was asked, or were damaged. */
  readonly ignored: number;
}

/** What became of a step's connections. */
export interface ConnectionNotes {
  /** Of the plan's, how many stood when the step was over. */
  readonly openAtEnd: number;
  /** How long none of them stood, in seconds. */
  readonly noneOpenS: number;
  readonly receivedBytes: number;
  /** Connections that were closed in the middle of a reply. */
  readonly cutReplies: number;
  /** How what came before any request began, where a connection brought something. */
  readonly greeting?: string;
  readonly datagrams?: DatagramNotes;
  /** Given where the endpoint accepted no connection any more, and since when in the step. */
  readonly refusal?: { readonly fromS: number; readonly reason: string };
}

/** What a step saw beside its outcome: of its replies, and of its connections. */
export interface StepNotes {
  /** What the traffic's check counted, by name; empty where it counts nothing. */
  readonly tallies: Readonly<Record<string, number>>;
  /** Connections dropped because what came was not of the protocol. */
  readonly unreadable: number;
  /** What was wrong with the first of them. */
  readonly firstUnreadable?: string;
  readonly connections: ConnectionNotes;
}

export type GeneratorEvent =
  | { readonly event: "prefilled" | "gated"; readonly counts: PhaseCounts }
  /** A second of warm-up is over; drive answers `continue` or `settled`. */
  | { readonly event: "warm-up-second"; readonly counts: PhaseCounts; readonly pausedNs: number }
  | { readonly event: "warmed"; readonly counts: PhaseCounts }
  /** The pilot is over: the look-back of all steps behind it. */
  | { readonly event: "piloted"; readonly counts: PhaseCounts; readonly lookBackNs: number }
  /** Ready for a step; drive reads the contender's usage, then answers `step` or `end`. */
  | { readonly event: "step-ready" }
  | {
      readonly event: "step-done";
      readonly step: number;
      readonly outcome: StepOutcome;
      readonly notes: StepNotes;
    }
  /** The trial cannot go on: no connection, traffic module broken, version unknown. */
  | { readonly event: "fault"; readonly reason: string }
  | { readonly event: "done" };

export type GeneratorCommand =
  | { readonly command: "continue" | "settled" | "end" }
  /**
   * Run step `step` of the plan; `attempt` counts from 0, and each has arrivals of its own, the
   * same for all contenders.
   */
  | { readonly command: "step"; readonly step: number; readonly attempt: number };
