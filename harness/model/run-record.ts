// The immutable result of one invocation: everything that a report, a comparison or a claim may
// use, with units in every key. Nothing later needs the processes. Fields may be added freely, none
// may be renamed.

import type { Verdict } from "./claim.ts";
import type { Deviation, Role } from "./contender.ts";
import type { HostFacts, Placement } from "./host-facts.ts";
import type { Better } from "./metric.ts";
import type { JobStep } from "./job-step.ts";
import type { SelfTestSummary } from "./self-test-summary.ts";
import type { QuantileName, Step } from "./step.ts";
import type { Size } from "./workload.ts";

export const RECORD_SCHEMA = "tailproof.record/1";

/** One measured figure; low and high are the ends of its 95 % interval over trials. */
export interface Value {
  readonly name: string;
  readonly unit: string;
  readonly value: number | null;
  readonly better: Better;
  readonly low?: number;
  readonly high?: number;
  readonly trials?: number;
  /**
   * Of a knee that is only known from one side: below or above the grid of rates in at least one
   * trial, or so close to the floor's own that the lab limits and not the contender.
   */
  readonly outside?: "below" | "above" | "lab";
}

export const OUTCOMES = [
  "measured",
  "unavailable",
  "incorrect",
  "crashed",
  "invalid",
  "left-out",
] as const;
/** What became of a contender variant in a scenario. */
export type Outcome = (typeof OUTCOMES)[number];

export interface ContenderResult {
  readonly id: string;
  readonly variant: string;
  readonly scenario: string;
  readonly language: string;
  readonly role: Role;
  readonly outcome: Outcome;
  readonly reason?: string;
  /** What to do about it, where something can be done. */
  readonly fix?: string;
  readonly deviations?: readonly Deviation[];
  /** Replies/s of a closed loop, measured once before the blocks: what its grid of rates is of. */
  readonly gridMaximumPerS?: number;
  readonly metrics: readonly Value[];
}

interface TrialOf<StepKind> {
  readonly contender: string;
  readonly variant: string;
  readonly scenario: string;
  readonly block: number;
  /** Of a service one for each planned rate, the last attempt; of a job or a kernel one. */
  readonly steps: readonly StepKind[];
  readonly metrics: readonly Value[];
}

/** Of a service. */
export interface Trial extends TrialOf<Step> {
  /** Earlier attempts at rates whose step was not fit: shown struck through, used for nothing. */
  readonly repeated: readonly Step[];
}

/** Of a job or a kernel. */
export type JobTrial = TrialOf<JobStep>;

/** ratio > 1 always means: `contender` is better than `against`. */
export interface Comparison {
  readonly contender: string;
  readonly variant: string;
  readonly scenario: string;
  readonly against: string;
  readonly againstVariant: string;
  readonly metric: string;
  readonly at?: { readonly offeredPerS: number };
  readonly ratio?: number;
  readonly difference?: number;
  readonly low?: number;
  readonly high?: number;
  /** True if and only if the paired interval excludes 1 (0 for a difference). */
  readonly ranked: boolean;
  /** Blocks in which both were valid. */
  readonly trials: number;
  /** Why there is no ratio, no interval or no ranking. */
  readonly reason?: string;
}

export interface JudgedClaim {
  readonly id: string;
  readonly system: string;
  readonly seed: string;
  readonly quote: string;
  readonly kind: string;
  readonly metric: string;
  readonly ratio?: number;
  readonly verdict: Verdict;
  readonly reason?: string;
}

/** The pre-check of one block: how much of its time the host took the generator's core away. */
export interface PreCheck {
  readonly workload: string;
  readonly block: number;
  readonly pausedShare: number;
  readonly passed: boolean;
  readonly attempts: number;
}

/** The limit that a knee was searched for, as it was judged. */
export interface JudgedSlo {
  readonly limitNs: number;
  /** The quantile that the limit was asked for. */
  readonly asked: QuantileName;
  /** Why another quantile was judged (WorkloadRecord.sloQuantile); absent where it was not. */
  readonly reason?: string;
  /** Why knees under this limit support no claim; absent where they do. */
  readonly noClaim?: string;
}

interface WorkloadFacts {
  readonly id: string;
  readonly question: string;
  readonly datasetSha256: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly contenders: readonly ContenderResult[];
  readonly comparisons: readonly Comparison[];
  readonly claims: readonly JudgedClaim[];
}

export interface ServiceRecord extends WorkloadFacts {
  readonly shape: "service";
  readonly slo?: JudgedSlo;
  /** The quantile of the response time that the limit was judged at. */
  readonly sloQuantile?: QuantileName;
  readonly trials: readonly Trial[];
}

export interface JobRecord extends WorkloadFacts {
  readonly shape: "job" | "kernel";
  readonly trials: readonly JobTrial[];
}

/** What was measured of one workload; its shape says what its steps are. */
export type WorkloadRecord = ServiceRecord | JobRecord;

/** One row of "what was held equal". */
export interface EqualFact {
  readonly what: string;
  readonly value: string;
}

export interface RunRecord {
  readonly schema: typeof RECORD_SCHEMA;
  readonly status: "complete" | "aborted";
  readonly size: Size;
  readonly seed: number;
  readonly startedAt: string;
  readonly durationS: number;
  readonly host: HostFacts;
  readonly placement: Placement;
  readonly equal: readonly EqualFact[];
  /** What the plan left out, one sentence each. */
  readonly leftOut: readonly string[];
  readonly preChecks: readonly PreCheck[];
  /** Of the self-test of the lab that was published when this ran; absent where none was. */
  readonly selfTest?: SelfTestSummary;
  /** Command line that produces such a run again. */
  readonly reproduce: string;
  readonly recordPath: string;
  readonly reportPath: string;
  readonly workloads: readonly WorkloadRecord[];
  /** SHA-256 of this document without this key; absent where nothing guards it against edits. */
  readonly contentSha256?: string;
}
