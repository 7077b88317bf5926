// One line on how a trial ended, for the progress of a run. The report formats its own figures.

import { NS_PER_US } from "#model/units.ts";
import type { TrialEnding } from "./trial.ts";

export function trialSummary({ trial, fault }: TrialEnding): string {
  if (fault !== undefined) return `${fault.outcome}: ${fault.reason}`;
  const step = trial?.steps.at(-1);
  if (step === undefined) return "no step";
  const { p50Ns, p99Ns } = step.response;
  const figures = `p50 ${inUs(p50Ns)}, p99 ${inUs(p99Ns)}`;
  return step.valid ? figures : `${figures} (invalid: ${step.invalidReasons.join("; ")})`;
}

function inUs(ns: number | null): string {
  return ns === null ? "–" : `${(ns / NS_PER_US).toFixed(0)} µs`;
}
