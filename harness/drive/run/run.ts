// A run: all planned trials of all workloads, in blocks, each block one round over all contenders
// in seeded order, so that what drifts on the host drifts for all of them. What is finished goes to
// the journal at once.
//
//   make everything ready ▶ per scenario and block: pre-check ▶ trials in seeded order ▶ record

import { randomBytes } from "node:crypto";
import { type CorePlacement, pinProcess, readCoreFacts } from "#measure/placement.ts";
import { drawsOf, shuffled } from "#model/draws.ts";
import type { RunRecord } from "#model/run-record.ts";
import { preCheckBlock } from "./block-pre-check.ts";
import type { BuildSettings } from "#drive/builds/build-cache.ts";
import { contenderOutcome } from "#drive/trial/contender-outcome.ts";
import type { JournalHead } from "./journal.ts";
import { PRE_CHECK_S, type ScenarioPlan, trialsOfEntry } from "#drive/plan/planner.ts";
import type { ShowProgress } from "./progress.ts";
import { RunLog } from "./run-log.ts";
import { makeReady, type Runner, UNDECIDED } from "./runners.ts";
import { Supervisor } from "#drive/trial/supervisor.ts";
import { keyOf, ownEnvironment, runTrialAt, type TrialPlace } from "./trial-place.ts";
import { trialSummary } from "#drive/trial/trial-summary.ts";
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
  /** No block starts later than this after the run's start. */
  readonly maxTimeS: number | undefined;
  readonly signal: AbortSignal;
  readonly show: ShowProgress;
}

/** Draws of the order of contenders are independent of those of requests and schedules. */
const ORDER_STREAM = 0x0de2;

class Run {
  readonly #settings: RunSettings;
  readonly #log: RunLog;
  readonly #supervisor = new Supervisor(randomBytes(8).toString("hex"));
  #trialNumber = 0;

  constructor(settings: RunSettings) {
    this.#settings = settings;
    this.#log = new RunLog(settings.folder, settings.head);
  }

  async record(): Promise<RunRecord> {
    const { workloads, signal, placement } = this.#settings;
    const { allowed } = readCoreFacts();
    try {
      const runners = { ...this.#settings, runId: this.#supervisor.runId, log: this.#log };
      const prepared = [];
      for (const workload of workloads) {
        prepared.push({ workload, scenarios: await makeReady(workload, runners) });
      }
      // From here on the harness keeps off the generator's core; builds were free to use all.
      pinProcess(process.pid, placement.contenderCores, placement);
      for (const { workload, scenarios } of prepared) {
        for (const [scenario, ready] of scenarios) {
          await this.#runScenario(workload, scenario, ready);
        }
      }
    } finally {
      pinProcess(process.pid, allowed, placement);
      await this.#supervisor.end();
    }
    return this.#log.record(signal.aborted ? "aborted" : "complete");
  }

  async #runScenario(
    workload: WorkloadToRun,
    scenario: ScenarioPlan,
    runners: readonly Runner[],
  ): Promise<void> {
    const { seed, signal } = this.#settings;
    for (let block = 0; block < scenario.trials; block++) {
      const due = runners.filter(({ entry }) => block < trialsOfEntry(entry, scenario.trials));
      if (due.length === 0 || signal.aborted) return;
      if (this.#isOutOfTime(block)) {
        const what = `${workload.plan.workload.id}, ${scenario.scenario.id}`;
        const blocks = `blocks ${block + 1} to ${scenario.trials}`;
        const sentence = `${what}: ${blocks}, for want of time (--max-time)`;
        this.#log.add({ entry: "left-out", sentence });
        return;
      }
      const noisyHost = !(await this.#preCheck(workload, block));
      for (const runner of shuffled(due, drawsOf(seed, ORDER_STREAM + block))) {
        if (this.#settings.signal.aborted) return;
        await this.#runTrial({ workload, scenario, block, noisyHost }, runner);
      }
    }
  }

  async #preCheck(workload: WorkloadToRun, block: number): Promise<boolean> {
    const { show, signal, placement, compileCache } = this.#settings;
    const preCheck = await preCheckBlock({
      workload: workload.plan.workload.id,
      block,
      spinS: PRE_CHECK_S,
      placement,
      environment: ownEnvironment({ supervisor: this.#supervisor, compileCache }),
      signal,
      attempted: (attempt, pausedShare) => show({ kind: "pre-check", block, attempt, pausedShare }),
    });
    this.#log.add({ entry: "pre-check", preCheck });
    return preCheck.passed;
  }

  async #runTrial(place: TrialPlace, runner: Runner): Promise<void> {
    const { show, signal } = this.#settings;
    const key = keyOf(place, runner);
    const number = ++this.#trialNumber;
    show({ kind: "trial-started", key, number, atS: this.#log.elapsedS });
    const ground = { ...this.#settings, supervisor: this.#supervisor };
    const ending = await runTrialAt(place, runner, ground);
    runner.started++;
    if (ending.trial !== undefined) {
      runner.trials.push(ending.trial);
      this.#log.addTrial(place.workload.plan.workload.id, ending.trial);
    }
    // A trial that was cut off by the operator says nothing about the contender.
    if (ending.fault !== undefined && !signal.aborted) runner.faults.push(ending.fault);
    this.#log.note(place, runner.entry, outcomeSoFar(runner));
    show({ kind: "trial-ended", key, summary: trialSummary(ending) });
  }

  #isOutOfTime(block: number): boolean {
    const { maxTimeS } = this.#settings;
    return block > 0 && maxTimeS !== undefined && this.#log.elapsedS > maxTimeS;
  }
}

function outcomeSoFar({ trials, faults, started }: Runner): ReturnType<typeof contenderOutcome> {
  const isUndecided = trials.length + faults.length === 0;
  return isUndecided ? UNDECIDED : contenderOutcome(trials, faults, started);
}

/** Carries out the plan; everything it started is gone when it returns, also when it throws. */
export async function runWorkloads(settings: RunSettings): Promise<RunRecord> {
  return await new Run(settings).record();
}
