// What a load run is worth, in one line and as an exit code. Its own file because both must say the
// same: a figure that nobody should trust never stands beside a code that says "fine".

import { EXIT } from "#cli/verb.ts";
import { formatPerS } from "#render/format.ts";
import { type Finding, findingOf, FINDINGS } from "./load-finding.ts";
import type { LoadResult } from "./load-result.ts";

/** Steps whose findings stand in the last line; the others are in the table above it. */
const TOLD_MAX = 3;

/** That of the worst step: wrong replies first, then missing figures. */
export function loadExitCode({ status, steps, settings }: LoadResult): number {
  const words = steps.map((step) => findingOf(step, settings).word);
  if (words.includes("wrong")) return EXIT.wrongAnswers;
  if (status === "failed" || words.length === 0) return EXIT.invalid;
  return words.every((word) => word === "valid") ? EXIT.pass : EXIT.invalid;
}

/** The last line. */
export function loadVerdict(result: LoadResult): string {
  const { status, reason, steps } = result;
  const finished = "the steps above were finished before";
  if (status === "failed") {
    const why = reason ?? "unknown";
    return steps.length === 0 ? `no result: ${why}` : `ended early: ${why}; ${finished}`;
  }
  if (status === "aborted") {
    return steps.length === 0 ? "aborted before the first step ended" : `aborted; ${finished}`;
  }
  const findings = steps.map((step) => findingOf(step, result.settings));
  const [only] = findings;
  return findings.length === 1 && only !== undefined ? alone(only) : ofAll(result, findings);
}

function alone({ word, sentence }: Finding): string {
  return word === "invalid" ? `not to be used: ${sentence}` : `${word}: ${sentence}`;
}

/** Of several rates: how many are valid, and what the others are, worst first. */
function ofAll({ steps }: LoadResult, findings: readonly Finding[]): string {
  const at = steps.map((step, index) => {
    return { rate: formatPerS(step.offeredPerS), ...(findings[index] as Finding) };
  });
  const valid = at.filter(({ word }) => word === "valid");
  const rates = valid.map(({ rate }) => rate).join(", ");
  if (valid.length === at.length) return `valid: all ${at.length} rates (${rates})`;
  const others = FINDINGS.flatMap((worst) => (worst === "valid" ? [] : wordIs(at, worst)));
  const told = others
    .slice(0, TOLD_MAX)
    .map(({ rate, word, sentence }) => `${rate} ${word}: ${sentence}`);
  const more = others.length > told.length ? `; and ${others.length - told.length} more` : "";
  const share =
    valid.length === 0
      ? `none of ${at.length} rates is valid`
      : `${valid.length} of ${at.length} rates ${valid.length === 1 ? "is" : "are"} valid (${rates})`;
  return `${share}; ${told.join("; ")}${more}`;
}

function wordIs<Each extends Finding>(findings: readonly Each[], wanted: string): Each[] {
  return findings.filter(({ word }) => word === wanted);
}
