// One trial of a service: a fresh process of one contender, driven by a generator process of its
// own.
//
//   ready ▶ [prefill ▶ gate ▶ warm-up ▶ pilot ▶ step …] ▶ memory
//            the generator's; between its phases the contender's usage is read,
//            during steps drive sleeps
//
// What is around it, trial-frame.ts starts and stops. Whatever goes wrong becomes the trial's
// ending, with a reason.

import { COLD, NOISY_HOST } from "#judge/labels.ts";
import { keptStep } from "#judge/kept-payloads.ts";
import { judgeStep } from "#judge/step-validity.ts";
import { trialMetrics, valueOf } from "#judge/trial-metrics.ts";
import type { GeneratorEvent, PhaseCounts, StepPlan, TrialPlan } from "#model/plan.ts";
import type { Trial } from "#model/run-record.ts";
import type { Step, StepOutcome } from "#model/step.ts";
import { MS_PER_S, NS_PER_S } from "#model/units.ts";
import type { ContenderProcess } from "./contender-process.ts";
import { GeneratorClient, type GeneratorLaunch } from "./generator-client.ts";
import type { StepMeter } from "./step-meter.ts";
import { REPEATS_PER_TRIAL, StepOrder } from "./step-order.ts";
import { type FrameSetup, TrialFrame, type TrialFault } from "./trial-frame.ts";
import { WarmUpRule } from "./warm-up-rule.ts";

export interface TrialSetup extends FrameSetup {
  readonly language: string;
  readonly generator: Omit<GeneratorLaunch, "plan">;
  readonly plan: Omit<TrialPlan, "port">;
  /** Of each step of the plan; see Step. */
  readonly gridPositions: readonly (number | null)[];
  /** A step that was not fit is run again so often at most. */
  readonly repeats: number;
  /** The block's pre-check failed three times. */
  readonly noisyHost: boolean;
}

export interface TrialEnding {
  /** Present when at least one step was finished, or none was planned. */
  readonly trial?: Trial;
  readonly fault?: TrialFault;
}

/** Beyond the plan's own time: start, prefill, gate, stop. A trial that hangs is ended after it. */
const OVERHEAD_S = 60;

class TrialRun {
  readonly #setup: TrialSetup;
  readonly #frame: TrialFrame;
  readonly #order: StepOrder;
  #warmUp: WarmUpRule;
  #meter: StepMeter | undefined;
  #wasWarmed = false;
  #pssBytes: number | null = null;

  constructor(setup: TrialSetup) {
    this.#setup = setup;
    this.#frame = new TrialFrame(setup);
    this.#order = new StepOrder(setup.gridPositions, setup.repeats);
    this.#warmUp = new WarmUpRule(setup.language, 0);
  }

  async run(): Promise<TrialEnding> {
    const fault = await this.#frame.run((contender) => this.#whenReady(contender));
    const steps = this.#order.steps;
    const isWhole = this.#setup.plan.steps.length === 0 && this.#wasWarmed;
    return {
      ...(steps.length > 0 || isWhole ? { trial: this.#trial(steps) } : {}),
      ...(fault === undefined ? {} : { fault }),
    };
  }

  async #whenReady(contender: ContenderProcess): Promise<void> {
    const readiness = await this.#frame.untilCut(contender.ready());
    if (readiness === undefined) return;
    if (readiness.state === "failed") {
      this.#frame.blame("crashed", readiness.reason);
      return;
    }
    this.#frame.watch(contender);
    await this.#drive(readiness.port);
  }

  async #drive(port: number): Promise<void> {
    const { generator, plan, supervisor } = this.#setup;
    const client = new GeneratorClient({ ...generator, plan: { ...plan, port } }, supervisor);
    const end = (): void => void client.stop();
    const late = (): void => this.#frame.end("invalid", "did not end in time and was ended");
    const limit = setTimeout(late, this.#limitMs());
    const { cut } = this.#frame;
    cut.addEventListener("abort", end, { once: true });
    try {
      for await (const event of client.events()) {
        if (!this.#take(event, client)) break;
      }
    } finally {
      this.#meter?.stop();
      clearTimeout(limit);
      cut.removeEventListener("abort", end);
      await client.stop();
    }
  }

  /** Acts on an event. @returns false when the trial is over. */
  #take(event: GeneratorEvent, client: GeneratorClient): boolean {
    switch (event.event) {
      case "prefilled":
        this.#warmUp = new WarmUpRule(this.#setup.language, this.#frame.contenderCpuNs());
        return this.#passes(event.counts, "while it was filled");
      case "gated":
        this.#warmUp = new WarmUpRule(this.#setup.language, this.#frame.contenderCpuNs());
        return this.#passes(event.counts, "one request at a time");
      case "warm-up-second": {
        const settled = this.#warmUp.add({ ...event, cpuNs: this.#frame.contenderCpuNs() });
        client.send({ command: settled ? "settled" : "continue" });
        return true;
      }
      case "warmed":
        this.#wasWarmed = true;
        return this.#passes(event.counts, "in the warm-up");
      case "piloted":
        return this.#passes(event.counts, "in the pilot");
      case "step-ready":
        this.#startStep(client);
        return true;
      case "step-done":
        this.#order.ended(event.step, this.#judged(event));
        return true;
      case "done":
        return false;
      case "fault":
        // The lab's own, or the contender accepts no connections: what is sure is that figures are
        // missing.
        this.#frame.blame("invalid", event.reason);
        return false;
    }
  }

  #startStep(client: GeneratorClient): void {
    const due = this.#order.next();
    if (due === undefined) {
      client.send({ command: "end" });
      return;
    }
    const { step } = due;
    const { plan, gridPositions } = this.#setup;
    const { durationS } = plan.steps[step] as StepPlan;
    // The course of steps on the grid is not shown.
    this.#meter = this.#frame.meter(gridPositions[step] === null ? durationS : undefined);
    client.send({ command: "step", ...due });
  }

  #judged({ outcome, step: position }: { outcome: StepOutcome; step: number }): Step {
    const { noisyHost, gridPositions } = this.#setup;
    if (this.#meter === undefined) throw new Error("a step ended that had not begun");
    const { cpuNs, rssBytesMax, rssBytesMean, slices, services } = this.#meter.end();
    // Behind the grid a contender has been overloaded, which others in the comparison have not.
    if (gridPositions[position] === null) this.#pssBytes = this.#frame.contenderPssBytes();
    const usage = {
      cpuS: cpuNs / NS_PER_S,
      cpuNsPerReply: outcome.replied > 0 ? cpuNs / outcome.replied : null,
      rssBytesMax,
      rssBytesMean,
    };
    const step = judgeStep(outcome, {
      usage,
      gridPosition: gridPositions[position] ?? null,
      usageTimeline: slices,
      ...(services === undefined ? {} : { services }),
    });
    if (outcome.firstMismatch !== undefined) {
      this.#frame.blame(
        "incorrect",
        `${outcome.mismatched} wrong of ${outcome.replied}: ${outcome.firstMismatch}`,
      );
    }
    const labels = [
      ...step.labels,
      ...(this.#warmUp.settled ? [] : [COLD]),
      ...(noisyHost ? [NOISY_HOST] : []),
    ];
    return keptStep({ ...step, labels });
  }

  #passes(counts: PhaseCounts, when: string): boolean {
    if (counts.mismatched > 0) {
      this.#frame.blame(
        "incorrect",
        `${counts.mismatched} wrong of ${counts.replied} ${when}: ${counts.firstMismatch ?? ""}`,
      );
      return false;
    }
    if (counts.failed === 0) return true;
    const asked = counts.failed + counts.replied;
    this.#frame.blame(
      "crashed",
      `${counts.failed} of ${asked} requests got no valid reply ${when}`,
    );
    return false;
  }

  #trial(steps: readonly Step[]): Trial {
    return {
      ...this.#setup.key,
      steps,
      repeated: this.#order.repeated,
      metrics: [
        ...trialMetrics(steps),
        valueOf("closedLoopPerS", this.#warmUp.closedLoopPerS),
        valueOf("pssBytes", this.#pssBytes),
      ],
    };
  }

  #limitMs(): number {
    const { steps, drain, warmUp, pilot } = this.#setup.plan;
    const stepS = steps.map((step) => step.durationS + drain.maxS);
    const pilotS = typeof pilot === "object" ? pilot.durationS + drain.maxS : 0;
    const repeatsS = this.#setup.repeats > 0 ? REPEATS_PER_TRIAL * Math.max(0, ...stepS) : 0;
    const plannedS = stepS.reduce((sum, each) => sum + each, warmUp.capS + pilotS + repeatsS);
    return (plannedS + OVERHEAD_S) * MS_PER_S;
  }
}

/** Runs one trial to its end; never throws for what a contender does. */
export function runTrial(setup: TrialSetup): Promise<TrialEnding> {
  return new TrialRun(setup).run();
}
