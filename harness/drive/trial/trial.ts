// One trial: a fresh process of one contender, from its start to its end, driven by a generator
// process of its own.
//
//   start ▶ ready ▶ [prefill ▶ gate ▶ warm-up ▶ step …] ▶ memory ▶ stop
//                    the generator's; between its phases the contender's usage is read,
//                    during steps drive sleeps
//
// Whatever goes wrong becomes the trial's ending, with a reason; nothing thrown here loses another
// trial.

import { COLD, NOISY_HOST } from "#judge/labels.ts";
import { judgeStep } from "#judge/step-validity.ts";
import { trialMetrics, valueOf } from "#judge/trial-metrics.ts";
import { pidsOfTrial, readPssBytes, readUsage } from "#measure/process-usage.ts";
import type { GeneratorEvent, PhaseCounts, TrialPlan } from "#model/plan.ts";
import type { Outcome, Trial } from "#model/run-record.ts";
import type { ContenderUsage, Step, StepOutcome } from "#model/step.ts";
import { NS_PER_S } from "#model/units.ts";
import { type ContenderLaunch, ContenderProcess } from "./contender-process.ts";
import { GeneratorClient, type GeneratorLaunch } from "./generator-client.ts";
import type { Supervisor } from "./supervisor.ts";
import { WarmUpRule } from "./warm-up-rule.ts";

/** What names a trial in the record. */
export interface TrialKey {
  readonly contender: string;
  readonly variant: string;
  readonly scenario: string;
  readonly block: number;
}

export interface TrialSetup {
  readonly key: TrialKey;
  readonly language: string;
  readonly launch: ContenderLaunch;
  readonly generator: Omit<GeneratorLaunch, "plan">;
  readonly plan: Omit<TrialPlan, "port">;
  /** The block's pre-check failed three times. */
  readonly noisyHost: boolean;
  readonly supervisor: Supervisor;
  readonly signal: AbortSignal;
}

/** Why a trial gave no figures, or what its contender did wrong although it gave some. */
export interface TrialFault {
  readonly outcome: Exclude<Outcome, "measured" | "unavailable" | "left-out">;
  readonly reason: string;
}

export interface TrialEnding {
  /** Present when at least one step was finished. */
  readonly trial?: Trial;
  readonly fault?: TrialFault;
}

/** Beyond the plan's own time: start, prefill, gate, stop. A trial that hangs is ended after it. */
const OVERHEAD_S = 60;
const ABORTED = "the run was aborted";

class TrialRun {
  readonly #setup: TrialSetup;
  readonly #contender: ContenderProcess;
  readonly #steps: Step[] = [];
  #warmUp: WarmUpRule;
  #before = { cpuNs: 0, rssBytes: 0 };
  #fault: TrialFault | undefined;
  #pssBytes: number | null = null;

  constructor(setup: TrialSetup) {
    this.#setup = setup;
    this.#warmUp = new WarmUpRule(setup.language, 0);
    this.#contender = new ContenderProcess(setup.launch, setup.supervisor);
  }

  async run(): Promise<TrialEnding> {
    const { signal } = this.#setup;
    const cutOff = (): void => void this.#contender.stop();
    signal.addEventListener("abort", cutOff, { once: true });
    const readiness = await this.#contender.ready();
    signal.removeEventListener("abort", cutOff);
    if (signal.aborted) this.#blame("invalid", ABORTED);
    else if (readiness.state === "failed") this.#blame("crashed", readiness.reason);
    else await this.#drive(readiness.port);
    // Lost requests are the first sign of a death; how it died says more.
    const died = this.#fault?.outcome === "crashed" && !this.#contender.running;
    if (died && readiness.state === "ready") this.#fault = this.#death();
    const { faults } = await this.#contender.stop();
    for (const reason of faults) this.#blame("invalid", reason);
    return {
      ...(this.#steps.length > 0 ? { trial: this.#trial() } : {}),
      ...(this.#fault === undefined ? {} : { fault: this.#fault }),
    };
  }

  async #drive(port: number): Promise<void> {
    const { generator, plan, supervisor, signal } = this.#setup;
    const client = new GeneratorClient({ ...generator, plan: { ...plan, port } }, supervisor);
    let ended = false;
    const end = (outcome: TrialFault["outcome"], reason: string): void => {
      if (ended) return;
      this.#blame(outcome, reason);
      void client.stop();
    };
    void this.#contender.exited.then(() => end("crashed", this.#death().reason));
    const limit = setTimeout(end, this.#limitMs(), "invalid", "did not end in time and was ended");
    const abort = (): void => end("invalid", ABORTED);
    signal.addEventListener("abort", abort, { once: true });
    try {
      for await (const event of client.events()) {
        if (!this.#take(event, client)) break;
      }
    } finally {
      ended = true;
      clearTimeout(limit);
      signal.removeEventListener("abort", abort);
      await client.stop();
    }
  }

  /** Acts on an event. @returns false when the trial is over. */
  #take(event: GeneratorEvent, client: GeneratorClient): boolean {
    switch (event.event) {
      case "prefilled":
        this.#warmUp = new WarmUpRule(this.#setup.language, this.#usage().cpuNs);
        return this.#passes(event.counts, "while it was filled");
      case "gated":
        this.#warmUp = new WarmUpRule(this.#setup.language, this.#usage().cpuNs);
        return this.#passes(event.counts, "one request at a time");
      case "warm-up-second": {
        const settled = this.#warmUp.add({ ...event, cpuNs: this.#usage().cpuNs });
        client.send(settled ? "settled" : "continue");
        return true;
      }
      case "warmed":
        return this.#passes(event.counts, "in the warm-up");
      case "step-ready":
        this.#before = this.#usage();
        client.send("continue");
        return true;
      case "step-done":
        this.#steps.push(this.#judged(event.outcome));
        return true;
      case "done":
        this.#pssBytes = readPssBytes(this.#pids());
        return false;
      case "fault":
        // The lab's own, or the contender accepts no connections: what is sure is that figures are
        // missing.
        this.#blame("invalid", event.reason);
        return false;
    }
  }

  #judged(outcome: StepOutcome): Step {
    const { noisyHost } = this.#setup;
    const after = this.#usage();
    const cpuNs = after.cpuNs - this.#before.cpuNs;
    const usage: ContenderUsage = {
      cpuS: cpuNs / NS_PER_S,
      cpuNsPerReply: outcome.replied > 0 ? cpuNs / outcome.replied : null,
      rssBytesMax: after.rssBytesPeak,
      rssBytesMean: (this.#before.rssBytes + after.rssBytes) / 2,
    };
    const step = judgeStep(outcome, {
      usage,
      gridPosition: null,
      usageTimeline: { usageSliceMs: 0, cpuNs: [], rssBytes: [] },
    });
    if (outcome.firstMismatch !== undefined) {
      this.#blame(
        "incorrect",
        `${outcome.mismatched} wrong of ${outcome.replied}: ${outcome.firstMismatch}`,
      );
    }
    const labels = [
      ...step.labels,
      ...(this.#warmUp.settled ? [] : [COLD]),
      ...(noisyHost ? [NOISY_HOST] : []),
    ];
    return { ...step, labels };
  }

  #passes(counts: PhaseCounts, when: string): boolean {
    if (counts.mismatched > 0) {
      this.#blame(
        "incorrect",
        `${counts.mismatched} wrong of ${counts.replied} ${when}: ${counts.firstMismatch ?? ""}`,
      );
      return false;
    }
    if (counts.failed === 0) return true;
    const asked = counts.failed + counts.replied;
    this.#blame("crashed", `${counts.failed} of ${asked} requests got no valid reply ${when}`);
    return false;
  }

  #death(): TrialFault {
    return { outcome: "crashed", reason: `${this.#contender.obituary} under load` };
  }

  /** The first fault stands: what follows is mostly its consequence. */
  #blame(outcome: TrialFault["outcome"], reason: string): void {
    this.#fault ??= { outcome, reason };
  }

  #trial(): Trial {
    return {
      ...this.#setup.key,
      steps: this.#steps,
      metrics: [
        ...trialMetrics(this.#steps),
        valueOf("closedLoopPerS", this.#warmUp.closedLoopPerS),
        valueOf("pssBytes", this.#pssBytes),
      ],
    };
  }

  #pids(): number[] {
    return pidsOfTrial(this.#setup.launch.trialId);
  }

  #usage(): ReturnType<typeof readUsage> {
    return readUsage(this.#pids());
  }

  #limitMs(): number {
    const { steps, drain, warmUp } = this.#setup.plan;
    const plannedS = steps.reduce((sum, step) => sum + step.durationS + drain.maxS, warmUp.capS);
    return (plannedS + OVERHEAD_S) * 1_000;
  }
}

/** Runs one trial to its end; never throws for what a contender does. */
export function runTrial(setup: TrialSetup): Promise<TrialEnding> {
  return new TrialRun(setup).run();
}
