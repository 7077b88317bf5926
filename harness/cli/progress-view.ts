// How a run's progress is shown on stderr: a line for each trial, with what is done and an estimate
// of what is left.

import type { Progress, ShowProgress } from "#drive/run/progress.ts";

export type ProgressStyle = "plain" | "none";

export interface ProgressPlan {
  readonly trials: number;
  readonly estimatedS: number;
}

/** Shares above this are worth a word. */
const CALM_SHARE = 0.01;

export function progressView(
  style: ProgressStyle,
  plan: ProgressPlan,
  tell: (text: string) => void,
): ShowProgress {
  if (style === "none") return () => {};
  let number = 0;
  return (progress) => {
    if (progress.kind === "trial-started") number++;
    const line = lineOf(progress, { ...plan, number });
    if (line !== undefined) tell(`${line}\n`);
  };
}

/**
 * Seconds left: as planned at first, then by the pace of what is done. Trials are of unequal
 * length, but every block holds all kinds.
 */
function leftS(
  { trials, estimatedS, number }: ProgressPlan & { number: number },
  atS: number,
): number {
  const done = Math.min(1, (number - 1) / Math.max(1, trials));
  const plannedS = Math.max(0, estimatedS - atS);
  const pacedS = done > 0 ? (atS * (1 - done)) / done : plannedS;
  return Math.round(done < 0.2 ? plannedS : pacedS);
}

function lineOf(progress: Progress, plan: ProgressPlan & { number: number }): string | undefined {
  switch (progress.kind) {
    case "making-ready":
      return `making ${progress.contender} ready`;
    case "other-runs":
      return `warning: ${progress.sentence}`;
    case "unavailable":
      return `${progress.contender} is unavailable: ${progress.reason}; fix: ${progress.fix}`;
    case "pre-check": {
      const { block, attempt, pausedShare } = progress;
      if (pausedShare < CALM_SHARE) return undefined;
      const share = `${(100 * pausedShare).toFixed(1)} %`;
      return `block ${block + 1}: the host took the generator's core away for ${share} of pre-check ${attempt}`;
    }
    case "trial-started": {
      const { key, what, atS } = progress;
      const name = `${key.scenario}, ${key.contender} ${key.variant}`;
      const which = what === "maximum" ? "closed-loop maximum" : `block ${key.block + 1}`;
      // Trials that are added for want of valid ones count beyond the plan.
      const trials = Math.max(plan.trials, plan.number);
      return `trial ${plan.number} of ${trials}, about ${leftS(plan, atS)} s left: ${name}, ${which}`;
    }
    case "trial-ended":
      return `    ${progress.summary}`;
  }
}
