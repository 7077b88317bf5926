// Trials of lying contenders by the lab's own rules: the plan is the planner's, only shorter, so
// that a lie is caught by what every run does and not by what a test adds.

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { planService } from "#drive/plan/planner.ts";
import type { ServiceScenarioPlan } from "#drive/plan/scenario-plan.ts";
import { largestStep, plannedSteps, trialPlan } from "#drive/plan/trial-plan.ts";
import { contenderEnvironment } from "#drive/trial/contender-environment.ts";
import { type JobTrialSetup, runJobTrial } from "#drive/trial/job-trial.ts";
import { runKernelTrial } from "#drive/trial/kernel-trial.ts";
import type { JobTrialEnding } from "#drive/trial/framed-trial.ts";
import type { Supervisor } from "#drive/trial/supervisor.ts";
import type { FrameSetup } from "#drive/trial/trial-frame.ts";
import { runTrial, type TrialEnding } from "#drive/trial/trial.ts";
import type { Contender } from "#model/contender.ts";
import type { JobScenario, KernelScenario } from "#model/workload.ts";
import { workload as cache } from "../../../workloads/cache/workload.ts";
import { fakeJob, fakeKernel } from "../fake-workloads.ts";
import type { JobLie } from "./lying-job.ts";
import type { ServiceLie } from "./lying-service.ts";

const ROOT = path.join(import.meta.dirname, "..", "..", "..");
const LIARS = import.meta.dirname;
const SCENARIO = "get-set";
/** Few, so that filling takes no time. */
const KEYS = 300;
/** More than a step of one connection has requests. */
const IN_FLIGHT_MAX = 1_000;
/** Far above what an honest one takes on a busy machine. */
const REQUEST_CAP_S = 10;

export interface LyingService {
  readonly lie: ServiceLie;
  readonly words?: readonly string[];
  readonly block?: number;
  readonly seed?: number;
  /** One: requests arrive in the order in which they are sent, whatever the machine does. */
  readonly connections?: number;
  readonly ratePerS: number;
  readonly durationS: number;
}

/** Runs one trial of the cache's load on a lying service. */
export function runLyingService(liar: LyingService, supervisor: Supervisor): Promise<TrialEnding> {
  const { lie, words = [], block = 0, seed = 1 } = liar;
  const frame = frameOf(supervisor, ["lying-service.ts", `--lie=${lie}`, ...words], block);
  const scenario = scenarioOf(liar);
  const steps = plannedSteps(scenario, []);
  const requestsMax = largestStep(steps);
  const { runId, scratch } = supervisor;
  const trialId = `generator.${frame.launch.trialId}`;
  return runTrial({
    ...frame,
    language: "typescript",
    generator: {
      pin: (command) => command,
      environment: contenderEnvironment({ runId, trialId, scratch }),
    },
    plan: trialPlan({
      workload: workloadOf(liar),
      scenario,
      block,
      seed,
      oracle: true,
      steps,
      requestsMax,
    }),
    gridPositions: steps.map(() => null),
    repeats: 0,
    noisyHost: false,
  });
}

/** Runs one trial of the fake job on a lying contender that works `workMs` for each request. */
export function runLyingJob(
  lie: JobLie,
  workMs: number,
  supervisor: Supervisor,
): Promise<JobTrialEnding> {
  const [scenario] = fakeJob.scenarios as readonly [JobScenario];
  const setup: JobTrialSetup = {
    ...frameOf(supervisor, ["lying-job.ts", `--lie=${lie}`, `--work-ms=${workMs}`], 0),
    scenario,
    parameters: fakeJob.sizes.quick.parameters,
    warmUpCapS: 0,
    durationS: 0,
    requestsMin: 5,
    requestCapS: REQUEST_CAP_S,
    noisyHost: false,
  };
  return runJobTrial(setup);
}

/** Runs one trial of the fake kernel on a lying contender. */
export function runLyingKernel(lie: JobLie, supervisor: Supervisor): Promise<JobTrialEnding> {
  const [scenario] = fakeKernel.scenarios as readonly [KernelScenario];
  return runKernelTrial({
    ...frameOf(supervisor, ["lying-job.ts", `--lie=${lie}`], 0),
    scenario,
    parameters: fakeKernel.sizes.quick.parameters,
    durationS: 1,
    requestCapS: REQUEST_CAP_S,
    noisyHost: false,
  });
}

function frameOf(supervisor: Supervisor, words: readonly string[], block: number): FrameSetup {
  const trialId = randomBytes(16).toString("hex");
  const scratch = path.join(supervisor.scratch, trialId);
  mkdirSync(scratch);
  const environment = contenderEnvironment({ runId: supervisor.runId, trialId, scratch });
  return {
    key: { contender: "liar", variant: "only", scenario: SCENARIO, block },
    launch: { command: [process.execPath, ...words], folder: LIARS, environment, trialId },
    services: [],
    supervisor,
    signal: new AbortController().signal,
  };
}

/** Planned as a quick run of the cache; without a warm-up, whose length would be the machine's. */
function scenarioOf(liar: LyingService): ServiceScenarioPlan {
  const [scenario] = planOf(liar).scenarios;
  if (scenario === undefined) throw new Error(`the cache has no scenario ${SCENARIO}`);
  const { connections } = liar;
  // With a limit, the machine would decide what is withheld, and with random arrivals the block's
  // seed how many there are: neither may be what finds a liar that counts requests.
  const even = { arrivals: "uniform", inFlightMax: IN_FLIGHT_MAX } as const;
  const ordered = connections === undefined ? {} : { connections, ...even };
  return {
    ...scenario,
    scenario: { ...scenario.scenario, ...ordered },
    rules: { ...scenario.rules, warmUpCapS: 0 },
  };
}

function workloadOf(liar: LyingService) {
  return {
    plan: planOf(liar),
    folder: path.join(ROOT, "workloads", "cache"),
    codecModule: path.join(ROOT, "harness", "load", "codecs", "memcache.ts"),
    datasetSha256: "",
    services: [],
  };
}

function planOf({ ratePerS, durationS }: LyingService) {
  const small = { parameters: { keys: KEYS, memoryMib: 64 }, ratesPerS: [ratePerS] };
  const workload = { ...cache, sizes: { ...cache.sizes, quick: small } };
  const asked = {
    size: "quick",
    named: true,
    scenarios: [SCENARIO],
    durationS,
    trials: 1,
  } as const;
  return planService(workload, [CONTENDER], asked);
}

/** What a plan needs of a contender before it names a scenario at all. */
const CONTENDER: Contender = {
  id: "reference",
  folder: LIARS,
  manifest: {
    name: "liar",
    language: "typescript",
    role: "reference",
    requires: [],
    build: [],
    start: ["{node}", "lying-service.ts"],
    speaks: "memcache",
    variants: [{ name: "only", arguments: [], quick: true, changes: "" }],
  },
};
