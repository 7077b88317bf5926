// One trial of a job: the same large request, one at a time.
//
//   ready ▶ gate (the oracle must pass) ▶ warm-up (until CPU per request settles) ▶ step ▶ memory
//
// Every reply is judged, between the requests and so outside their time. What is around it,
// framed-trial.ts and trial-frame.ts do.

import { type JobOutcome, judgeJobStep } from "#judge/job-validity.ts";
import { COLD, NOISY_HOST } from "#judge/labels.ts";
import type { JobStep } from "#model/job-step.ts";
import { MS_PER_S } from "#model/units.ts";
import type { JobScenario, JobWork, SizeParameters } from "#model/workload.ts";
import {
  type FramedContender,
  type FramedSetup,
  type JobTrialEnding,
  madeBy,
  runFramedTrial,
} from "./framed-trial.ts";
import { JobWarmUp } from "./job-warm-up.ts";

export interface JobTrialSetup extends FramedSetup {
  readonly scenario: JobScenario;
  readonly parameters: SizeParameters;
  readonly warmUpCapS: number;
  /** The step goes on until both are reached. */
  readonly durationS: number;
  readonly requestsMin: number;
}

interface JudgedReply {
  readonly elapsedNs: number;
  readonly mismatch: string | undefined;
}

/** What is asked again and again, and how much work it is. */
interface Asked {
  readonly request: Uint8Array;
  readonly work: JobWork;
}

class JobRun {
  readonly #setup: JobTrialSetup;
  readonly #asked: Asked;
  readonly #contender: FramedContender;
  #warmUp = new JobWarmUp(0);

  constructor(setup: JobTrialSetup, asked: Asked, contender: FramedContender) {
    this.#setup = setup;
    this.#asked = asked;
    this.#contender = contender;
  }

  async run(): Promise<JobStep | undefined> {
    return (await this.#getsWarm()) ? await this.#step() : undefined;
  }

  /**
   * The gate is the first request of the warm-up: a job of minutes is not asked twice before a rule
   * looks at it.
   */
  async #getsWarm(): Promise<boolean> {
    const { warmUpCapS } = this.#setup;
    const { frame } = this.#contender;
    this.#warmUp = new JobWarmUp(frame.contenderCpuNs());
    const endMs = performance.now() + warmUpCapS * MS_PER_S;
    for (let requests = 0; ; requests++) {
      const judged = await this.#ask();
      if (judged === undefined) return false;
      if (judged.mismatch !== undefined) {
        const when = requests === 0 ? "as the first reply" : "in the warm-up";
        frame.blame("incorrect", `wrong ${when}: ${judged.mismatch}`);
        return false;
      }
      const isWarm = this.#warmUp.add(judged.elapsedNs, frame.contenderCpuNs());
      if (isWarm || performance.now() >= endMs) return true;
    }
  }

  /** One request and what the oracle says of its reply; undefined when the trial is over. */
  async #ask(): Promise<JudgedReply | undefined> {
    const timed = await this.#contender.ask(this.#asked.request);
    if (timed === undefined) return undefined;
    const { reply, elapsedNs } = timed;
    const { scenario, parameters } = this.#setup;
    return madeBy(this.#contender.frame, "oracle", () => ({
      elapsedNs,
      mismatch: scenario.mismatch(reply, parameters),
    }));
  }

  async #step(): Promise<JobStep | undefined> {
    const { frame } = this.#contender;
    const meter = frame.meter(this.#setup.durationS);
    const outcome = await this.#repeated().finally(() => meter.stop());
    if (outcome === undefined) return undefined;
    const { services, ...usage } = meter.end();
    const { mismatched, firstMismatch, elapsedNs } = outcome;
    if (firstMismatch !== undefined) {
      frame.blame("incorrect", `${mismatched} wrong of ${elapsedNs.length}: ${firstMismatch}`);
    }
    const served = services === undefined ? {} : { services };
    return judgeJobStep(outcome, { ...usage, ...served, labels: this.#labels() }, this.#asked.work);
  }

  async #repeated(): Promise<JobOutcome | undefined> {
    const { durationS, requestsMin } = this.#setup;
    const startMs = performance.now();
    const elapsedNs: number[] = [];
    const mismatches: string[] = [];
    for (let lastedS = 0; lastedS < durationS || elapsedNs.length < requestsMin; ) {
      const judged = await this.#ask();
      if (judged === undefined) return undefined;
      elapsedNs.push(judged.elapsedNs);
      if (judged.mismatch !== undefined) mismatches.push(judged.mismatch);
      lastedS = (performance.now() - startMs) / MS_PER_S;
    }
    const [firstMismatch] = mismatches;
    return {
      elapsedNs,
      durationS: (performance.now() - startMs) / MS_PER_S,
      mismatched: mismatches.length,
      ...(firstMismatch === undefined ? {} : { firstMismatch }),
    };
  }

  #labels(): string[] {
    return [
      ...(this.#warmUp.settled ? [] : [COLD]),
      ...(this.#setup.noisyHost ? [NOISY_HOST] : []),
    ];
  }
}

/** Runs one trial to its end; never throws for what a contender does. */
export function runJobTrial(setup: JobTrialSetup): Promise<JobTrialEnding> {
  const { scenario, parameters } = setup;
  return runFramedTrial(setup, async (contender) => {
    const asked = madeBy(contender.frame, "request", () => ({
      request: scenario.request(parameters),
      work: scenario.work(parameters),
    }));
    return asked === undefined ? undefined : await new JobRun(setup, asked, contender).run();
  });
}
