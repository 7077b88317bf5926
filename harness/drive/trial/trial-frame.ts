// What trials of all shapes have in common: fresh processes, and what becomes of the trial when one
// of them fails.
//
//   start services ▶ start contender ▶ [the shape's own part] ▶ stop contender ▶ stop services
//
// The shape's own part is cut off when the contender or a service dies or the operator ends the
// run. Whatever goes wrong becomes the trial's fault, with a reason; nothing thrown here loses
// another trial.

import { setTimeout as sleep } from "node:timers/promises";
import { pidsOfTrial, readPssBytes, readUsage } from "#measure/process-usage.ts";
import type { Outcome } from "#model/run-record.ts";
import { type ContenderLaunch, ContenderProcess } from "./contender-process.ts";
import { StepMeter } from "./step-meter.ts";
import type { Supervisor } from "./supervisor.ts";

/** What names a trial in the record. */
export interface TrialKey {
  readonly contender: string;
  readonly variant: string;
  readonly scenario: string;
  readonly block: number;
}

/** Why a trial gave no figures, or what its contender did wrong although it gave some. */
export interface TrialFault {
  readonly outcome: Exclude<Outcome, "measured" | "unavailable" | "left-out">;
  readonly reason: string;
}

export interface ServiceLaunch extends ContenderLaunch {
  readonly name: string;
  /** See Service. */
  readonly contenderArgument: string;
}

export interface FrameSetup {
  readonly key: TrialKey;
  readonly launch: ContenderLaunch;
  /** Started before the contender, in this order. */
  readonly services: readonly ServiceLaunch[];
  readonly supervisor: Supervisor;
  readonly signal: AbortSignal;
}

const ABORTED = "the run was aborted";
/** A pipe or a connection that closes is seen some ms before the end of its process is told. */
const DEATH_TOLD_MS = 100;

interface RunningService {
  readonly name: string;
  readonly process: ContenderProcess;
}

export class TrialFrame {
  readonly #setup: FrameSetup;
  readonly #services: RunningService[] = [];
  readonly #cut = new AbortController();
  #contender: ContenderProcess | undefined;
  #fault: TrialFault | undefined;
  #wasReady = false;
  #stopping = false;

  constructor(setup: FrameSetup) {
    this.#setup = setup;
  }

  /** Aborted when the trial cannot go on; why, has been said by then. */
  get cut(): AbortSignal {
    return this.#cut.signal;
  }

  /** The first fault stands: what follows is mostly its consequence. */
  blame(outcome: TrialFault["outcome"], reason: string): void {
    this.#fault ??= { outcome, reason };
  }

  /** Runs `part` between the start and the end of all processes. @returns what went wrong. */
  async run(part: (contender: ContenderProcess) => Promise<void>): Promise<TrialFault | undefined> {
    const { signal } = this.#setup;
    const abort = (): void => this.end("invalid", ABORTED);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    try {
      const command = await this.#startServices();
      if (command !== undefined) await this.#runContender(command, part);
    } finally {
      signal.removeEventListener("abort", abort);
      await this.#stop();
    }
    return this.#fault;
  }

  /** `started`, unless the trial is cut off first. */
  async untilCut<Value>(started: Promise<Value>): Promise<Value | undefined> {
    const { cut } = this;
    if (cut.aborted) return undefined;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const cutOff = (): void => resolve(undefined);
    cut.addEventListener("abort", cutOff, { once: true });
    try {
      return await Promise.race([started, promise]);
    } finally {
      // A job waits thousands of times.
      cut.removeEventListener("abort", cutOff);
    }
  }

  /** A contender that is ready: from here on its death ends the trial. */
  watch(contender: ContenderProcess): void {
    this.#wasReady = true;
    void contender.exited.then(() => this.end("crashed", `${contender.obituary} under load`));
  }

  /** CPU of the contender so far. */
  contenderCpuNs(): number {
    return readUsage(this.#pids()).cpuNs;
  }

  contenderPssBytes(): number | null {
    return readPssBytes(this.#pids());
  }

  /** See StepMeter. */
  meter(sampledS: number | undefined): StepMeter {
    const { launch, services } = this.#setup;
    const serviceTrialIds = services.map(({ trialId }) => trialId);
    return new StepMeter({ trialId: launch.trialId, serviceTrialIds }, sampledS);
  }

  #pids(): number[] {
    return pidsOfTrial(this.#setup.launch.trialId);
  }

  /** @returns the contender's command, which tells it where the services are. */
  async #startServices(): Promise<readonly string[] | undefined> {
    const { launch, services, supervisor } = this.#setup;
    const words = [...launch.command];
    for (const { name, contenderArgument, ...own } of services) {
      if (this.cut.aborted) return undefined;
      const process = new ContenderProcess(own, supervisor);
      this.#services.push({ name, process });
      const readiness = await this.untilCut(process.ready());
      if (readiness === undefined) return undefined;
      if (readiness.state === "failed") {
        this.blame("invalid", serviceReason(name, readiness.reason));
        return undefined;
      }
      words.push(contenderArgument.replaceAll("{port}", String(readiness.port)));
      void process.exited.then(() => this.end("invalid", serviceReason(name, process.obituary)));
    }
    return words;
  }

  async #runContender(
    command: readonly string[],
    part: (contender: ContenderProcess) => Promise<void>,
  ): Promise<void> {
    if (this.cut.aborted) return;
    const { launch, supervisor } = this.#setup;
    const contender = new ContenderProcess({ ...launch, command }, supervisor);
    this.#contender = contender;
    await part(contender);
  }

  /** Ends the trial before its time. */
  end(outcome: TrialFault["outcome"], reason: string): void {
    if (this.#stopping) return;
    this.blame(outcome, reason);
    this.#cut.abort();
  }

  async #stop(): Promise<void> {
    this.#stopping = true;
    if (this.#fault?.outcome === "crashed") await sleep(DEATH_TOLD_MS);
    this.#explainFault();
    const { faults = [] } = (await this.#contender?.stop()) ?? {};
    for (const reason of faults) this.blame("invalid", reason);
    for (const { name, process } of this.#services.toReversed()) {
      const ending = await process.stop();
      for (const reason of ending.faults) this.blame("invalid", serviceReason(name, reason));
    }
  }

  /** Lost requests are the first sign of a death; who died, and how, says more. */
  #explainFault(): void {
    if (this.#fault === undefined || this.#fault.reason === ABORTED) return;
    const dead = this.#services.find(({ process }) => !process.running);
    if (dead !== undefined) {
      const reason = serviceReason(dead.name, dead.process.obituary);
      this.#fault = { outcome: "invalid", reason };
    } else if (this.#isDead() && this.#fault.outcome === "crashed") {
      const reason = `${this.#contender?.obituary ?? ""} under load`;
      this.#fault = { outcome: "crashed", reason };
    }
  }

  #isDead(): boolean {
    return this.#wasReady && this.#contender?.running === false;
  }
}

function serviceReason(name: string, reason: string): string {
  return `the service ${name} ${reason}`;
}
