// The contender variants of a scenario, made ready: built if need be, or noted as unavailable or
// left out. All of it happens before the first block; nothing is built between trials.

import { environmentMark, RUN_VARIABLE } from "#measure/trial-mark.ts";
import type { Contender } from "#model/contender.ts";
import type { Trial } from "#model/run-record.ts";
import {
  buildContender,
  type BuildSettings,
  type Ready,
  type Unavailable,
} from "#drive/builds/build-cache.ts";
import type { Entry, ScenarioPlan } from "#drive/plan/planner.ts";
import type { ShowProgress } from "./progress.ts";
import type { RunLog } from "./run-log.ts";
import type { TrialFault } from "#drive/trial/trial.ts";
import type { WorkloadToRun } from "#drive/plan/workload-to-run.ts";

/** An entry that can be run, with what became of it so far. */
export interface Runner {
  readonly entry: Entry;
  readonly ready: Ready;
  readonly trials: Trial[];
  readonly faults: TrialFault[];
  /** Trials that were started. */
  started: number;
}

export interface RunnerSettings {
  readonly builds: BuildSettings;
  readonly runId: string;
  readonly log: RunLog;
  readonly show: ShowProgress;
  readonly signal: AbortSignal;
}

/** The outcome of a variant until its first trial has ended. */
export const UNDECIDED: TrialFault = {
  outcome: "invalid",
  reason: "the run ended before the first trial of this variant",
};

/** Builds what is not built, once for each contender, and notes what cannot or will not run. */
export async function makeReady(
  workload: WorkloadToRun,
  settings: RunnerSettings,
): Promise<Map<ScenarioPlan, Runner[]>> {
  const { plan, datasetSha256 } = workload;
  const { id, question } = plan.workload;
  const { log } = settings;
  log.add({ entry: "workload", id, question, datasetSha256, parameters: plan.parameters });
  const located = new Map<Contender, Ready | Unavailable>();
  const scenarios = new Map<ScenarioPlan, Runner[]>();
  for (const scenario of plan.scenarios) {
    for (const { reason, ...entry } of scenario.leftOut) {
      log.note({ workload, scenario }, entry, { outcome: "left-out", reason });
    }
    const runners: Runner[] = [];
    for (const entry of scenario.entries) {
      const ready = located.get(entry.contender) ?? (await locate(workload, entry, settings));
      located.set(entry.contender, ready);
      if (ready.status === "ready") {
        runners.push({ entry, ready, trials: [], faults: [], started: 0 });
        log.note({ workload, scenario }, entry, UNDECIDED);
      } else {
        const { reason, fix } = ready;
        log.note({ workload, scenario }, entry, { outcome: "unavailable", reason, fix });
      }
    }
    scenarios.set(scenario, runners);
  }
  return scenarios;
}

async function locate(
  workload: WorkloadToRun,
  { contender }: Entry,
  { builds, runId, show, signal }: RunnerSettings,
): Promise<Ready | Unavailable> {
  show({ kind: "making-ready", contender: contender.id });
  const target = { contender, workloadFolder: workload.folder };
  const mark = { [RUN_VARIABLE]: environmentMark(runId) };
  const found = await buildContender(target, { ...builds, signal, mark });
  if (found.status === "unavailable") {
    show({ kind: "unavailable", contender: contender.id, ...found });
  }
  return found;
}
