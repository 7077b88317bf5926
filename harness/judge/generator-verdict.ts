// Whether the generator kept its plan: for the step as a whole, and per quantile. Its own file
// because a load generator that cannot say "that was me" charges its own faults to the contender.
// Requests that were withheld are left out: the contender or the in-flight limit caused them, and
// step-validity.ts labels them.

import {
  type GeneratorVerdict,
  type OwnObstacles,
  QUANTILE_NAMES,
  type QuantileName,
  type Quantiles,
  type StepOutcome,
} from "#model/step.ts";
import { NS_PER_MS, NS_PER_US } from "#model/units.ts";
import { duration, percent } from "./figures.ts";
import { ownCauses, ownPausedShare } from "./own-causes.ts";
import { quantileOf } from "./response-metrics.ts";

/** Above this share, what is left is the calm part of the step and no longer the step. */
const DISTURBED_MAX = 0.25;
/** A pause so long leaves its backlog to more requests than its look-ahead covers. */
const PAUSE_MAX_NS = 200 * NS_PER_MS;
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
  const clock = clockCauses(outcome.obstacles);
  const wholeStep = [...clock, ...disturbanceCauses(outcome)];
  const fits = QUANTILE_NAMES.map((name) => ({ name, fit: quantileFit(outcome, name) }));
  const unfit = fits.flatMap(({ name, fit }) =>
    typeof fit === "object" ? [{ name, causes: fit.unfit }] : [],
  );
  // No figure is worth anything that a broken clock timed.
  const fitNames = clock.length > 0 ? [] : fits.filter(({ fit }) => fit === "fit");
  return {
    ...outcome.own,
    ownPausedShare: ownPausedShare(outcome),
    fit: wholeStep.length === 0 && !unfit.some(({ name }) => name === NEEDED),
    fitQuantiles: fitNames.map(({ name }) => name),
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

function disturbanceCauses(outcome: StepOutcome): string[] {
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

function clockCauses({ clockBackNs, clockStops }: OwnObstacles): string[] {
  return [
    ...(clockBackNs > 0 ? [`clock: it went back by ${duration(clockBackNs)}`] : []),
    ...(clockStops > 0 ? [`clock: it stood still while it was read, ${clockStops} times`] : []),
  ];
}

function quantileFit(outcome: StepOutcome, name: QuantileName): QuantileFit {
  const { response, lag } = outcome.undisturbed;
  const lagNs = quantileOf(lag, name);
  const responseNs = longestNs(response, name, lagNs);
  if (responseNs === undefined) return "unsupported";
  const tail = { name, share: 1 - RANKS[name] };
  const causes = ownCauses(outcome, tail, { lagNs, limitNs: lagLimitNs(responseNs) });
  return causes.length === 0 ? "fit" : { unfit: causes };
}

/** The response time that allows the most lag; undefined where it says nothing of the quantile. */
function longestNs(
  response: Quantiles,
  name: QuantileName,
  lagNs: number | null,
): number | undefined {
  const answeredNs = quantileOf(response, name);
  if (answeredNs !== null) return answeredNs;
  // A censored response time is longer than the largest recorded one, so that one bounds the
  // allowed lag.
  const { censoredAboveNs, maxNs } = response;
  if (lagNs !== null && censoredAboveNs !== undefined) return censoredAboveNs;
  // A backlog that grows to the end has its tail in one moment: of its response times no quantile
  // is known, of its lag they are, and none is longer than this.
  return lagNs !== null && maxNs !== null && lagNs > lagLimitNs(maxNs) ? maxNs : undefined;
}
