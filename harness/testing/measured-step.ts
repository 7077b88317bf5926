// Open-loop steps against something that listens on the loopback, through the real generator
// process: what the lab measures when it measures itself. Its own file because truths and planted
// faults need the same steps, and both need what a trial does not show: the process to plant a
// fault in, and the outcome before it was judged. What listens, others start and stop.

import path from "node:path";
import { longestS } from "#cli/load/load-run.ts";
import { DRAIN, PAUSE_RULE } from "#drive/plan/trial-plan.ts";
import { ownEnvironment } from "#drive/run/trial-place.ts";
import { GeneratorClient } from "#drive/trial/generator-client.ts";
import type { Supervisor } from "#drive/trial/supervisor.ts";
import { judgeStep } from "#judge/step-validity.ts";
import { type CorePlacement, pinnedCommand } from "#measure/placement.ts";
import {
  type DrainRule,
  type GeneratorEvent,
  type PhaseCounts,
  type PilotPlan,
  PLAN_VERSION,
  type StepNotes,
  type StepPlan,
  type TrialPlan,
} from "#model/plan.ts";
import type { TruthProtocol } from "#model/self-test.ts";
import type { Step, StepOutcome } from "#model/step.ts";
import type { TrafficSettings } from "#model/traffic.ts";
import { MS_PER_S, NS_PER_S } from "#model/units.ts";

export interface PlanInput {
  readonly protocol: TruthProtocol;
  readonly port: number;
  /** Absolute path; exports `openTraffic`. */
  readonly trafficModule: string;
  readonly traffic: TrafficSettings;
  readonly steps: readonly StepPlan[];
  readonly connections: number;
  readonly inFlightMax: number;
  /** Whether replies are judged; they are unless told otherwise. */
  readonly oracle?: boolean;
  /** None unless given. */
  readonly gateCount?: number;
  /** Length of the closed loop before the first step; none unless given. */
  readonly warmUpS?: number;
  /** None unless given: the look-back is the rule's. */
  readonly pilot?: PilotPlan;
  readonly drain?: DrainRule;
  /** Of UDP sockets; see UdpPlan. */
  readonly receiveBufferBytes?: number;
}

const CODECS = path.join(import.meta.dirname, "..", "load", "codecs");
const CODEC_OF: Readonly<Record<TruthProtocol, string>> = {
  http: "http.ts",
  memcache: "memcache.ts",
  udp: "datagram.ts",
};

export function planFor(input: PlanInput): TrialPlan {
  const { protocol, port, trafficModule, traffic, steps, connections, inFlightMax } = input;
  const { oracle = true, gateCount = 0, warmUpS = 0, drain = DRAIN } = input;
  const { pilot, receiveBufferBytes } = input;
  const buffer = receiveBufferBytes === undefined ? {} : { receiveBufferBytes };
  return {
    version: PLAN_VERSION,
    codecModule: path.join(CODECS, CODEC_OF[protocol]),
    trafficModule,
    traffic,
    oracle,
    host: "127.0.0.1",
    port,
    ...(protocol === "udp" ? { transport: { kind: "udp", ...buffer } } : {}),
    connections,
    inFlightMax,
    gateCount,
    pauseRule: PAUSE_RULE,
    ...(pilot === undefined ? {} : { pilot }),
    warmUp: { capS: warmUpS },
    drain,
    steps,
    requestOffset: 0,
  };
}

export interface StepsOrder {
  readonly supervisor: Supervisor;
  readonly placement: CorePlacement;
  readonly plan: TrialPlan;
  /** Where compiled modules are kept, so that the generator needs no compiler in memory. */
  readonly compileCache: string;
  readonly signal?: AbortSignal;
  /** The generator's command line, once it names its core: what it is to be started inside of. */
  readonly wrap?: (command: readonly string[]) => readonly string[];
  /**
   * Called before step number `step` is ordered, which waits for it. What it returns is disposed of
   * when the step is over, however it ends.
   */
  readonly onStep?: (generatorPid: number, step: number) => StepGuest | Promise<StepGuest>;
}

/** What lasts as long as a step. */
export type StepGuest = AsyncDisposable | void;

/** One of each for every step of the plan, in its order. */
export interface MeasuredSteps {
  readonly outcomes: readonly StepOutcome[];
  readonly steps: readonly Step[];
  readonly notes: readonly StepNotes[];
  /** Replies a second of the warm-up's closed loop; null without a warm-up. */
  readonly warmedPerS: number | null;
  readonly generatorPid: number;
}

export type Measured = MeasuredSteps | { readonly fault: string };

/** Beyond the plan's own time: the start of the generator, and its quantiles behind each step. */
const OVERHEAD_S = 30;
const UNREAD = {
  usage: { cpuS: 0, cpuNsPerReply: null, rssBytesMax: 0, rssBytesMean: 0 },
  gridPosition: null,
  usageTimeline: { usageSliceMs: 0, cpuNs: [], rssBytes: [] },
};

/** Runs the plan's steps once each. What goes wrong outside of this process is a fault. */
export async function measureSteps(order: StepsOrder): Promise<Measured> {
  const { plan, supervisor, signal } = order;
  const client = new GeneratorClient(
    { plan, pin: (command) => startedIn(order, command), environment: ownEnvironment(order) },
    supervisor,
  );
  let fault: string | undefined;
  const end = (why: string): void => {
    fault ??= why;
    void client.stop();
  };
  const limitS = longestS(plan) + plan.warmUp.capS + OVERHEAD_S;
  const limit = setTimeout(() => end(`no end within ${limitS} s`), limitS * MS_PER_S);
  const abort = (): void => end("aborted");
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted === true) abort();
  const talk = new GeneratorTalk(order, client);
  try {
    for await (const event of client.events()) await talk.take(event);
  } finally {
    clearTimeout(limit);
    signal?.removeEventListener("abort", abort);
    await client.stop();
    await talk.endStep();
  }
  // What we ended it for says more than that it ended.
  return fault === undefined ? talk.result : { fault };
}

function startedIn({ placement, wrap }: StepsOrder, command: readonly string[]): readonly string[] {
  const core = placement.generatorCore;
  const pinned = core === null ? command : pinnedCommand(command, [core], placement);
  return wrap === undefined ? pinned : wrap(pinned);
}

class GeneratorTalk {
  readonly #order: StepsOrder;
  readonly #client: GeneratorClient;
  readonly #outcomes: StepOutcome[] = [];
  readonly #steps: Step[] = [];
  readonly #notes: StepNotes[] = [];
  #warmedPerS: number | null = null;
  #ordered = 0;
  #guest: StepGuest = undefined;
  #fault: string | undefined;

  constructor(order: StepsOrder, client: GeneratorClient) {
    this.#order = order;
    this.#client = client;
  }

  get result(): Measured {
    const pid = this.#client.pid;
    const lacks = this.#steps.length < this.#order.plan.steps.length;
    const fault = this.#fault ?? (lacks ? "the generator ended before its last step" : undefined);
    if (fault !== undefined || pid === undefined) return { fault: fault ?? "never started" };
    return {
      outcomes: this.#outcomes,
      steps: this.#steps,
      notes: this.#notes,
      warmedPerS: this.#warmedPerS,
      generatorPid: pid,
    };
  }

  /** Not a switch: events that ask for nothing need no word here. */
  async take(event: GeneratorEvent): Promise<void> {
    if (event.event === "warm-up-second") this.#client.send({ command: "continue" });
    else if (event.event === "warmed") this.#warmedPerS = repliedPerS(event.counts);
    else if (event.event === "step-ready") await this.#startStep();
    else if (event.event === "fault") this.#fault = event.reason;
    else if (event.event === "step-done") {
      await this.endStep();
      this.#outcomes.push(event.outcome);
      this.#steps.push(judgeStep(event.outcome, UNREAD));
      this.#notes.push(event.notes);
    }
  }

  async endStep(): Promise<void> {
    const guest = this.#guest;
    this.#guest = undefined;
    if (guest !== undefined) await guest[Symbol.asyncDispose]();
  }

  async #startStep(): Promise<void> {
    const { plan, onStep } = this.#order;
    const step = this.#ordered++;
    const pid = this.#client.pid;
    if (step >= plan.steps.length || pid === undefined) {
      this.#client.send({ command: "end" });
      return;
    }
    this.#guest = await onStep?.(pid, step);
    this.#client.send({ command: "step", step, attempt: 0 });
  }
}

function repliedPerS({ replied, durationNs }: PhaseCounts): number | null {
  return replied === 0 ? null : (replied / durationNs) * NS_PER_S;
}
