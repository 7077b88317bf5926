// Counts that several judgements must count alike. Its own file because a rule that is written
// twice is two rules.

import type { RequestCounts, Step } from "#model/step.ts";
import { NS_PER_S } from "#model/units.ts";

/** Room for the replies that are still on their way when the step ends. */
export const ACHIEVED_MIN = 0.99;
/** Replies that usually take longer than a tenth of the step leave nothing to call sustained. */
const LATE_SHARE_MAX = 0.1;

/** Requests that owed a reply, sent or withheld: silent ones owe none. */
export function dueCount({
  planned,
  sent,
  owed,
}: Pick<RequestCounts, "planned" | "sent" | "owed">): number {
  return planned - (sent - owed);
}

/**
 * Whether so little came back within the step that the contender cannot sustain the rate: less than
 * 99 % of what was due early enough for a usual reply to come before the end.
 */
export function isOverloaded(
  step: Pick<Step, "achievedPerS" | "durationS" | "planned" | "sent" | "owed">,
  p50Ns: number | null,
): boolean {
  const { achievedPerS, durationS } = step;
  const usualS = Math.min((p50Ns ?? 0) / NS_PER_S, durationS * LATE_SHARE_MAX);
  const expected = dueCount(step) * (1 - usualS / durationS);
  return achievedPerS * durationS < ACHIEVED_MIN * expected;
}
