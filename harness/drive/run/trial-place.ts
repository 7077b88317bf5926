// Where a trial stands in its run, and from that how its processes are started: command, core,
// environment, scratch folder. What happens in the trial is trial.ts's.

import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { type CorePlacement, pinnedCommand } from "#measure/placement.ts";
import type { ReadyService } from "#drive/builds/ready-service.ts";
import {
  contenderEnvironment,
  type ContenderIdentity,
} from "#drive/trial/contender-environment.ts";
import type { JobTrialEnding } from "#drive/trial/framed-trial.ts";
import { runJobTrial } from "#drive/trial/job-trial.ts";
import { runKernelTrial } from "#drive/trial/kernel-trial.ts";
import type { FrameSetup, ServiceLaunch, TrialKey } from "#drive/trial/trial-frame.ts";
import { isFloor } from "#drive/plan/scenario-plan.ts";
import type { Runner } from "./runners.ts";
import type { Supervisor } from "#drive/trial/supervisor.ts";
import { runTrial, type TrialEnding } from "#drive/trial/trial.ts";
import { type PlannedStep, trialPlan } from "#drive/plan/trial-plan.ts";
import type { PlacedScenario } from "#drive/plan/workload-to-run.ts";

export type TrialPlace = PlacedScenario & {
  readonly services: readonly ReadyService[];
  readonly block: number;
  /**
   * Rates that a service's trial holds, in this order; none where only the warm-up is of interest.
   */
  readonly steps: readonly PlannedStep[];
  /** See TrialPlanInput. */
  readonly requestsMax: number;
  /** The block's pre-check failed three times. */
  readonly noisyHost: boolean;
};

/** What all trials of a run share. */
export interface TrialGround {
  readonly supervisor: Supervisor;
  readonly placement: CorePlacement;
  /** Where compiled modules are kept, so that the generator needs no compiler in memory. */
  readonly compileCache: string;
  readonly seed: number;
  readonly signal: AbortSignal;
}

export function keyOf(
  { scenario, block }: Pick<TrialPlace, "scenario" | "block">,
  { entry }: Runner,
): TrialKey {
  return {
    contender: entry.contender.id,
    variant: entry.variant.name,
    scenario: scenario.scenario.id,
    block,
  };
}

/** Runs one trial of `runner`; its scratch folders are gone afterwards. */
export async function runTrialAt(
  place: TrialPlace,
  runner: Runner,
  ground: TrialGround,
): Promise<TrialEnding | JobTrialEnding> {
  const { supervisor, placement, signal } = ground;
  const identity = newIdentity(supervisor);
  const services = place.services.map((ready) => serviceLaunch(ready, ground));
  const frame: FrameSetup = {
    key: keyOf(place, runner),
    launch: {
      command: pinnedCommand(commandOf(place, runner), placement.contenderCores, placement),
      folder: runner.cwd,
      environment: contenderEnvironment(identity),
      trialId: identity.trialId,
    },
    services,
    supervisor,
    signal,
  };
  try {
    return await runInShape(place, frame, { runner, ground });
  } finally {
    for (const { trialId } of [identity, ...services]) {
      rmSync(scratchOf(supervisor, trialId), { recursive: true, force: true });
    }
  }
}

interface Driver {
  readonly runner: Runner;
  readonly ground: TrialGround;
}

function runInShape(
  place: TrialPlace,
  frame: FrameSetup,
  { runner: { entry }, ground }: Driver,
): Promise<TrialEnding | JobTrialEnding> {
  const { noisyHost } = place;
  const { rules, durationS } = place.scenario;
  const { parameters } = place.workload.plan;
  const { requestCapS } = rules;
  const asked = { parameters, requestCapS, durationS, noisyHost };
  switch (place.shape) {
    case "service":
      return runTrial({
        ...frame,
        language: entry.contender.manifest.language,
        generator: { pin: generatorPin(ground.placement), environment: ownEnvironment(ground) },
        plan: trialPlan({ ...place, seed: ground.seed, oracle: !isFloor(entry) }),
        gridPositions: place.steps.map(({ gridPosition }) => gridPosition),
        repeats: rules.repeats,
        noisyHost,
      });
    case "job": {
      const { scenario } = place.scenario;
      const { warmUpCapS, requestsMin } = rules;
      return runJobTrial({ ...frame, ...asked, scenario, warmUpCapS, requestsMin });
    }
    case "kernel":
      return runKernelTrial({ ...frame, ...asked, scenario: place.scenario.scenario });
  }
}

function serviceLaunch(ready: ReadyService, { supervisor, placement }: TrialGround): ServiceLaunch {
  const { service, command, cwd } = ready;
  const identity = newIdentity(supervisor);
  return {
    name: service.name,
    contenderArgument: service.contenderArgument,
    command: pinnedCommand(command, placement.serviceCores, placement),
    folder: cwd,
    environment: contenderEnvironment(identity),
    trialId: identity.trialId,
  };
}

/**
 * A fresh mark with its scratch folder. One length for all: the environment's size moves the stack.
 */
function newIdentity(supervisor: Supervisor): ContenderIdentity {
  const { runId } = supervisor;
  const trialId = `${runId}.${randomBytes(8).toString("hex")}`;
  const scratch = scratchOf(supervisor, trialId);
  mkdirSync(scratch);
  return { runId, trialId, scratch };
}

function scratchOf({ scratch }: Supervisor, trialId: string): string {
  return path.join(scratch, trialId);
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
function commandOf(place: TrialPlace, { entry, command }: Runner): string[] {
  const { workload, parameters } = place.workload.plan;
  const replyBytes =
    place.shape === "service" && isFloor(entry)
      ? [`--reply-bytes=${place.scenario.scenario.replyBytesMedian}`]
      : [];
  return [...command, ...workload.contenderArguments(parameters), ...replyBytes];
}
