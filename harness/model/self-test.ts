// What `bench selftest` finds out about the lab itself, as plain data: whether measured quantiles
// agree with known truths, for us and for other tools; whether the generator verdict names planted
// faults; what the lab's own work costs.
//
// Its own file because it is a document of its own beside the run record: it judges the measuring,
// not a contender.

import type { HostFacts, Placement } from "./host-facts.ts";
import type { Better } from "./metric.ts";
import type { QuantileName } from "./step.ts";

export const SELF_TEST_SCHEMA = "tailproof.selftest/1";

export const TRUTH_PROTOCOLS = ["http", "memcache", "udp"] as const;
export type TruthProtocol = (typeof TRUTH_PROTOCOLS)[number];

/** A quantile of the response time, or its largest value. */
export type TruthQuantile = QuantileName | "max";

/** One repetition of a case, for one quantile. Times in ns. */
export interface TruthRepetition {
  /** From the drawn service times. */
  readonly drawnNs: number | null;
  /** From the server's own recorded starts and ends: what really happened. */
  readonly truthNs: number | null;
  /** What the tool reported; null where it reports none. */
  readonly reportedNs: number | null;
  /** (reported − truth) ÷ truth, in percent. */
  readonly errorPct: number | null;
  readonly within: boolean;
  /** Share of the truth that the host's pauses of the server made: (truth − drawn) ÷ drawn. */
  readonly hostShare: number;
  /**
   * Why it counts neither way. host: the host moved the truth itself by too much of the bound.
   * unfit: the generator's own verdict was that it does not stand for this figure.
   */
  readonly label?: "host" | "unfit";
}

/** A case for one tool and quantile: its figures are those of the repetition with median error. */
export interface TruthRow extends TruthRepetition {
  readonly case: string;
  readonly protocol: TruthProtocol;
  /** `tailproof`, or the id of another tool. */
  readonly tool: string;
  readonly quantile: TruthQuantile;
  /** Repetitions that must count, or nothing is said of it; left out: one. */
  readonly needed?: number;
  readonly repetitions: readonly TruthRepetition[];
}

/** Something that is counted, or a distance: it must be `expected`, give or take `tolerance`. */
export interface CountRow {
  readonly case: string;
  readonly protocol: TruthProtocol;
  readonly tool: string;
  /** e.g. `failed`, `mismatched`, `withheld`, `sent in each second`, `KS distance of sent gaps`. */
  readonly what: string;
  readonly expected: number;
  /** Null where the tool does not tell it. */
  readonly reported: number | null;
  readonly tolerance: number;
  readonly within: boolean;
}

/** Another tool, as it was used. */
export interface RivalTool {
  readonly tool: string;
  readonly state: "measured" | "absent";
  readonly version: string | null;
  /** The command line of the first case. */
  readonly command: string | null;
  /** Why it is absent, and what would install it. */
  readonly reason?: string;
}

/** What a rival told of a case beside its figures. */
export interface RivalNotice {
  readonly tool: string;
  readonly case: string;
  /** Whether it said that its figures are not the plan's; null where nothing was to notice. */
  readonly noticed: boolean | null;
  /** Its own words, shortened. */
  readonly words?: string;
}

/** Planted faults of one kind. */
export interface FaultRow {
  readonly fault: string;
  /** The cause that the verdict must name. */
  readonly cause: string;
  readonly planted: number;
  /** Steps or quantiles called unfit, with whatever cause. */
  readonly flagged: number;
  readonly rightCause: number;
  /** In how many of them each cause was named; one step may have several. */
  readonly named: Readonly<Record<string, number>>;
}

export interface VerdictTrial {
  readonly planted: number;
  readonly flagged: number;
  readonly rightCause: number;
  /** 95 % Clopper-Pearson bounds. */
  readonly rightCauseLow: number;
  readonly clean: number;
  readonly falseAlarms: number;
  readonly falseAlarmsHigh: number;
  readonly faults: readonly FaultRow[];
}

/** A goal of the lab's own cost and the figure beside it. */
export interface CostRow {
  readonly name: string;
  readonly unit: string;
  readonly value: number | null;
  readonly goal: number;
  readonly better: Better;
  /** How it was measured, in half a sentence. */
  readonly method: string;
}

/** What another tool reached at its maximum against the same server, in the same session. */
export interface BesideRow {
  readonly tool: string;
  readonly protocol: TruthProtocol;
  readonly perS: number | null;
}

export interface OwnCost {
  readonly recordNs: number;
  readonly nullTransportNs: number;
  readonly lagP999Ns: number | null;
  readonly httpPerS: number | null;
  readonly memcachePerS: number | null;
  readonly udpPerS: number | null;
  readonly rssBytesMax: number | null;
  readonly rows: readonly CostRow[];
  readonly beside: readonly BesideRow[];
}

export const SELF_TEST_SIZES = ["quick", "full"] as const;
export type SelfTestSize = (typeof SELF_TEST_SIZES)[number];

/** What is tested, in the order in which it runs. */
export const SELF_TEST_PARTS = ["truth", "rivals", "generator", "cost"] as const;
export type SelfTestPart = (typeof SELF_TEST_PARTS)[number];

/** The name under which our own rows stand beside those of other tools. */
export const OWN_TOOL = "tailproof";

/** The pre-check of one block of a part, as before each block of a run. */
export interface PartPreCheck {
  readonly part: SelfTestPart;
  readonly block: number;
  readonly pausedShare: number;
  readonly passed: boolean;
  readonly attempts: number;
}

/** What a case is, in words for people. */
export interface TruthCaseFacts {
  readonly case: string;
  /** Arrivals, service times, load: half a sentence. */
  readonly about: string;
  /** What a wrong tool reports of it; null where the case is there to show that it is easy. */
  readonly wrongTool: string | null;
}

/** The way there and back alone: the response with a service time of 0. Part of every figure. */
export interface TransportFloor {
  readonly protocol: TruthProtocol;
  /** Which of the two truth servers answered. */
  readonly server: "c" | "node";
  readonly p50Ns: number;
  readonly p99Ns: number;
}

/** The document of one self-test. A part that was not reached is null or empty. */
export interface SelfTest {
  readonly schema: typeof SELF_TEST_SCHEMA;
  readonly status: "complete" | "aborted";
  readonly size: SelfTestSize;
  readonly seed: number;
  readonly startedAt: string;
  readonly durationS: number;
  readonly host: HostFacts;
  readonly placement: Placement;
  /** Command line that runs such a test again. */
  readonly reproduce: string;
  /** Those that were finished. */
  readonly parts: readonly SelfTestPart[];
  /** What was not tested and why, one sentence each. */
  readonly leftOut: readonly string[];
  readonly preChecks: readonly PartPreCheck[];
  readonly floors: readonly TransportFloor[];
  readonly cases: readonly TruthCaseFacts[];
  readonly truth: readonly TruthRow[];
  readonly counts: readonly CountRow[];
  readonly rivals: readonly RivalTool[];
  readonly notices: readonly RivalNotice[];
  readonly generator: VerdictTrial | null;
  readonly cost: OwnCost | null;
}
