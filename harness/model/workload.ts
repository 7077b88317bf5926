// The workload seam: what a system asks, declared as data. A workload's folder holds this object
// (workload.ts), its traffic or jobs, its oracle and its claims; adding one edits nothing else.
//
// Declarative on purpose: the planner decides trials, rates and order from it, so a workload cannot
// tune its own measurement. Three shapes, because three kinds of question exist; each shape's work
// travels another way.

import type { Claim } from "./claim.ts";
import type { RateShape } from "./rate-shape.ts";
import type { QuantileName } from "./step.ts";

/** quick: a first answer within a minute · standard: publishable · rigorous: no limit of time. */
export const SIZES = ["quick", "standard", "rigorous"] as const;
export type Size = (typeof SIZES)[number];

export const ARRIVALS = ["uniform", "poisson"] as const;
/** The shape of a schedule: evenly spaced, or independent arrivals (exponential gaps). */
export type Arrivals = (typeof ARRIVALS)[number];

/** One request mix or input. Its id is a key in every result. */
export interface Scenario {
  readonly id: string;
  /** One sentence: what is sent. */
  readonly what: string;
  /**
   * Whether the quick size measures it; the first quick scenario is the one of the shortest plan.
   */
  readonly quick: boolean;
}

/** A scenario whose requests arrive at planned instants. */
export interface ServiceScenario extends Scenario {
  /** Protocol: the name of a codec, and what `speaks` in a manifest must say. */
  readonly speaks: string;
  readonly arrivals: Arrivals;
  /** How the rate moves over a step; left out: it is constant. */
  readonly shape?: RateShape;
  readonly connections: number;
  /** In-flight limit of each connection; a request that finds all at their limit is withheld. */
  readonly inFlightMax: number;
  /** Median size of a reply, answered by the floor contender. */
  readonly replyBytesMedian: number;
}

/** A limit on the response time: what a sustainable rate has to keep. */
export interface Slo {
  readonly quantile: QuantileName;
  readonly limitNs: number;
}

/** Why a figure is wanted, most urgent first: what is left out for want of time is the last. */
export const PRIORITIES = ["claim", "target", "ladder", "extra"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** A contender variant of which figures are wanted, and how urgently; all others are extra. */
export interface WantedVariant {
  readonly contender: string;
  readonly variant: string;
  readonly priority: Priority;
}

/** Numbers by name that say how large a workload is. */
export type SizeParameters = Readonly<Record<string, number>>;

/** What a size means for a service. Seconds and trials are the planner's. */
export interface SizeSettings {
  readonly parameters: SizeParameters;
  /** Offered rates in requests/s, the same for every contender. */
  readonly ratesPerS: readonly number[];
}

interface WorkloadIdentity {
  readonly id: string;
  /** One sentence with a question mark: what the workload answers. */
  readonly question: string;
  readonly claims: readonly Claim[];
  /** What the lab appends to each contender's start command: limits that are held equal. */
  contenderArguments(parameters: SizeParameters): readonly string[];
}

/** Requests over a wire at planned instants. traffic.ts beside it exports `openTraffic`. */
export interface ServiceWorkload extends WorkloadIdentity {
  readonly shape: "service";
  readonly scenarios: readonly ServiceScenario[];
  readonly sizes: Readonly<Record<Size, SizeSettings>>;
  readonly slo: Slo;
  /** Variants whose knee is wanted; the others are measured at the size's rates alone. */
  readonly wantedKnees: readonly WantedVariant[];
}

/** What a size means for a job or a kernel: how large its input is. */
export interface InputSettings {
  readonly parameters: SizeParameters;
}

/** Work in one request: what bytesPerS and rowsPerS count. */
export interface JobWork {
  readonly bytes?: number;
  readonly rows?: number;
}

/** A large request and what is right as its reply. */
export interface JobScenario extends Scenario {
  /** The framed request, without its length prefix. */
  request(parameters: SizeParameters): Uint8Array;
  /** Mismatch in one sentence, or undefined when the reply is right. */
  mismatch(reply: Uint8Array, parameters: SizeParameters): string | undefined;
  work(parameters: SizeParameters): JobWork;
}

/**
 * One large request at a time over `framed` stdin and stdout; its step has `elapsed` instead of
 * rates.
 */
export interface JobWorkload extends WorkloadIdentity {
  readonly shape: "job";
  readonly scenarios: readonly JobScenario[];
  readonly sizes: Readonly<Record<Size, InputSettings>>;
  readonly wanted: readonly WantedVariant[];
}

/** A piece of code that the contender has under this name. */
export interface KernelScenario extends Scenario {
  readonly kernel: string;
  /** What the reply's `digest` must be. */
  answerDigest(parameters: SizeParameters): string;
}

/**
 * Nanosecond code that must run inside its own process's micro-harness; the contender measures
 * itself. Over `framed`: JSON `{ kernel, parameters }` is asked, `{ digest, samples: [{ ops,
 * elapsedNs }] }` answered, or `{ error }`.
 */
export interface KernelWorkload extends WorkloadIdentity {
  readonly shape: "kernel";
  readonly scenarios: readonly KernelScenario[];
  readonly sizes: Readonly<Record<Size, InputSettings>>;
  readonly wanted: readonly WantedVariant[];
}

export type Workload = ServiceWorkload | JobWorkload | KernelWorkload;
