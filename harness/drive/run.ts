// A run: all planned trials of all workloads, in blocks, each block one round over all contenders
// in seeded order, so that what drifts on the host drifts for all of them. What is finished goes to
// the journal at once.
//
//   make everything ready ▶ per scenario and block: pre-check ▶ trials in seeded order ▶ record
//
// Building happens before the first block, never between trials.

import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { type CorePlacement, pinnedCommand } from "#measure/placement.ts";
import { environmentMark, RUN_VARIABLE } from "#measure/trial-mark.ts";
import type { Contender } from "#model/contender.ts";
import { drawsOf, shuffled } from "#model/draws.ts";
import type { ContenderResult, RunRecord, Trial } from "#model/run-record.ts";
import { preCheckBlock } from "./block-pre-check.ts";
import { buildContender, type BuildSettings, type Ready, type Unavailable } from "./build-cache.ts";
import { contenderEnvironment } from "./contender-environment.ts";
import { contenderOutcome } from "./contender-outcome.ts";
import { Journal, type JournalEntry, type JournalHead } from "./journal.ts";
import {
  type Entry,
  isFloor,
  PRE_CHECK_S,
  type ScenarioPlan,
  type WorkloadPlan,
} from "./planner.ts";
import type { ShowProgress } from "./progress.ts";
import { recordFrom } from "./run-record.ts";
import { Supervisor } from "./supervisor.ts";
import { runTrial, type TrialEnding, type TrialFault, type TrialKey } from "./trial.ts";
import { trialPlan } from "./trial-plan.ts";
import { trialSummary } from "./trial-summary.ts";
import type { WorkloadToRun } from "./workload-to-run.ts";

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
  /** No block starts later than this after the run's start. */
  readonly maxTimeS: number | undefined;
  readonly signal: AbortSignal;
  readonly show: ShowProgress;
}

/** An entry that can be run, with what became of it so far. */
interface Runner {
  readonly entry: Entry;
  readonly ready: Ready;
  readonly trials: Trial[];
  readonly faults: TrialFault[];
  planned: number;
}

/** Draws of the order of contenders are independent of those of requests and schedules. */
const ORDER_STREAM = 0x0de2;
const UNDECIDED: TrialFault = {
  outcome: "invalid",
  reason: "the run ended before the first trial of this variant",
};

class Run {
  readonly #settings: RunSettings;
  readonly #journal: Journal;
  readonly #supervisor: Supervisor;
  readonly #runId = randomBytes(8).toString("hex");
  readonly #entries: JournalEntry[];
  readonly #startMs = performance.now();
  readonly #located = new Map<Contender, Ready | Unavailable>();
  #trialNumber = 0;

  constructor(settings: RunSettings) {
    this.#settings = settings;
    this.#supervisor = new Supervisor(this.#runId);
    this.#journal = new Journal(settings.folder, settings.head);
    this.#entries = [{ entry: "head", head: settings.head }];
  }

  async record(): Promise<RunRecord> {
    try {
      const prepared: { workload: WorkloadToRun; scenarios: Map<ScenarioPlan, Runner[]> }[] = [];
      for (const workload of this.#settings.workloads) {
        prepared.push({ workload, scenarios: await this.#makeReady(workload) });
      }
      for (const { workload, scenarios } of prepared) {
        for (const [plan, runners] of scenarios) await this.#runScenario(workload, plan, runners);
      }
    } finally {
      await this.#supervisor.end();
    }
    const status = this.#settings.signal.aborted ? "aborted" : "complete";
    return recordFrom(this.#entries, { status, durationS: this.#elapsedS() });
  }

  /** Builds what is not built and notes what is left out or unavailable. */
  async #makeReady(workload: WorkloadToRun): Promise<Map<ScenarioPlan, Runner[]>> {
    const { plan, datasetSha256 } = workload;
    const { id, question } = plan.workload;
    this.#add({ entry: "workload", id, question, datasetSha256, parameters: plan.parameters });
    const scenarios = new Map<ScenarioPlan, Runner[]>();
    for (const scenario of plan.scenarios) {
      for (const { reason, ...entry } of scenario.leftOut) {
        this.#note(workload, scenario, entry, { outcome: "left-out", reason });
      }
      const runners: Runner[] = [];
      for (const entry of scenario.entries) {
        const ready = await this.#locate(workload, entry);
        if (ready.status === "ready") {
          runners.push({ entry, ready, trials: [], faults: [], planned: 0 });
          this.#note(workload, scenario, entry, UNDECIDED);
          continue;
        }
        const { reason, fix } = ready;
        this.#note(workload, scenario, entry, { outcome: "unavailable", reason, fix });
      }
      scenarios.set(scenario, runners);
    }
    return scenarios;
  }

  /** Once for each contender of a workload, however many of its variants and scenarios are run. */
  async #locate(workload: WorkloadToRun, { contender }: Entry): Promise<Ready | Unavailable> {
    const known = this.#located.get(contender);
    if (known !== undefined) return known;
    const { builds, show, signal } = this.#settings;
    show({ kind: "making-ready", contender: contender.id });
    const target = { contender, workloadFolder: workload.folder };
    const mark = { [RUN_VARIABLE]: environmentMark(this.#runId) };
    const found = await buildContender(target, { ...builds, signal, mark });
    if (found.status === "unavailable")
      show({ kind: "unavailable", contender: contender.id, ...found });
    this.#located.set(contender, found);
    return found;
  }

  async #runScenario(
    workload: WorkloadToRun,
    plan: ScenarioPlan,
    runners: readonly Runner[],
  ): Promise<void> {
    for (let block = 0; block < plan.trials; block++) {
      if (this.#settings.signal.aborted) return;
      if (this.#isOutOfTime(block)) {
        const what = `${workload.plan.workload.id}, ${plan.scenario.id}`;
        const blocks = `blocks ${block + 1} to ${plan.trials}`;
        const sentence = `${what}: ${blocks}, for want of time (--max-time)`;
        this.#add({ entry: "left-out", sentence });
        return;
      }
      const noisyHost = !(await this.#preCheck(workload, block));
      const order = drawsOf(this.#settings.seed, ORDER_STREAM + block);
      // The floor has one trial a quick run: it shows a limit, it is not compared.
      const due = runners.filter(({ entry }) => block === 0 || !isFloor(entry));
      for (const runner of shuffled(due, order)) {
        if (this.#settings.signal.aborted) return;
        await this.#runTrial({ workload, plan, block, noisyHost }, runner);
      }
    }
  }

  async #preCheck(workload: WorkloadToRun, block: number): Promise<boolean> {
    const { show, signal, placement } = this.#settings;
    const preCheck = await preCheckBlock({
      workload: workload.plan.workload.id,
      block,
      spinS: PRE_CHECK_S,
      placement,
      environment: this.#ownEnvironment(),
      signal,
      attempted: (attempt, pausedShare) => show({ kind: "pre-check", block, attempt, pausedShare }),
    });
    this.#add({ entry: "pre-check", preCheck });
    return preCheck.passed;
  }

  async #runTrial(place: TrialPlace, runner: Runner): Promise<void> {
    const { workload, plan, block } = place;
    const { contender, variant } = runner.entry;
    const key: TrialKey = {
      contender: contender.id,
      variant: variant.name,
      scenario: plan.scenario.id,
      block,
    };
    this.#settings.show({
      kind: "trial-started",
      key,
      number: ++this.#trialNumber,
      atS: this.#elapsedS(),
    });
    const ending = await this.#endingOf(place, runner, key);
    runner.planned++;
    if (ending.trial !== undefined) {
      runner.trials.push(ending.trial);
      const id = workload.plan.workload.id;
      this.#add({ entry: "trial", workload: id, trial: ending.trial, atS: this.#elapsedS() });
    }
    // A trial that was cut off by the operator says nothing about the contender.
    if (ending.fault !== undefined && !this.#settings.signal.aborted)
      runner.faults.push(ending.fault);
    const sofar = contenderOutcome(runner.trials, runner.faults, runner.planned);
    this.#note(
      workload,
      plan,
      runner.entry,
      runner.trials.length + runner.faults.length === 0 ? UNDECIDED : sofar,
    );
    this.#settings.show({ kind: "trial-ended", key, summary: trialSummary(ending) });
  }

  async #endingOf(place: TrialPlace, runner: Runner, key: TrialKey): Promise<TrialEnding> {
    const { workload, plan, noisyHost } = place;
    const { placement, signal, seed } = this.#settings;
    const { contender, variant } = runner.entry;
    const trialId = `${this.#runId}.${randomBytes(8).toString("hex")}`;
    // One length for all trials: the environment's size moves the stack.
    const scratch = path.join(this.#supervisor.scratch, trialId);
    mkdirSync(scratch);
    const command = [
      ...(runner.ready.variants[variant.name] ?? runner.ready.command),
      ...contenderArguments(workload.plan, plan, runner.entry),
    ];
    try {
      return await runTrial({
        key,
        language: contender.manifest.language,
        launch: {
          command: pinnedCommand(command, placement.contenderCores, placement),
          folder: runner.ready.cwd,
          environment: contenderEnvironment({ runId: this.#runId, trialId, scratch }),
          trialId,
        },
        generator: { pin: this.#pinGenerator, environment: this.#ownEnvironment() },
        plan: trialPlan({ workload, scenario: plan, seed, oracle: !isFloor(runner.entry) }),
        noisyHost,
        supervisor: this.#supervisor,
        signal,
      });
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }

  readonly #pinGenerator = (command: readonly string[]): readonly string[] => {
    const { placement } = this.#settings;
    const core = placement.generatorCore;
    return core === null ? command : pinnedCommand(command, [core], placement);
  };

  /**
   * For the lab's own processes: marked like everything of the run, so that the supervisor finds
   * them.
   */
  #ownEnvironment(): Record<string, string> {
    const identity = {
      runId: this.#runId,
      trialId: this.#runId,
      scratch: this.#supervisor.scratch,
    };
    return { ...contenderEnvironment(identity), NODE_COMPILE_CACHE: this.#settings.compileCache };
  }

  #note(
    workload: WorkloadToRun,
    { scenario }: ScenarioPlan,
    { contender, variant }: Entry,
    outcome: Pick<ContenderResult, "outcome" | "reason" | "fix">,
  ): void {
    const { language, role, deviations } = contender.manifest;
    const declared = deviations.filter((each) => each.scenario === scenario.id);
    const result: ContenderResult = {
      id: contender.id,
      variant: variant.name,
      scenario: scenario.id,
      language,
      role,
      ...outcome,
      ...(declared.length > 0 ? { deviations: declared } : {}),
      metrics: [],
    };
    this.#add({ entry: "result", workload: workload.plan.workload.id, result });
  }

  #add(entry: JournalEntry): void {
    this.#entries.push(entry);
    this.#journal.add(entry);
  }

  #isOutOfTime(block: number): boolean {
    const { maxTimeS } = this.#settings;
    return block > 0 && maxTimeS !== undefined && this.#elapsedS() > maxTimeS;
  }

  #elapsedS(): number {
    return Math.round(performance.now() - this.#startMs) / 1_000;
  }
}

interface TrialPlace {
  readonly workload: WorkloadToRun;
  readonly plan: ScenarioPlan;
  readonly block: number;
  readonly noisyHost: boolean;
}

/** What the workload holds equal; the floor also learns how long its replies are to be. */
function contenderArguments(
  { workload, parameters }: WorkloadPlan,
  { scenario }: ScenarioPlan,
  entry: Entry,
): readonly string[] {
  const equal = workload.contenderArguments(parameters);
  return isFloor(entry) ? [...equal, `--reply-bytes=${scenario.replyBytesMedian}`] : equal;
}

/** Carries out the plan; everything it started is gone when it returns, also when it throws. */
export async function runWorkloads(settings: RunSettings): Promise<RunRecord> {
  return await new Run(settings).record();
}
