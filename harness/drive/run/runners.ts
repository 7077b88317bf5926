// The contender variants of a scenario, made ready: built if need be, or noted as unavailable or
// left out. All of it happens before the first block; nothing is built between trials.

import { environmentMark, RUN_VARIABLE } from "#measure/trial-mark.ts";
import type { Contender } from "#model/contender.ts";
import type { JobTrial, Trial } from "#model/run-record.ts";
import type { BuildSettings } from "#drive/builds/build-cache.ts";
import { buildContender, type Ready, variantNamed } from "#drive/builds/ready-contender.ts";
import { buildService, type ReadyService } from "#drive/builds/ready-service.ts";
import type { Unavailable } from "#drive/builds/required-tools.ts";
import type { Entry, PlannedEntry } from "#drive/plan/scenario-plan.ts";
import type { WorkloadEntry } from "./journal.ts";
import type { ShowProgress } from "./progress.ts";
import type { RunLog } from "./run-log.ts";
import type { TrialFault } from "#drive/trial/trial-frame.ts";
import {
  type PlacedScenario,
  scenariosOf,
  type WorkloadToRun,
} from "#drive/plan/workload-to-run.ts";

/** An entry that can be run, with what became of it so far. */
export interface Runner {
  readonly entry: PlannedEntry;
  /** Start and the variant's arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly trials: (Trial | JobTrial)[];
  readonly faults: TrialFault[];
  /** Trials that were started. */
  started: number;
  /** Seconds that they took together. */
  spentS: number;
  /** Replies/s of a closed loop, measured before the blocks where a knee is wanted. */
  gridMaximumPerS?: number;
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

/** A scenario with everything that it needs to start. */
export type ScenarioToRun = PlacedScenario & {
  readonly runners: readonly Runner[];
  /** Started before the contender in every trial. */
  readonly services: readonly ReadyService[];
};

/** Builds what is not built, once for each contender, and notes what cannot or will not run. */
export async function makeReady(
  workload: WorkloadToRun,
  settings: RunnerSettings,
): Promise<ScenarioToRun[]> {
  settings.log.add(entryOf(workload));
  const services = await readyServices(workload, settings);
  const located = new Map<Contender, Ready | Unavailable>();
  const scenarios: ScenarioToRun[] = [];
  for (const placed of scenariosOf(workload)) {
    for (const { reason, ...entry } of placed.scenario.leftOut) {
      settings.log.note(placed, entry, { outcome: "left-out", reason });
    }
    const runners: Runner[] = [];
    for (const entry of placed.scenario.entries) {
      const ready =
        services.status === "unavailable"
          ? services
          : (located.get(entry.contender) ?? (await locate(workload, entry, settings)));
      located.set(entry.contender, ready);
      runners.push(...runnersOf(placed, entry, ready, settings.log));
    }
    const started = services.status === "ready" ? services.services : [];
    scenarios.push({ ...placed, runners, services: started });
  }
  return scenarios;
}

function entryOf({ plan, datasetSha256 }: WorkloadToRun): WorkloadEntry {
  const { id, question } = plan.workload;
  const facts = { entry: "workload", id, question, datasetSha256 } as const;
  const { shape, parameters } = plan;
  return shape === "service"
    ? { ...facts, shape, parameters, slo: plan.slo }
    : { ...facts, shape, parameters };
}

/** One where it can be run, none where it is noted why not. */
// oxlint-disable-next-line max-params -- what is run, where, with what, and where it is noted
function runnersOf(
  placed: PlacedScenario,
  entry: PlannedEntry,
  ready: Ready | Unavailable,
  log: RunLog,
): Runner[] {
  const own = ready.status === "ready" ? variantNamed(ready, entry.variant.name) : ready;
  if (ready.status === "ready" && own.status === "ready") {
    log.note(placed, entry, UNDECIDED);
    const { command } = own;
    const so = { trials: [], faults: [], started: 0, spentS: 0 };
    return [{ entry, command, cwd: ready.cwd, ...so }];
  }
  if (own.status === "unavailable") {
    const { reason, fix } = own;
    log.note(placed, entry, { outcome: "unavailable", reason, fix });
  }
  return [];
}

interface ReadyServices {
  readonly status: "ready";
  readonly services: readonly ReadyService[];
}

/** Without one of its services no contender of a workload can be measured. */
async function readyServices(
  workload: WorkloadToRun,
  settings: RunnerSettings,
): Promise<ReadyServices | Unavailable> {
  const services: ReadyService[] = [];
  for (const service of workload.services) {
    const name = `service ${service.manifest.name}`;
    settings.show({ kind: "making-ready", contender: name });
    const found = await buildService(service, workload.folder, buildSettings(settings));
    if (found.status === "unavailable") {
      settings.show({ kind: "unavailable", contender: name, ...found });
      return { ...found, reason: `the ${name} is unavailable: ${found.reason}` };
    }
    services.push(found);
  }
  return { status: "ready", services };
}

function buildSettings({ builds, runId, signal }: RunnerSettings): BuildSettings {
  return { ...builds, signal, mark: { [RUN_VARIABLE]: environmentMark(runId) } };
}

async function locate(
  workload: WorkloadToRun,
  { contender }: Entry,
  settings: RunnerSettings,
): Promise<Ready | Unavailable> {
  const { show } = settings;
  show({ kind: "making-ready", contender: contender.id });
  const target = { contender, workloadFolder: workload.folder };
  const found = await buildContender(target, buildSettings(settings));
  if (found.status === "unavailable") {
    show({ kind: "unavailable", contender: contender.id, ...found });
  }
  return found;
}
