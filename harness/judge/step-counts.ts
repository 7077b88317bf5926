// Counts that several judgements must count alike. Its own file because a rule that is written
// twice is two rules.

import type { RequestCounts, StepOutcome } from "#model/step.ts";
import { NS_PER_S } from "#model/units.ts";

/** A rate is achieved if at least this share of what was due came back in time. */
export const ACHIEVED_MIN = 0.99;
/**
 * Replies that take longer than this share of the step on average leave nothing to call sustained:
 * a queue that grows from nothing at twice the rate it can serve looks alike from a half on.
 */
const UNDER_WAY_SHARE_MAX = 0.4;
/** Standard deviations that a count of random arrivals may be off. */
const SCATTER = 3;

type Counts = Pick<
  StepOutcome,
  "achievedPerS" | "all" | "durationS" | "mismatched" | "owed" | "planned" | "replied" | "sent"
>;

/** Requests that owed a reply, sent or withheld: silent ones owe none. */
export function dueCount({
  planned,
  sent,
  owed,
}: Pick<RequestCounts, "planned" | "sent" | "owed">): number {
  return planned - (sent - owed);
}

/**
 * Whether so little came back within the step that the contender cannot sustain the rate: more than
 * 1 % of what was due is missing, leaving aside replies behind the end as far as they are no more
 * than are under way at any moment (Little's law), and wrong ones, which are told as such.
 */
export function isOverloaded(step: Counts): boolean {
  const due = dueCount(step);
  const inTime = step.achievedPerS * step.durationS + step.mismatched;
  const meanS = (step.all.response.meanNs ?? 0) / NS_PER_S;
  const underWay = due * Math.min(meanS / step.durationS, UNDER_WAY_SHARE_MAX);
  const cameLate = Math.max(0, step.replied - inTime);
  const missing = due - inTime - Math.min(cameLate, underWay);
  const scatter = Math.min(cameLate, SCATTER * Math.sqrt(underWay));
  return missing > Math.max((1 - ACHIEVED_MIN) * due, scatter);
}
