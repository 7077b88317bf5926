// Whether the generator kept its plan: for the step as a whole, and per quantile. Its own file
// because a load generator that cannot say "that was me" charges its own faults to the contender.
// Requests that were withheld are left out: the contender or the in-flight limit caused them, and
// step-validity.ts labels them.

import {
  type GeneratorVerdict,
  type PauseCause,
  QUANTILE_NAMES,
  type QuantileName,
  type StepOutcome,
} from "#model/step.ts";
import { NS_PER_MS, NS_PER_S, NS_PER_US } from "#model/units.ts";
import { duration, percent } from "./figures.ts";
import { quantileOf } from "./response-metrics.ts";

/** Above this share, what is left is the calm part of the step and no longer the step. */
const DISTURBED_MAX = 0.25;
/** A pause so long leaves its backlog to more requests than its look-ahead covers. */
const PAUSE_MAX_NS = 200 * NS_PER_MS;
/**
 * Pauses of our own making stay in the samples: one that takes 2 % of the time can be the p99,
 * never the p90.
 */
const OWN_CAUSES: readonly PauseCause[] = ["competition", "generator-gc"];
/**
 * Below both, lag cannot be told from the response time's own scatter: a turn of the loop, a tenth
 * of the figure.
 */
const LAG_FLOOR_NS = 5 * NS_PER_US;
const LAG_SHARE = 0.1;
/**
 * A step whose median cannot be trusted is unfit; each other quantile stands or falls by itself.
 */
const NEEDED: QuantileName = "p50";
export const RANKS: Readonly<Record<QuantileName, number>> = {
  p50: 0.5,
  p90: 0.9,
  p99: 0.99,
  "p99.9": 0.999,
};

type QuantileFit = "fit" | "unsupported" | { readonly unfit: readonly string[] };

/**
 * The verdict; `causes` has a sentence for every broken rule, those on single quantiles included.
 */
export function generatorVerdict(outcome: StepOutcome): GeneratorVerdict {
  const wholeStep = wholeStepCauses(outcome);
  const fits = QUANTILE_NAMES.map((name) => ({ name, fit: quantileFit(outcome, name) }));
  const unfit = fits.flatMap(({ name, fit }) =>
    typeof fit === "object" ? [{ name, causes: fit.unfit }] : [],
  );
  return {
    ...outcome.own,
    ownPausedShare: OWN_CAUSES.reduce((sum, cause) => sum + pausedShare(outcome, cause), 0),
    fit: wholeStep.length === 0 && !unfit.some(({ name }) => name === NEEDED),
    fitQuantiles: fits.filter(({ fit }) => fit === "fit").map(({ name }) => name),
    causes: [...wholeStep, ...new Set(unfit.flatMap(({ causes }) => causes))],
  };
}

/** What a lag may be beside a response time. */
export function lagLimitNs(responseNs: number): number {
  return Math.max(LAG_FLOOR_NS, LAG_SHARE * responseNs);
}

/** Whether so little of the step was disturbed that what is left stands for it. */
export function isWholeStepFit({
  disturbedShare,
  pauseNsMax,
}: Pick<GeneratorVerdict, "disturbedShare" | "pauseNsMax">): boolean {
  return disturbedShare <= DISTURBED_MAX && pauseNsMax <= PAUSE_MAX_NS;
}

function wholeStepCauses(outcome: StepOutcome): string[] {
  const { disturbedShare, pauseNsMax } = outcome.own;
  const causes: string[] = [];
  if (disturbedShare > DISTURBED_MAX) {
    causes.push(
      `host: ${percent(disturbedShare)} of the requests are disturbed by pauses (limit ${percent(DISTURBED_MAX)})`,
    );
  }
  if (pauseNsMax > PAUSE_MAX_NS) {
    causes.push(`pause: one took ${duration(pauseNsMax)} (limit ${duration(PAUSE_MAX_NS)})`);
  }
  return causes;
}

/**
 * The timeline lists a limited number of pauses; causes share the total as they share the listed
 * time.
 */
function pausedShare({ timeline, own, durationS }: StepOutcome, cause: PauseCause): number {
  const sumMs = (pauses: typeof timeline.pauses) =>
    pauses.reduce((sum, [, lengthMs]) => sum + lengthMs, 0);
  const listedMs = sumMs(timeline.pauses);
  if (listedMs === 0) return 0;
  const causedMs = sumMs(timeline.pauses.filter(([, , each]) => each === cause));
  return ((causedMs / listedMs) * own.pausedNs) / (durationS * NS_PER_S);
}

function quantileFit(outcome: StepOutcome, name: QuantileName): QuantileFit {
  const { response, lag } = outcome.undisturbed;
  // A censored response time is longer than the largest recorded one, so that one bounds the
  // allowed lag.
  const answeredNs = quantileOf(response, name);
  const responseNs = answeredNs ?? response.censoredAboveNs;
  const lagNs = quantileOf(lag, name);
  if (responseNs === undefined || (answeredNs === null && lagNs === null)) return "unsupported";
  const limitNs = lagLimitNs(responseNs);
  const causes = ownPauseCauses(outcome, name);
  if (lagNs === null) causes.push(`lag: ${name} is not known`);
  else if (lagNs > limitNs) {
    causes.push(`lag: ${name} is ${duration(lagNs)} (limit ${duration(limitNs)})`);
  }
  return causes.length === 0 ? "fit" : { unfit: causes };
}

/** Own pauses that together took a larger share of the step than lies above the quantile. */
function ownPauseCauses(outcome: StepOutcome, name: QuantileName): string[] {
  const limit = 1 - RANKS[name];
  const shares = OWN_CAUSES.map((cause) => ({ cause, share: pausedShare(outcome, cause) }));
  const sum = shares.reduce((total, { share }) => total + share, 0);
  if (sum <= limit) return [];
  const causes = shares.filter(({ share }) => share > 0).map(({ cause }) => cause);
  return [
    `${causes.join(" and ")}: pauses took ${percent(sum)} of the step (limit of ${name} ${percent(limit)})`,
  ];
}
