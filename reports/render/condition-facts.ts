// What can be said of one condition in a sentence: was the generator fit, were answers wrong, what
// were the ratios and do they rank. Its own file because the page's first screen and the terminal
// must say the same.

import type { Comparison } from "#model/run-record.ts";
import type { Step } from "#model/step.ts";
import { boldVariants } from "#render/emphasis.ts";
import { formatCount, formatRatio } from "#render/format.ts";
import { type Condition, type Measurement, variantLabel } from "#render/measurements.ts";
import { shortened } from "#render/reason-text.ts";

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

/** Comparisons made at this scenario and rate; those at no rate stand at the chief one. */
export function comparisonsOf(condition: Condition): Comparison[] {
  return condition.workload.comparisons.filter(
    ({ scenario, at }) =>
      scenario === condition.scenario &&
      (at === undefined ? condition.chief : at.offeredPerS === condition.offeredPerS),
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

/** Pairings of the bold contender variants; all of them where there are few. */
export function boldPairings(condition: Condition, pairings: readonly Pairing[]): Pairing[] {
  const bold = boldVariants(condition);
  return pairings.filter(({ contender, against }) => bold.has(contender) && bold.has(against));
}

/** Longer, and the reason buries what it explains; the record has the whole. */
const REASON_CHARS_MAX = 200;

/** Whether a ratio may be read as a ranking, and what else the record says of it. */
export function rankingText(comparison: Comparison): string {
  const { ranked, reason } = comparison;
  const rest = ranked ? reason : reason?.split("; ").slice(1).join("; ");
  const said = rest === undefined || rest === "" ? "" : `; ${rest}`;
  return shortened(standing(comparison) + said, REASON_CHARS_MAX);
}

function trialCount(trials: number): string {
  return trials === 1 ? "1 trial" : `${trials} trials`;
}

const COUNT_ALONE = /^\d+ trials?$/;

/** Ranked or not, by how many trials: never more than the ratio rests on. */
export function standing({ ranked, trials, reason }: Comparison): string {
  if (ranked) return `ranked, ${trialCount(trials)}`;
  const [first = ""] = (reason ?? "").replace(/^not ranked: /, "").split("; ");
  const why = first === "" || COUNT_ALONE.test(first) ? "" : `, ${first}`;
  return `not ranked: ${trialCount(trials)}${why}`;
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
  const named = comparisons.filter(({ ratio }) => ratio !== undefined);
  const texts = new Set(named.map(standing));
  const [only] = texts;
  if (only === undefined) return "no ratio";
  if (texts.size === 1) return only;
  const trials = named.map((one) => one.trials);
  const [least, most] = [Math.min(...trials), Math.max(...trials)];
  const count = least === most ? trialCount(most) : `${least} to ${trialCount(most)}`;
  return `${named.filter(({ ranked }) => ranked).length} of ${named.length} ranked, ${count}`;
}

/** Figures with their standing: "a, b (ranked, 3 trials); c (not ranked: 1 trial)". */
export function byStanding(
  figures: readonly { readonly text: string; readonly comparison: Comparison }[],
): string {
  const groups = Map.groupBy(figures, ({ comparison }) => standing(comparison));
  const list = new Intl.ListFormat("en-GB");
  return [...groups]
    .map(([said, group]) => `${list.format(group.map(({ text }) => text))} (${said})`)
    .join("; ");
}
