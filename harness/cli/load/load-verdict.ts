// What a load run is worth, in one line and as an exit code. Its own file because both must say the
// same: a figure that nobody should trust never stands beside a code that says "fine".

import { EXIT } from "#cli/verb.ts";
import { IN_FLIGHT_LIMIT, OVERLOADED } from "#judge/labels.ts";
import { formatCount, formatPerS } from "#render/format.ts";
import type { LoadDocument } from "./load-document.ts";
import type { LoadStep } from "./load-run.ts";

/** Wrong replies first, then missing figures. */
export function loadExitCode({ status, steps }: LoadDocument): number {
  if (steps.some(({ mismatched }) => mismatched > 0)) return EXIT.wrongAnswers;
  if (status === "failed") return EXIT.invalid;
  return steps.some(({ valid, replied }) => valid && replied > 0) ? EXIT.pass : EXIT.invalid;
}

/** The last line. */
export function loadVerdict(document: LoadDocument): string {
  const { status, reason, steps } = document;
  const finished = "the steps above were finished before";
  if (status === "failed") {
    const why = reason ?? "unknown";
    return steps.length === 0 ? `no result: ${why}` : `ended early: ${why}; ${finished}`;
  }
  if (status === "aborted") {
    return steps.length === 0 ? "aborted before the first step ended" : `aborted; ${finished}`;
  }
  const replied = sum(steps, "replied");
  if (replied === 0) return `no result: ${silence(steps)}`;
  const mismatched = sum(steps, "mismatched");
  if (mismatched > 0) {
    const first = steps.find(({ firstMismatch }) => firstMismatch !== undefined)?.firstMismatch;
    return `wrong: ${formatCount(mismatched)} of ${formatCount(replied)} replies were not as expected (first: ${first ?? ""}); the times above are theirs too`;
  }
  const invalid = steps.filter(({ valid }) => !valid);
  if (invalid.length > 0) return invalidity(invalid, steps);
  return validity(steps);
}

function sum(
  steps: readonly LoadStep[],
  count: "replied" | "mismatched" | "owed" | "failed",
): number {
  return steps.reduce((total, step) => total + step[count], 0);
}

/** Why there was no reply at all. */
function silence(steps: readonly LoadStep[]): string {
  const owed = sum(steps, "owed");
  const unread = steps.find(({ firstUnreadable }) => firstUnreadable !== undefined);
  if (owed === 0) return "no request could be sent: no connection stayed open";
  const all = `none of ${formatCount(owed)} requests was answered`;
  if (unread !== undefined) return `${all}; what came was ${unread.firstUnreadable ?? ""}`;
  if (sum(steps, "failed") === 0) return `${all}; the connections stayed open and silent`;
  return `${all}; the connections were closed before a reply`;
}

function invalidity(invalid: readonly LoadStep[], steps: readonly LoadStep[]): string {
  const told = invalid
    .slice(0, 3)
    .map((step) => `${formatPerS(step.offeredPerS)}: ${firstReason(step)}`);
  const more = invalid.length > told.length ? `; and ${invalid.length - told.length} more` : "";
  const share = invalid.length === steps.length ? "not to be used" : "not to be used in part";
  return `${share}: ${told.join("; ")}${more}`;
}

/** The others are among the lines of the step, and all in the document. */
function firstReason({ invalidReasons }: LoadStep): string {
  return invalidReasons[0]?.split("; ")[0] ?? "";
}

function validity(steps: readonly LoadStep[]): string {
  const behind = steps.filter(({ labels }) => labels.includes(OVERLOADED));
  const [first] = behind;
  if (first !== undefined) {
    const perS = `${formatPerS(first.achievedPerS)} of ${formatPerS(first.offeredPerS)}`;
    const limit = first.labels.includes(IN_FLIGHT_LIMIT)
      ? `; ${formatCount(first.withheld)} requests found all connections taken`
      : "";
    return `overloaded: the target did not keep up (${perS} achieved${limit}); what was not answered counts as endless`;
  }
  const replied = formatCount(sum(steps, "replied"));
  const fit = steps
    .map(({ generator }) => generator.fitQuantiles)
    .reduce((both, each) => both.filter((name) => each.includes(name)));
  const quantiles = fit.length === 0 ? "no quantile: too few requests" : fit.join(", ");
  return `valid: ${replied} replies as expected; the generator kept its plan for ${quantiles}`;
}
