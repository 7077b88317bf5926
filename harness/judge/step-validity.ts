// Whether a step may be used, and the Step that goes into the record. Its own file because these
// rules judge the measurement, not the contender: sums that must agree, errors that must be rare,
// answers that must be right, and a fit generator. Labels of the surroundings (cold, noisy-host)
// are added by whoever knows of them.

import type {
  Bookkeeping,
  ContenderUsage,
  GeneratorVerdict,
  ServicesUsage,
  Step,
  StepOutcome,
  UsageSlices,
} from "#model/step.ts";
import { percent } from "./figures.ts";
import { generatorVerdict } from "./generator-verdict.ts";
import { GENERATOR_UNFIT, IN_FLIGHT_LIMIT, NOT_STEADY, OVERLOADED } from "./labels.ts";
import { isOverloaded } from "./step-counts.ts";
import { isSteady } from "./steadiness.ts";

/**
 * The two sums are of the same clock readings; only float rounding and requests lost from one may
 * differ.
 */
const BOOKKEEPING_TOLERANCE = 0.001;
/** Samples of in-flight scatter, hence a tolerance or 3 standard errors, whichever is more. */
const LITTLE_TOLERANCE = 0.05;
const LITTLE_ERRORS = 3;
const SAMPLES_PER_S = 1_000;
/** Above this share the quantiles describe another service than the one that was asked for. */
const ERRORS_MAX = 0.01;

/** What drive knows of a step: what the contender used, and what the step is for. */
export interface StepReading {
  readonly usage: ContenderUsage;
  /** See Step. */
  readonly gridPosition: number | null;
  readonly usageTimeline: UsageSlices;
  /** Left out where the workload has no backing services. */
  readonly services?: ServicesUsage;
}

/** Puts together what the generator saw, what the contender used and what both are worth. */
export function judgeStep(outcome: StepOutcome, reading: StepReading): Step {
  const { undisturbed, own: _own, earliest: _earliest, obstacles: _obstacles, ...rest } = outcome;
  const { disturbedWindows: _windows, apartFromOwnPauses: _apart, ...seen } = rest;
  const generator = generatorVerdict(outcome);
  const invalidReasons = invalidReasonsOf(outcome, generator);
  const timeline = { ...seen.timeline, ...reading.usageTimeline };
  return {
    gridPosition: reading.gridPosition,
    ...seen,
    ...undisturbed,
    generator,
    timeline,
    contender: reading.usage,
    ...(reading.services === undefined ? {} : { services: reading.services }),
    labels: [...labelsOf(outcome), ...(isSteady(timeline, outcome.durationS) ? [] : [NOT_STEADY])],
    valid: invalidReasons.length === 0,
    invalidReasons,
  };
}

function invalidReasonsOf(outcome: StepOutcome, generator: GeneratorVerdict): string[] {
  const { bookkeeping, durationS, mismatched, failed, unanswered, owed } = outcome;
  const reasons = [
    ...countReasons(outcome),
    ...sumReasons(bookkeeping),
    ...littleReasons(bookkeeping, durationS),
  ];
  const errors = failed + unanswered;
  if (errors > ERRORS_MAX * owed) {
    reasons.push(
      `errors: ${failed} failed and ${unanswered} unanswered of ${owed} (limit ${percent(ERRORS_MAX)})`,
    );
  }
  if (mismatched > 0) reasons.push(`answers: ${mismatched} wrong`);
  if (!generator.fit) reasons.push(`${GENERATOR_UNFIT}: ${generator.causes.join("; ")}`);
  return reasons;
}

function countReasons(outcome: StepOutcome): string[] {
  const { planned, sent, withheld, owed, replied, failed, unanswered, mismatched } = outcome;
  const reasons: string[] = [];
  if (planned !== sent + withheld) {
    reasons.push(`bookkeeping: planned ${planned} is not sent ${sent} + withheld ${withheld}`);
  }
  if (owed !== replied + failed + unanswered) {
    reasons.push(
      `bookkeeping: owed ${owed} is not replied ${replied} + failed ${failed} + unanswered ${unanswered}`,
    );
  }
  if (owed > sent) reasons.push(`bookkeeping: owed ${owed} is more than sent ${sent}`);
  if (mismatched > replied) {
    reasons.push(`bookkeeping: mismatched ${mismatched} is more than replied ${replied}`);
  }
  return reasons;
}

function sumReasons({ inFlightNs, timeInSystemNs }: Bookkeeping): string[] {
  const apart = Math.abs(inFlightNs - timeInSystemNs);
  const share = apart / Math.max(inFlightNs, timeInSystemNs);
  if (apart === 0 || share <= BOOKKEEPING_TOLERANCE) return [];
  return [
    `bookkeeping: requests in flight over time and their times differ by ${percent(share)} (limit ${percent(BOOKKEEPING_TOLERANCE)})`,
  ];
}

/** Little, Operations Research 9 (1961): mean number in flight = rate × mean time in flight. */
function littleReasons(bookkeeping: Bookkeeping, durationS: number): string[] {
  const { inFlightMean, littleMean, inFlightStandardError } = bookkeeping;
  // Rare requests are seen by a handful of samples, whose measured scatter may be 0; a Poisson
  // count's is the least.
  const poissonError = Math.sqrt(littleMean / (durationS * SAMPLES_PER_S));
  const limit = Math.max(
    LITTLE_TOLERANCE * littleMean,
    LITTLE_ERRORS * Math.max(inFlightStandardError, poissonError),
  );
  if (Math.abs(inFlightMean - littleMean) <= limit) return [];
  const [seen, wanted, apart] = [inFlightMean, littleMean, limit].map((each) =>
    each.toPrecision(3),
  );
  return [`Little's law: ${seen} in flight were sampled, ${wanted} ± ${apart} expected`];
}

function labelsOf(outcome: StepOutcome): string[] {
  const labels: string[] = [];
  if (isOverloaded(outcome)) labels.push(OVERLOADED);
  if (outcome.own.withheldOutsidePauses > 0) labels.push(IN_FLIGHT_LIMIT);
  return labels;
}
