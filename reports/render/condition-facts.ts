// What can be said of one condition in a sentence: was the generator fit, were answers wrong, what
// were the ratios and do they rank. Its own file because the page's first screen and the terminal
// must say the same.

import type { Comparison } from "#model/run-record.ts";
import type { Step } from "#model/step.ts";
import { formatCount, formatRatio } from "#render/format.ts";
import { type Condition, type Measurement, variantLabel } from "#render/measurements.ts";

/** Every step of a condition. */
export function stepsOf(condition: Condition): Step[] {
  return condition.measurements.flatMap(({ steps }) => steps.map(({ step }) => step));
}

/** The quantile that the generator loses first. */
const FAR_TAIL = "p99.9";

/** A sentence that is reassuring or not. */
export interface Fact {
  readonly state: "good" | "bad";
  readonly sentence: string;
}

function stepCount(count: number): string {
  return count === 1 ? "1 step" : `${count} steps`;
}

/**
 * In how many steps the generator kept its plan, for the far tail too, and the first cause why not.
 */
export function fitFact(condition: Condition): Fact {
  const steps = stepsOf(condition);
  const unfit = steps.filter(({ generator }) => !generator.fit);
  const fit = steps.length - unfit.length;
  const tail = steps.filter(({ generator }) => generator.fitQuantiles.includes(FAR_TAIL)).length;
  const rest = tail < fit ? ` (for ${FAR_TAIL} in ${tail})` : "";
  const [cause] = unfit.flatMap(({ generator }) => generator.causes);
  const why = cause === undefined ? "" : `: ${cause}`;
  return {
    state: unfit.length === 0 ? "good" : "bad",
    sentence: `generator fit in ${fit} of ${stepCount(steps.length)}${rest}${why}`,
  };
}

/** "noisy-host in 5 of 15 steps" for each label: it limits what the steps support. */
export function labelSentences(condition: Condition): string[] {
  const steps = stepsOf(condition);
  return [...new Set(steps.flatMap(({ labels }) => labels))].map((label) => {
    const count = steps.filter(({ labels }) => labels.includes(label)).length;
    return `${label} in ${count} of ${stepCount(steps.length)}`;
  });
}

/** "wrong answers: 42 by x", or that there were none. */
export function answersFact(condition: Condition): Fact {
  const wrong = condition.measurements.filter((measurement) => wrongAnswers(measurement) > 0);
  if (wrong.length === 0) return { state: "good", sentence: "no wrong answers" };
  const list = wrong.map(
    (one) => `${formatCount(wrongAnswers(one))} by ${variantLabel(one.result)}`,
  );
  return { state: "bad", sentence: `wrong answers: ${list.join(", ")}` };
}

/** Wrong answers of one measurement, all trials together. */
function wrongAnswers(measurement: Measurement): number {
  return measurement.steps.reduce((sum, { step }) => sum + step.mismatched, 0);
}

/** Comparisons made at this scenario and rate, or at none in particular. */
export function comparisonsOf(condition: Condition): Comparison[] {
  return condition.workload.comparisons.filter(
    ({ scenario, at }) =>
      scenario === condition.scenario &&
      (at === undefined || at.offeredPerS === condition.offeredPerS),
  );
}

/** The comparisons of one contender variant with one other. */
export interface Pairing {
  readonly contender: string;
  readonly against: string;
  readonly comparisons: readonly Comparison[];
}

/** The pairings in which the reference is the one that is compared. */
export function referencePairings(condition: Condition): Pairing[] {
  const references = condition.workload.contenders
    .filter(({ role }) => role === "reference")
    .map(({ id }) => id);
  return pairingsOf(
    comparisonsOf(condition).filter(({ contender }) => references.includes(contender)),
  );
}

/** Comparisons by who is compared with whom, in the record's order. */
export function pairingsOf(comparisons: readonly Comparison[]): Pairing[] {
  const byPair = Map.groupBy(comparisons, (one) =>
    [one.contender, one.variant, one.against, one.againstVariant].join("\n"),
  );
  return [...byPair.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return {
      contender: variantLabel({ id: first.contender, variant: first.variant }),
      against: variantLabel({ id: first.against, variant: first.againstVariant }),
      comparisons: group,
    };
  });
}

/** Whether a ratio may be read as a ranking, and what else the record says of it. */
export function rankingText({ ranked, trials, reason }: Comparison): string {
  if (!ranked) return reason ?? `not ranked: ${trials} trials`;
  return [`ranked, ${trials} trials`, ...(reason === undefined ? [] : [reason])].join("; ");
}

/** The same without what was left out and why. */
export function shortRankingText(comparison: Comparison): string {
  return rankingText(comparison).split("; ")[0] ?? "";
}

/** How far a ratio may be from 1 and still print as ×1.00. */
const PARITY = 0.005;

/** "2.73 times better than x": a ratio below 1 is turned round, so that the number is above 1. */
export function ratioInWords(ratio: number, against: string): string {
  if (Math.abs(ratio - 1) < PARITY) return `on a par with ${against}`;
  const better = ratio > 1;
  const times = formatRatio(better ? ratio : 1 / ratio).slice(1);
  return `${times} times ${better ? "better" : "worse"} than ${against}`;
}

/** What all rankings of a group have in common, in one phrase. */
export function rankingSummary(comparisons: readonly Comparison[]): string {
  const texts = new Set(comparisons.filter((one) => one.ratio !== undefined).map(shortRankingText));
  const [only] = texts;
  if (texts.size === 0) return "no ratio";
  if (texts.size === 1 && only !== undefined) return only;
  const ranked = comparisons.filter((one) => one.ranked).length;
  return `${ranked} of ${comparisons.length} ranked`;
}
