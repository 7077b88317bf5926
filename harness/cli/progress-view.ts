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
  return (progress) => {
    const line = lineOf(progress, plan);
    if (line !== undefined) tell(`${line}\n`);
  };
}

function lineOf(progress: Progress, plan: ProgressPlan): string | undefined {
  switch (progress.kind) {
    case "making-ready":
      return `making ${progress.contender} ready`;
    case "unavailable":
      return `${progress.contender} is unavailable: ${progress.reason}; fix: ${progress.fix}`;
    case "pre-check": {
      const { block, attempt, pausedShare } = progress;
      if (pausedShare < CALM_SHARE) return undefined;
      const share = `${(100 * pausedShare).toFixed(1)} %`;
      return `block ${block + 1}: the host took the generator's core away for ${share} of pre-check ${attempt}`;
    }
    case "trial-started": {
      const { key, number, atS } = progress;
      const leftS = Math.max(0, Math.round(plan.estimatedS - atS));
      const name = `${key.scenario}, ${key.contender} ${key.variant}`;
      return `trial ${number} of ${plan.trials}, about ${leftS} s left: ${name}, block ${key.block + 1}`;
    }
    case "trial-ended":
      return `    ${progress.summary}`;
  }
}
