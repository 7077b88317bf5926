// What trials of jobs and kernels have in common: a contender with a framed link, asked one request
// after the other. Its own file because asking can fail in many ways, which all end the trial with
// one clear reason; what is asked is job-trial.ts's and kernel-trial.ts's.

import { valueOf } from "#judge/trial-metrics.ts";
import { jobTrialMetrics } from "#judge/job-metrics.ts";
import type { JobStep } from "#model/job-step.ts";
import type { JobTrial } from "#model/run-record.ts";
import type { ContenderProcess } from "./contender-process.ts";
import type { FramedLink } from "./framed-link.ts";
import { type FrameSetup, TrialFrame, type TrialFault } from "./trial-frame.ts";

export interface FramedSetup extends FrameSetup {
  /** A request that takes longer is late, and the trial is over. */
  readonly requestCapS: number;
  readonly noisyHost: boolean;
}

export interface JobTrialEnding {
  /** Present when the step was finished. */
  readonly trial?: JobTrial;
  readonly fault?: TrialFault;
}

/** A reply in time and by the protocol. */
export interface TimedReply {
  readonly reply: Uint8Array;
  readonly elapsedNs: number;
}

/** The contender between its ready line and its end. */
export class FramedContender {
  readonly frame: TrialFrame;
  readonly #link: FramedLink;
  readonly #limitS: number;
  #asked = false;

  constructor(frame: TrialFrame, link: FramedLink, limitS: number) {
    this.frame = frame;
    this.#link = link;
    this.#limitS = limitS;
  }

  /**
   * Undefined when the trial is over; why, has been said. The first request, which is the gate,
   * comes in parts.
   */
  async ask(request: Uint8Array): Promise<TimedReply | undefined> {
    const answer = await this.frame.untilCut(
      this.#asked
        ? this.#link.exchange(request, this.#limitS)
        : this.#link.exchangeInParts(request, this.#limitS),
    );
    this.#asked = true;
    if (answer === undefined) return undefined;
    if (answer.state === "replied") return answer;
    this.frame.blame("crashed", answer.reason);
    return undefined;
  }
}

/**
 * What the workload's own code makes; undefined where it fails, which ends the trial without
 * blaming the contender.
 */
export function madeBy<Value extends object>(
  frame: TrialFrame,
  what: string,
  make: () => Value,
): Value | undefined {
  try {
    return make();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    frame.blame("invalid", `the workload's ${what} failed: ${message}`);
    return undefined;
  }
}

/** The shape's own part of the trial. @returns its step, or undefined when there is none. */
export type FramedPart = (contender: FramedContender) => Promise<JobStep | undefined>;

/** Runs `part` on a fresh contender; never throws for what a contender does. */
export async function runFramedTrial(
  setup: FramedSetup,
  part: FramedPart,
): Promise<JobTrialEnding> {
  const frame = new TrialFrame({ ...setup, launch: { ...setup.launch, link: "framed" } });
  let trial: JobTrial | undefined;
  const fault = await frame.run(async (process) => {
    const contender = await whenReady(frame, process, setup.requestCapS);
    const step = contender === undefined ? undefined : await part(contender);
    if (step === undefined) return;
    const metrics = [...jobTrialMetrics([step]), valueOf("pssBytes", frame.contenderPssBytes())];
    trial = { ...setup.key, steps: [step], metrics };
  });
  return { ...(trial === undefined ? {} : { trial }), ...(fault === undefined ? {} : { fault }) };
}

async function whenReady(
  frame: TrialFrame,
  process: ContenderProcess,
  requestCapS: number,
): Promise<FramedContender | undefined> {
  const readiness = await frame.untilCut(process.readyFramed());
  if (readiness === undefined) return undefined;
  if (readiness.state === "failed") {
    frame.blame("crashed", readiness.reason);
    return undefined;
  }
  frame.watch(process);
  return new FramedContender(frame, readiness.link, requestCapS);
}
