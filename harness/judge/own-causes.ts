// What kept the generator from its plan, by name, for one quantile of one step. Its own file
// because that a quantile is unfit, generator-verdict.ts decides; who is to blame is another
// question, and the answer has to hold for people who act on it:
//
//   competition     others ran on our core          generator-gc    our garbage collector
//   quota           a limit on our CPU time         churn           opening and closing connections
//   saturated       the rate itself                 lag             none of these
//   receive-buffer  replies dropped at our sockets  host            replies that came in a pause,
//                                                                   gaps too short for one
//
// An obstacle is weighed as a share of the step against the share of requests above the quantile.

import { PAUSE_CAUSES, type PauseCause, type QuantileName, type StepOutcome } from "#model/step.ts";
import { NS_PER_S } from "#model/units.ts";
import { duration, percent } from "./figures.ts";
import { quantileOf } from "./response-metrics.ts";

/** A quantile, and the share of requests above it. */
export interface Tail {
  readonly name: QuantileName;
  readonly share: number;
}

/** A lag, and what it may be; null: not known. */
export interface Lag {
  readonly lagNs: number | null;
  readonly limitNs: number;
}

/** Causes of pauses that stay in the samples: they are the lab's to explain. */
const OWN_PAUSES = PAUSE_CAUSES.filter((cause) => cause !== "host");
/**
 * An obstacle that takes less of the step than this part of the tail does not explain the tail, nor
 * does one beside another that takes so much more.
 */
const EXPLAINS_SHARE = 0.3;
/**
 * Catching up with an obstacle takes it times busy share ÷ idle share of the loop: at most twice as
 * long up to two thirds of the rate that the loop can send. What it is behind beyond is the rate's.
 */
const CATCH_UP_FACTOR = 2;
/**
 * Ends of an interval that differ by more are two answers: as read, a quantile may be too high by
 * all of it. At 5 %, p99.9 of slow replies was 3 % too high and called fit (pause-rule.test.ts).
 */
const INTERVAL_MAX = 0.02;

/**
 * How far a quantile may be from the one without the requests beside our own pauses: beyond, these
 * pauses made it. A pause spoils the requests that fall due in it and the replies that wait in it,
 * so that its share of the time says too little: one quarter of the time in waits for the core made
 * a p50 of 0.1 ms one of 0.7 ms.
 */
const OWN_PAUSES_MAX = 0.05;
/** Where more than this lies beside them and the rest supports no quantile, they made all of it. */
const LEFT_OUT_MAX = 0.25;

/** Each reply that we dropped ranks above the quantile: a tenth of its tail moves it too far. */
const DROPPED_PART_MAX = 0.1;

type Obstacle = PauseCause | "churn" | "saturated";

interface Weighed {
  readonly obstacle: Obstacle;
  /** Of the step's planned time. */
  readonly share: number;
}

/** Share of the step in pauses that are not the host's. */
export function ownPausedShare(outcome: StepOutcome): number {
  return OWN_PAUSES.reduce((sum, cause) => sum + pausedShare(outcome, cause), 0);
}

/** A sentence for everything that spoils the quantile; none where nothing does. */
export function ownCauses(outcome: StepOutcome, tail: Tail, lag: Lag): string[] {
  return [
    ...planCauses(outcome, tail, lag),
    ...droppedCauses(outcome, tail),
    ...intervalCauses(outcome, tail),
  ];
}

/** Why the plan was not kept: the lag is too long, or obstacles took more than the tail's share. */
function planCauses(outcome: StepOutcome, tail: Tail, lag: Lag): string[] {
  const { lagNs, limitNs } = lag;
  if (lagNs === null) return [`lag: ${tail.name} is not known`];
  const isLate = lagNs > limitNs;
  const shares = obstacleShares(outcome);
  const churn = shareOf(outcome, outcome.obstacles.connectingNs);
  const isMade = isMadeByOwnPauses(outcome, tail);
  const takesTail = ownPausedShare(outcome) > tail.share || churn > tail.share;
  if (!isLate && !isMade && !takesTail) return [];
  const strongest = Math.max(...shares.map(({ share }) => share));
  const least = EXPLAINS_SHARE * (isMade ? strongest : Math.max(tail.share, strongest));
  const named = shares.filter(({ share }) => share >= least);
  const late = `${tail.name} is ${duration(lagNs)} (limit ${duration(limitNs)})`;
  if (named.length === 0) return [`lag: ${late}`];
  return named.map(({ obstacle, share }) => {
    const did = `${DID[obstacle]} ${percent(share)} of the step`;
    if (isLate) return `${obstacle}: lag ${late}; ${did}`;
    if (isMade) return `${obstacle}: ${did} and made ${tail.name} what it is`;
    return `${obstacle}: ${did} (limit of ${tail.name} ${percent(tail.share)})`;
  });
}

/** Whether the quantile would be another without the requests beside the lab's own pauses. */
function isMadeByOwnPauses(
  { undisturbed, apartFromOwnPauses: { leftOut, response } }: StepOutcome,
  { name }: Tail,
): boolean {
  if (leftOut === 0) return false;
  const [withNs, withoutNs] = [quantileOf(undisturbed.response, name), quantileOf(response, name)];
  if (withNs === null) return false;
  if (withoutNs === null) return leftOut > LEFT_OUT_MAX * undisturbed.response.count;
  return Math.abs(withNs - withoutNs) > OWN_PAUSES_MAX * withoutNs;
}

const DID: Readonly<Record<Obstacle, string>> = {
  competition: "waits for the core took",
  "generator-gc": "collections took",
  quota: "a limit on CPU time took",
  churn: "opening and closing connections took",
  saturated: "more was due than a turn sends for",
  host: "the core was gone, too shortly for a pause, for",
};

function obstacleShares(outcome: StepOutcome): Weighed[] {
  const { waitedNs, collectedNs, connectingNs, behindNs, jitterNs } = outcome.obstacles;
  // Pauses are in the totals beside them too, where these are known: the larger figure holds both.
  const most = (cause: PauseCause, ns: number): number =>
    Math.max(pausedShare(outcome, cause), shareOf(outcome, ns));
  const others: Weighed[] = [
    { obstacle: "competition", share: most("competition", waitedNs) },
    { obstacle: "generator-gc", share: most("generator-gc", collectedNs) },
    { obstacle: "quota", share: pausedShare(outcome, "quota") },
    { obstacle: "churn", share: shareOf(outcome, connectingNs) },
    // What others and our collector took in short is theirs.
    { obstacle: "host", share: shareOf(outcome, Math.max(0, jitterNs - waitedNs - collectedNs)) },
  ];
  const sum = others.reduce((total, { share }) => total + share, 0);
  const behind = shareOf(outcome, behindNs);
  return [...others, { obstacle: "saturated", share: behind > CATCH_UP_FACTOR * sum ? behind : 0 }];
}

/** A loop that cannot keep up is still at it when the step is over. */
function shareOf({ durationS }: StepOutcome, ns: number): number {
  return Math.min(1, ns / (durationS * NS_PER_S));
}

/**
 * The timeline lists a limited number of pauses; causes share the total as they share the listed
 * time.
 */
function pausedShare(outcome: StepOutcome, cause: PauseCause): number {
  const { timeline, own } = outcome;
  const listedMs = sumMs(timeline.pauses);
  if (listedMs === 0) return 0;
  const causedMs = sumMs(timeline.pauses.filter(([, , each]) => each === cause));
  return (causedMs / listedMs) * (own.pausedNs / (outcome.durationS * NS_PER_S));
}

function sumMs(pauses: StepOutcome["timeline"]["pauses"]): number {
  return pauses.reduce((sum, [, lengthMs]) => sum + lengthMs, 0);
}

/** What never reached us is no unanswered request of the contender's. */
function droppedCauses({ obstacles, owed }: StepOutcome, tail: Tail): string[] {
  const { droppedDatagrams } = obstacles;
  const share = owed === 0 ? 0 : droppedDatagrams / owed;
  const limit = DROPPED_PART_MAX * tail.share;
  if (share <= limit) return [];
  return [
    `receive-buffer: ${droppedDatagrams} of ${owed} replies were dropped at the generator's sockets (limit of ${tail.name} ${percent(limit)})`,
  ];
}

/** Replies read behind a host pause: both ends of when they came must give one quantile. */
function intervalCauses(outcome: StepOutcome, { name }: Tail): string[] {
  const { replies, response } = outcome.earliest;
  const latestNs = quantileOf(outcome.undisturbed.response, name);
  const earliestNs = quantileOf(response, name);
  if (replies === 0 || latestNs === null || earliestNs === null) return [];
  if (latestNs <= (1 + INTERVAL_MAX) * earliestNs) return [];
  const between = `${duration(earliestNs)} and ${duration(latestNs)}`;
  return [
    `host: ${name} lies between ${between}, for ${replies} replies came while the generator was paused`,
  ];
}
