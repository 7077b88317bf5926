// A run: all planned trials of all workloads, scenario by scenario. What is finished goes to the
// journal at once, and everything that was started is gone when it ends.
//
//   make everything ready ▶ per scenario: blocks of trials ▶ record

import { randomBytes } from "node:crypto";
import { type CorePlacement, pinProcess, readCoreFacts } from "#measure/placement.ts";
import type { RunRecord } from "#model/run-record.ts";
import type { BuildSettings } from "#drive/builds/build-cache.ts";
import type { JournalHead } from "./journal.ts";
import { otherRunsSentence } from "./other-runs.ts";
import type { ShowProgress } from "./progress.ts";
import { RunLog } from "./run-log.ts";
import { makeReady, type ScenarioToRun } from "./runners.ts";
import { runScenario } from "./scenario-run.ts";
import { Supervisor } from "#drive/trial/supervisor.ts";
import type { WorkloadToRun } from "#drive/plan/workload-to-run.ts";

export interface RunSettings {
  readonly workloads: readonly WorkloadToRun[];
  readonly head: JournalHead;
  /** Folder of the run's journal and record. */
  readonly folder: string;
  readonly placement: CorePlacement;
  readonly builds: BuildSettings;
  /** Where compiled modules are kept, so that the generator needs no compiler in memory. */
  readonly compileCache: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly show: ShowProgress;
}

/** Carries out the plan; everything it started is gone when it returns, also when it throws. */
export async function runWorkloads(settings: RunSettings): Promise<RunRecord> {
  const { workloads, signal, placement, folder, head } = settings;
  const log = new RunLog(folder, head);
  const supervisor = new Supervisor(randomBytes(8).toString("hex"));
  const { allowed } = readCoreFacts();
  const ground = { ...settings, supervisor, log, runId: supervisor.runId };
  try {
    const sentence = otherRunsSentence(supervisor.runId);
    if (sentence !== undefined) settings.show({ kind: "other-runs", sentence });
    const scenarios: ScenarioToRun[] = [];
    for (const workload of workloads) scenarios.push(...(await makeReady(workload, ground)));
    for (const scenario of scenarios) {
      // Builds were free to use all cores.
      pinProcess(process.pid, harnessCores(scenario, placement), placement);
      await runScenario(scenario, ground);
    }
  } finally {
    pinProcess(process.pid, allowed, placement);
    await supervisor.end();
  }
  return log.record(signal.aborted ? "aborted" : "complete");
}

/** The harness keeps off the generator's core, unless it is itself what reads the clock. */
function harnessCores(
  { shape }: ScenarioToRun,
  { contenderCores, generatorCore }: CorePlacement,
): readonly number[] {
  if (shape === "service") return contenderCores;
  return generatorCore === null ? [] : [generatorCore];
}
