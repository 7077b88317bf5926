// What one step of a load run is worth: one word, and the sentence that goes with it. Its own file
// because a run of several rates says it of each.

import { IN_FLIGHT_LIMIT, OVERLOADED } from "#judge/labels.ts";
import { NS_PER_S } from "#model/units.ts";
import { formatCount, formatPerS, formatSeconds, formatShare } from "#render/format.ts";
import type { LoadSettings } from "./load-options.ts";
import { type LoadStep, refusalText } from "./load-step.ts";

/** Worst first: the order in which a run of several rates is judged. */
export const FINDINGS = [
  "wrong",
  "no result",
  "invalid",
  "overloaded",
  "unclear",
  "valid",
] as const;

export interface Finding {
  readonly word: (typeof FINDINGS)[number];
  readonly sentence: string;
}

export type Limits = Pick<LoadSettings, "connections" | "pipelining">;

/**
 * What is missing of a rate is 1 % and more. While the generator paused it could neither send nor
 * read, so from a few per cent on it may be what was missing.
 */
const PAUSED_SHARE_MAX = 0.03;

export function findingOf(step: LoadStep, limits: Limits): Finding {
  const { mismatched, replied, valid, labels } = step;
  if (mismatched > 0) {
    const sentence = `${formatCount(mismatched)} of ${formatCount(replied)} replies were not as expected (first: ${step.firstMismatch ?? ""}); the times above are theirs too`;
    return { word: "wrong", sentence };
  }
  if (replied === 0) return { word: "no result", sentence: silence(step) };
  if (!valid) {
    return { word: "invalid", sentence: step.invalidReasons[0]?.split("; ")[0] ?? "" };
  }
  if (labels.includes(OVERLOADED)) return shortfall(step, limits);
  return { word: "valid", sentence: validity(step, limits) };
}

/** Why there was no reply at all. */
function silence(step: LoadStep): string {
  const { owed, sent, failed, unreadable, firstUnreadable = "", connections } = step;
  const { receivedBytes, cutReplies, greeting, refusal } = connections;
  const gone = refusal && refusalText(refusal);
  if (owed === 0 && sent > 0) return "no request owes a reply, so there is no time to measure";
  if (owed === 0) return `no request could be sent: ${gone ?? greetingText(greeting)}`;
  const all = `none of ${formatCount(owed)} requests was answered`;
  if (unreadable > 0) {
    const first = greeting === undefined ? "" : `; ${greetingText(greeting)}`;
    return `${all}; what came was ${firstUnreadable}${first}`;
  }
  if (gone !== undefined) return `${all}; ${gone}`;
  if (cutReplies > 0) return `${all}; the connections were closed in the middle of a reply`;
  if (receivedBytes > 0) {
    return `${all}; ${formatCount(receivedBytes)} bytes came, but no whole reply`;
  }
  if (failed === 0) return `${all}; the connections stayed open and silent`;
  return `${all}; the connections were closed before a reply`;
}

function greetingText(greeting: string | undefined): string {
  return greeting === undefined
    ? "no connection stayed open"
    : `the target sent "${greeting}" before it was asked`;
}

/** The target answered less than was offered. */
function shortfall(step: LoadStep, limits: Limits): Finding {
  const { achievedPerS, drawnPerS, durationS, generator } = step;
  const share = `${formatPerS(achievedPerS)} of ${formatPerS(drawnPerS)} offered was achieved`;
  const told = [share, ...withholding(step, limits)].join("; ");
  const pausedShare = generator.pausedNs / NS_PER_S / durationS;
  if (pausedShare > PAUSED_SHARE_MAX) {
    const sentence = `not known whether target or generator, whose pauses took ${formatShare(pausedShare)} of the step: ${told}`;
    return { word: "unclear", sentence };
  }
  const endless =
    step.withheld + step.failed + step.unanswered > 0
      ? "; what was not answered counts as endless"
      : "";
  return {
    word: "overloaded",
    sentence: `the target did not keep up: ${told}${endless}`,
  };
}

/** Why requests were not sent; nothing where all were. */
function withholding({ labels, withheld, connections }: LoadStep, limits: Limits): string[] {
  if (withheld === 0 || !labels.includes(IN_FLIGHT_LIMIT)) return [];
  const count = `${formatCount(withheld)} requests were withheld`;
  const { noneOpenS } = connections;
  if (noneOpenS > 0) return [`${count}: no connection was open for ${formatSeconds(noneOpenS)}`];
  const most = formatCount(limits.connections * limits.pipelining);
  return [
    `${count}: ${most} were in flight already; more --connections show if that was the limit`,
  ];
}

function validity(step: LoadStep, limits: Limits): string {
  const { fitQuantiles } = step.generator;
  const quantiles =
    fitQuantiles.length === 0 ? "no quantile: too few requests" : fitQuantiles.join(", ");
  const told = [
    `${formatCount(step.replied)} replies as expected`,
    ...withholding(step, limits),
    `the generator kept its plan for ${quantiles}`,
  ];
  return told.join("; ");
}
