// Where a trial stands in its run, and from that how its processes are started: command, core,
// environment, scratch folder. What happens in the trial is trial.ts's.

import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { type CorePlacement, pinnedCommand } from "#measure/placement.ts";
import { contenderEnvironment } from "#drive/trial/contender-environment.ts";
import { isFloor, type ScenarioPlan } from "#drive/plan/planner.ts";
import type { Runner } from "./runners.ts";
import type { Supervisor } from "#drive/trial/supervisor.ts";
import { runTrial, type TrialEnding, type TrialKey } from "#drive/trial/trial.ts";
import { trialPlan } from "#drive/plan/trial-plan.ts";
import type { WorkloadToRun } from "#drive/plan/workload-to-run.ts";

export interface TrialPlace {
  readonly workload: WorkloadToRun;
  readonly scenario: ScenarioPlan;
  readonly block: number;
  /** The block's pre-check failed three times. */
  readonly noisyHost: boolean;
}

/** What all trials of a run share. */
export interface TrialGround {
  readonly supervisor: Supervisor;
  readonly placement: CorePlacement;
  /** Where compiled modules are kept, so that the generator needs no compiler in memory. */
  readonly compileCache: string;
  readonly seed: number;
  readonly signal: AbortSignal;
}

export function keyOf({ scenario, block }: TrialPlace, { entry }: Runner): TrialKey {
  return {
    contender: entry.contender.id,
    variant: entry.variant.name,
    scenario: scenario.scenario.id,
    block,
  };
}

/** Runs one trial of `runner`; its scratch folder is gone afterwards. */
export async function runTrialAt(
  place: TrialPlace,
  runner: Runner,
  ground: TrialGround,
): Promise<TrialEnding> {
  const { supervisor, placement, signal, seed } = ground;
  const { entry, ready } = runner;
  const trialId = `${supervisor.runId}.${randomBytes(8).toString("hex")}`;
  // One length for all trials: the environment's size moves the stack.
  const scratch = path.join(supervisor.scratch, trialId);
  mkdirSync(scratch);
  const oracle = !isFloor(entry);
  try {
    return await runTrial({
      key: keyOf(place, runner),
      language: entry.contender.manifest.language,
      launch: {
        command: pinnedCommand(commandOf(place, runner), placement.contenderCores, placement),
        folder: ready.cwd,
        environment: contenderEnvironment({ runId: supervisor.runId, trialId, scratch }),
        trialId,
      },
      generator: { pin: generatorPin(placement), environment: ownEnvironment(ground) },
      plan: trialPlan({ ...place, seed, oracle }),
      noisyHost: place.noisyHost,
      supervisor,
      signal,
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** For the lab's own processes: marked like everything of the run, so the supervisor finds them. */
export function ownEnvironment(
  ground: Pick<TrialGround, "supervisor" | "compileCache">,
): Record<string, string> {
  const { runId, scratch } = ground.supervisor;
  const identity = { runId, trialId: runId, scratch };
  return { ...contenderEnvironment(identity), NODE_COMPILE_CACHE: ground.compileCache };
}

function generatorPin(placement: CorePlacement): (command: readonly string[]) => readonly string[] {
  const core = placement.generatorCore;
  return (command) => (core === null ? command : pinnedCommand(command, [core], placement));
}

/** Start, the variant's arguments, what the workload holds equal; the floor's length of replies. */
function commandOf({ workload, scenario }: TrialPlace, { entry, ready }: Runner): string[] {
  const { plan } = workload;
  const replyBytes = `--reply-bytes=${scenario.scenario.replyBytesMedian}`;
  return [
    ...(ready.variants[entry.variant.name] ?? ready.command),
    ...plan.workload.contenderArguments(plan.parameters),
    ...(isFloor(entry) ? [replyBytes] : []),
  ];
}
