// One scenario of a run, in blocks: each block one round over all contenders in seeded order, so
// that what drifts on the host drifts for all of them.
//
//   closed-loop maxima ▶ per block: pre-check ▶ trials in seeded order
//
// Blocks are added beyond the planned ones while a claim or a target lacks valid trials and there
// is time. Whether a trial is valid is all that is looked at, never what it came to.

import { drawsOf, mix32, shuffled } from "#model/draws.ts";
import { largestStep, plannedSteps, type PlannedStep } from "#drive/plan/trial-plan.ts";
import { coveredRange, floorGrid, kneeGrid } from "#drive/plan/rate-grid.ts";
import { trialsMaxOf } from "#drive/plan/scenario-plan.ts";
import { contenderOutcome } from "#drive/trial/contender-outcome.ts";
import { trialSummary } from "#drive/trial/trial-summary.ts";
import { preCheckBlock } from "./block-pre-check.ts";
import { lacksTrials } from "./lacking-trials.ts";
import type { ShowProgress } from "./progress.ts";
import type { RunLog } from "./run-log.ts";
import { type Runner, type ScenarioToRun, UNDECIDED } from "./runners.ts";
import {
  keyOf,
  ownEnvironment,
  runTrialAt,
  type TrialGround,
  type TrialPlace,
} from "./trial-place.ts";

export interface ScenarioGround extends TrialGround {
  readonly log: RunLog;
  readonly show: ShowProgress;
}

/** Draws of the order of contenders are independent of those of requests and schedules. */
const ORDER_STREAM = 0x0de2;
/** The maxima are measured before the first block. */
const BEFORE_BLOCKS = 0;

class ScenarioRun {
  readonly #at: ScenarioToRun;
  readonly #ground: ScenarioGround;
  readonly #startS: number;

  constructor(at: ScenarioToRun, ground: ScenarioGround) {
    this.#at = at;
    this.#ground = ground;
    this.#startS = ground.log.elapsedS;
  }

  async run(): Promise<void> {
    const { signal } = this.#ground;
    await this.#measureMaxima();
    for (let block = 0; !signal.aborted; block++) {
      const due = this.#dueIn(block);
      if (due.length === 0) return;
      if (block > 0 && this.#takesTooLong(due)) {
        this.#tellCutOff(block);
        return;
      }
      const noisyHost = !(await this.#preCheck(block));
      for (const runner of this.#orderOf(due, block)) {
        if (signal.aborted) return;
        await this.#runTrial(
          {
            ...this.#at,
            block,
            noisyHost,
            steps: this.#stepsOf(runner, block),
            requestsMax: this.#requestsMax(),
          },
          runner,
        );
      }
    }
  }

  /**
   * Two blocks at a time share a draw, and the second reverses it: whoever went first goes last.
   * Each scenario has draws of its own.
   */
  #orderOf(due: readonly Runner[], block: number): Runner[] {
    const { workload, scenario } = this.#at;
    const name = `${workload.plan.workload.id} ${scenario.scenario.id}`;
    const own = Buffer.from(name).reduce((sum, byte) => mix32(sum + byte), ORDER_STREAM);
    const order = shuffled(due, drawsOf(this.#ground.seed, own + Math.floor(block / 2)));
    return block % 2 === 0 ? order : order.toReversed();
  }

  /** Those with planned trials left; then whole blocks of what lacks valid ones. */
  #dueIn(block: number): Runner[] {
    const { runners, scenario } = this.#at;
    const planned = runners.filter(({ entry }) => block < entry.trials);
    if (planned.length > 0) return planned;
    if (scenario.budgetS === undefined || block >= trialsMaxOf(scenario)) return [];
    const judged = runners.filter(({ entry }) => entry.priority !== "extra");
    const lacks = judged.some((runner) => lacksTrials(runner, scenario.rules.trials));
    return lacks ? judged : [];
  }

  /** Where a knee is wanted: the closed loop at full speed says around which rates it may lie. */
  async #measureMaxima(): Promise<void> {
    const { runners } = this.#at;
    const { log, signal } = this.#ground;
    for (const runner of runners.filter(({ entry }) => entry.grid === "knee")) {
      if (signal.aborted) return;
      const place = {
        ...this.#at,
        block: BEFORE_BLOCKS,
        noisyHost: false,
        steps: [],
        requestsMax: 0,
      };
      const { trial, fault } = await this.#measured(place, runner, "maximum");
      const found = trial?.metrics.find(({ name }) => name === "closedLoopPerS")?.value ?? 0;
      if (found > 0) {
        runner.gridMaximumPerS = Math.round(found);
        const { gridMaximumPerS } = runner;
        log.note(this.#at, runner.entry, { ...UNDECIDED, gridMaximumPerS });
      }
      if (fault !== undefined && !signal.aborted) {
        runner.faults.push(fault);
        this.#note(runner);
      }
    }
  }

  /** Of a service: the compared rates, then the contender's own grid. */
  #stepsOf({ entry, gridMaximumPerS }: Runner, block: number): PlannedStep[] {
    if (this.#at.shape !== "service") return [];
    const { scenario, runners } = this.#at;
    const draw = { seed: this.#ground.seed, block };
    if (entry.grid === "knee" && gridMaximumPerS !== undefined) {
      return plannedSteps(scenario, kneeGrid(gridMaximumPerS, draw));
    }
    const maximaPerS = runners.flatMap((runner) => runner.gridMaximumPerS ?? []);
    return entry.grid === "floor" && maximaPerS.length > 0
      ? plannedSteps(scenario, floorGrid(coveredRange(maximaPerS), draw))
      : plannedSteps(scenario, []);
  }

  /** The same for all contenders and blocks, or their requests would not be. */
  #requestsMax(): number {
    const { runners } = this.#at;
    return Math.max(...runners.map((runner) => largestStep(this.#stepsOf(runner, 0))));
  }

  async #preCheck(block: number): Promise<boolean> {
    const { show, signal, placement, log } = this.#ground;
    const preCheck = await preCheckBlock({
      workload: this.#at.workload.plan.workload.id,
      block,
      spinS: this.#at.scenario.rules.preCheckS,
      placement,
      environment: ownEnvironment(this.#ground),
      signal,
      attempted: (attempt, pausedShare) => show({ kind: "pre-check", block, attempt, pausedShare }),
    });
    log.add({ entry: "pre-check", preCheck });
    return preCheck.passed;
  }

  async #runTrial(place: TrialPlace, runner: Runner): Promise<void> {
    const { log, signal } = this.#ground;
    const startS = log.elapsedS;
    const ending = await this.#measured(place, runner, "trial");
    runner.started++;
    runner.spentS += log.elapsedS - startS;
    if (ending.trial !== undefined) {
      runner.trials.push(ending.trial);
      log.addTrial(place.workload.plan.workload.id, ending.trial);
    }
    // A trial that was cut off by the operator says nothing about the contender.
    if (ending.fault !== undefined && !signal.aborted) runner.faults.push(ending.fault);
    this.#note(runner);
  }

  async #measured(
    place: TrialPlace,
    runner: Runner,
    what: "trial" | "maximum",
  ): ReturnType<typeof runTrialAt> {
    const { show, log } = this.#ground;
    const key = keyOf(place, runner);
    show({ kind: "trial-started", key, what, atS: log.elapsedS });
    const ending = await runTrialAt(place, runner, this.#ground);
    show({ kind: "trial-ended", key, summary: trialSummary(ending) });
    return ending;
  }

  #note(runner: Runner): void {
    const { gridMaximumPerS } = runner;
    const maximum = gridMaximumPerS === undefined ? {} : { gridMaximumPerS };
    this.#ground.log.note(this.#at, runner.entry, { ...outcomeSoFar(runner), ...maximum });
  }

  #takesTooLong(due: readonly Runner[]): boolean {
    const { budgetS, rules } = this.#at.scenario;
    if (budgetS === undefined) return false;
    const trialsS = due.map(({ spentS, started }) => spentS / Math.max(1, started));
    const blockS = trialsS.reduce((sum, trialS) => sum + trialS, rules.preCheckS);
    return this.#ground.log.elapsedS - this.#startS + blockS > budgetS;
  }

  #tellCutOff(block: number): void {
    const { workload, scenario } = this.#at;
    const what = `${workload.plan.workload.id}, ${scenario.scenario.id}`;
    const planned = Math.max(...scenario.entries.map(({ trials }) => trials));
    const blocks =
      block < planned
        ? `blocks ${block + 1} to ${planned}`
        : `further blocks, although a claim or a target lacks valid trials`;
    const sentence = `${what}: ${blocks}, for want of time`;
    this.#ground.log.add({ entry: "left-out", sentence });
  }
}

function outcomeSoFar({ trials, faults, started }: Runner): ReturnType<typeof contenderOutcome> {
  const isUndecided = trials.length + faults.length === 0;
  return isUndecided ? UNDECIDED : contenderOutcome(trials, faults, started);
}

/** Runs all blocks of the scenario. */
export function runScenario(at: ScenarioToRun, ground: ScenarioGround): Promise<void> {
  return new ScenarioRun(at, ground).run();
}
