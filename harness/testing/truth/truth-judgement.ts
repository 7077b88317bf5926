// Whether a tool's figure is the truth: the bounds, what the host did to the truth itself, and what
// the repetitions of a case come to.
//
// Its own file because it is the same rule for the lab and for every other tool. Truths are made in
// own-repetition.ts and tool-truth.ts.

import { rankOf } from "#histogram/bucketed.ts";
import type { TruthProtocol, TruthQuantile, TruthRepetition, TruthRow } from "#model/self-test.ts";
import { NS_PER_MS, NS_PER_US } from "#model/units.ts";
import { QUANTILE_RANKS, type TruthSample } from "./truth-sample.ts";

/** A figure is right within this share of the truth; a maximum is one request, and has more. */
const BOUND_SHARE = 0.02;
/** The way there and back only adds: below the truth there is no more room than a loop's turn. */
const BELOW_NS = 5 * NS_PER_US;
const MAX_BOUND_SHARE = 0.05;
const MAX_BOUND_NS = NS_PER_MS;
/**
 * Where the host moved the truth by half of the bound, the repetition says too little about the
 * tool: 1 % of a quantile.
 */
const HOST_SHARE_OF_BOUND = 0.5;
/** Of the repetitions that count, so many must be within: four of five. */
export const WITHIN_SHARE = 0.8;

export interface Truths {
  /** From the drawn service times. */
  readonly drawn: TruthSample;
  /** From the server's own starts and ends. */
  readonly happened: TruthSample;
}

/** What a tool said of a repetition. */
export interface Reported {
  /** Null where it gives none. */
  readonly quantileNs: (quantile: TruthQuantile) => number | null;
  /** Requests behind the figures that were answered; null where the tool does not tell. */
  readonly replied: number | null;
}

/**
 * Whether the repetition counts. `host`: the host moved the truth itself. `unfit`: the tool says
 * that it did not keep its plan. Both are to be repeated. `unsupported`: the quantile hangs on too
 * few requests, and the tool rightly gives none.
 */
export type Counting = "counted" | "host" | "unfit" | "unsupported";

export interface JudgedRepetition {
  readonly counting: Counting;
  readonly repetition: TruthRepetition;
}

/** @param floorP99Ns p99 of the response without service time: what cannot be told apart. */
export function judgeQuantile(
  quantile: TruthQuantile,
  truths: Truths,
  reported: Reported,
  floorP99Ns: number,
): JudgedRepetition {
  const drawnNs = truths.drawn.quantileNs(quantile);
  const truthNs = truths.happened.quantileNs(quantile);
  const reportedNs = reported.quantileNs(quantile);
  const isCensored = reportedNs === null && isCensoredIn(quantile, truths.happened, reported);
  const figures = { drawnNs, truthNs, reportedNs, hostShare: hostShareOf(drawnNs, truthNs) };
  const errorPct =
    truthNs === null || reportedNs === null ? null : (100 * (reportedNs - truthNs)) / truthNs;
  const boundNs = truthNs === null ? 0 : boundOf(quantile, truthNs, floorP99Ns);
  const within =
    truthNs === null
      ? isCensored && agreesOnReplied(truths.happened, reported)
      : reportedNs !== null && isWithin(quantile, reportedNs, { truthNs, boundNs });
  const isMissing = reportedNs === null && !isCensored && !truths.happened.supports(quantile);
  const counting = isMissing ? "unsupported" : isHosts(figures, boundNs) ? "host" : "counted";
  const repetition = { ...figures, errorPct, within };
  return {
    counting,
    repetition: counting === "host" ? { ...repetition, label: "host" } : repetition,
  };
}

function boundOf(quantile: TruthQuantile, truthNs: number, floorP99Ns: number): number {
  return quantile === "max" ? maxBoundNs(truthNs) : Math.max(BOUND_SHARE * truthNs, floorP99Ns);
}

function isWithin(
  quantile: TruthQuantile,
  reportedNs: number,
  { truthNs, boundNs }: { readonly truthNs: number; readonly boundNs: number },
): boolean {
  const belowNs = quantile === "max" ? boundNs : Math.max(BOUND_SHARE * truthNs, BELOW_NS);
  return reportedNs >= truthNs - belowNs && reportedNs <= truthNs + boundNs;
}

/** How far a maximum may be from the truth. */
export function maxBoundNs(truthNs: number): number {
  return Math.max(MAX_BOUND_SHARE * truthNs, MAX_BOUND_NS);
}

/** Whether the tool's rank falls among its unanswered requests: it says "> x". */
function isCensoredIn(
  quantile: TruthQuantile,
  { count }: TruthSample,
  { replied }: Reported,
): boolean {
  if (replied === null || quantile === "max") return false;
  return rankOf(QUANTILE_RANKS[quantile], count) > replied;
}

/** Whether both have the same share of the requests below "> x". */
function agreesOnReplied({ replied }: TruthSample, reported: Reported): boolean {
  return Math.abs((reported.replied ?? 0) - replied) <= BOUND_SHARE * replied;
}

/** (truth − drawn) ÷ drawn; 1 where only one of them is "> x". */
function hostShareOf(drawnNs: number | null, truthNs: number | null): number {
  if (drawnNs === null || truthNs === null) return drawnNs === truthNs ? 0 : 1;
  return drawnNs === 0 ? 0 : (truthNs - drawnNs) / drawnNs;
}

function isHosts(
  { drawnNs, truthNs }: Pick<TruthRepetition, "drawnNs" | "truthNs">,
  boundNs: number,
): boolean {
  if (drawnNs === null || truthNs === null) return drawnNs !== truthNs;
  return Math.abs(truthNs - drawnNs) >= HOST_SHARE_OF_BOUND * boundNs;
}

export interface RowIdentity {
  readonly case: string;
  readonly protocol: TruthProtocol;
  readonly tool: string;
  readonly quantile: TruthQuantile;
}

/**
 * The row of a case for one quantile. Where no repetition counts it is not within, and its figures
 * are the first one's. @returns undefined where the quantile was supported in none.
 */
export function truthRow(
  identity: RowIdentity,
  judged: readonly JudgedRepetition[],
): TruthRow | undefined {
  const supported = judged.filter(({ counting }) => counting !== "unsupported");
  const first = supported[0];
  if (first === undefined) return undefined;
  const counted = supported
    .filter(({ counting }) => counting === "counted")
    .map(({ repetition }) => repetition)
    .toSorted((one, other) => (one.errorPct ?? Infinity) - (other.errorPct ?? Infinity));
  const median = counted[Math.floor((counted.length - 1) / 2)] ?? first.repetition;
  const within = counted.filter((repetition) => repetition.within).length;
  return {
    ...identity,
    ...median,
    within: counted.length > 0 && within >= WITHIN_SHARE * counted.length,
    repetitions: supported.map(({ repetition }) => repetition),
  };
}
