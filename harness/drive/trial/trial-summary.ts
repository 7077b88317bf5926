// One line on how a trial ended, for the progress of a run. The report formats its own figures.

import type { JobStep } from "#model/job-step.ts";
import type { Step } from "#model/step.ts";
import { NS_PER_US } from "#model/units.ts";
import type { JobTrialEnding } from "./framed-trial.ts";
import type { TrialEnding } from "./trial.ts";

export function trialSummary({ trial, fault }: TrialEnding | JobTrialEnding): string {
  if (fault !== undefined) return `${fault.outcome}: ${fault.reason}`;
  const step = trial?.steps[0];
  if (step === undefined) {
    const closedLoop = trial?.metrics.find(({ name }) => name === "closedLoopPerS")?.value;
    return `${Math.round(closedLoop ?? 0)} replies/s in a closed loop`;
  }
  const figures = "response" in step ? responseText(step) : jobText(step);
  return step.valid ? figures : `${figures} (invalid: ${step.invalidReasons.join("; ")})`;
}

function responseText({ response: { p50Ns, p99Ns } }: Step): string {
  return `p50 ${inUs(p50Ns)}, p99 ${inUs(p99Ns)}`;
}

function jobText({ self, elapsedMedianNs, replied }: JobStep): string {
  if (self !== undefined) return `${self.nsPerOpMedian.toPrecision(3)} ns an operation`;
  return `p50 ${inUs(elapsedMedianNs)} of ${replied} ${replied === 1 ? "request" : "requests"}`;
}

function inUs(ns: number | null): string {
  return ns === null ? "–" : `${(ns / NS_PER_US).toFixed(0)} µs`;
}
