// Whether the generator kept its plan: for the step as a whole, and per quantile. Its own file because a load
// generator that cannot say "that was me" charges its own faults to the contender. Requests that were withheld are
// left out: the contender or the in-flight limit caused them, and step-validity.ts labels them.

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
/** Pauses of our own making stay in the samples; from 1 % of the time on they can be the p99. */
const OWN_PAUSES_MAX = 0.01;
const OWN_CAUSES: readonly PauseCause[] = ["competition", "generator-gc"];
/** Below both, lag cannot be told from the response time's own scatter: a turn of the loop, a tenth of the figure. */
const LAG_FLOOR_NS = 5 * NS_PER_US;
const LAG_SHARE = 0.1;
/** A step is unfit without these; p90 lies between them, and p99.9 may be missing where the host is not calm enough. */
const NEEDED: readonly QuantileName[] = ["p50", "p99"];

type QuantileFit = "fit" | "unsupported" | { readonly unfit: string };

/** The verdict; `causes` has a sentence for every broken rule, those on p90 and p99.9 included. */
export function generatorVerdict(outcome: StepOutcome): GeneratorVerdict {
  const wholeStep = wholeStepCauses(outcome);
  const fits = QUANTILE_NAMES.map((name) => ({ name, fit: quantileFit(outcome, name) }));
  const unfit = fits.flatMap(({ name, fit }) =>
    typeof fit === "object" ? [{ name, cause: fit.unfit }] : [],
  );
  return {
    ...outcome.own,
    fit: wholeStep.length === 0 && !unfit.some(({ name }) => NEEDED.includes(name)),
    fitQuantiles: fits.filter(({ fit }) => fit === "fit").map(({ name }) => name),
    causes: [...wholeStep, ...unfit.map(({ cause }) => cause)],
  };
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
  for (const cause of OWN_CAUSES) {
    const share = pausedShare(outcome, cause);
    if (share <= OWN_PAUSES_MAX) continue;
    causes.push(
      `${cause}: pauses took ${percent(share)} of the step (limit ${percent(OWN_PAUSES_MAX)})`,
    );
  }
  return causes;
}

/** The timeline lists a limited number of pauses; causes share the total as they share the listed time. */
function pausedShare({ timeline, own, durationS }: StepOutcome, cause: PauseCause): number {
  const sumMs = (pauses: typeof timeline.pauses) =>
    pauses.reduce((sum, [, lengthMs]) => sum + lengthMs, 0);
  const listedMs = sumMs(timeline.pauses);
  if (listedMs === 0) return 0;
  const causedMs = sumMs(timeline.pauses.filter(([, , each]) => each === cause));
  return ((causedMs / listedMs) * own.pausedNs) / (durationS * NS_PER_S);
}

function quantileFit({ undisturbed }: StepOutcome, name: QuantileName): QuantileFit {
  const { response, lag } = undisturbed;
  // A censored response time is longer than the largest recorded one, so that one bounds the allowed lag.
  const answeredNs = quantileOf(response, name);
  const responseNs = answeredNs ?? response.censoredAboveNs;
  const lagNs = quantileOf(lag, name);
  if (responseNs === undefined || (answeredNs === null && lagNs === null)) return "unsupported";
  if (lagNs === null) return { unfit: `lag: ${name} is not known` };
  const limitNs = Math.max(LAG_FLOOR_NS, LAG_SHARE * responseNs);
  if (lagNs <= limitNs) return "fit";
  return { unfit: `lag: ${name} is ${duration(lagNs)} (limit ${duration(limitNs)})` };
}
