// The twin's one server: which request is served, until when, what becomes of it, and the line in
// the log. Clock and replies are parameters, so that tests hold it to the nanosecond.
//
// A departure has an absolute deadline, d_i = max(a_i, d_i-1) + S_i: what one reply is late is not
// added to the next. Sockets are truth-server.ts's.

import type { Clock } from "#load/clock.ts";
import type { TruthLogWriter } from "./truth-log.ts";
import { FATE, type TruthPlan } from "./truth-plan.ts";
import { TruthQueue, type Waiting } from "./truth-queue.ts";
import { UNNUMBERED } from "./truth-wire.ts";

/**
 * With less than this to go the clock is watched and nothing else. A look at all sockets takes some
 * 10 µs, and 0.2 ms where a thousand of them have something.
 */
const WATCH_NS = 300_000;
/** Handing a reply to the kernel takes 5 to 30 µs; what takes this long was a pause of the host. */
const HAND_OVER_NS_MAX = 50_000;
/** Twenty-six seconds of 5,000 requests a second: more than any case lets wait. */
export const QUEUE_MAX = 131_072;

/** The origin of a request, as far as the server knows it. */
export interface TruthOrigin {
  /** As the log is to name it. */
  readonly connection: number;
}

export interface FifoSetup<Origin extends TruthOrigin> {
  readonly plan: TruthPlan;
  readonly log: TruthLogWriter;
  readonly clock: Clock;
  /** Hands the reply over at once, as the fate says; not called for a silent one. */
  readonly answer: (origin: Origin, index: number, fate: number) => void;
}

interface Service<Origin> extends Waiting<Origin> {
  readonly deadlineNs: number;
  readonly fate: number;
  readonly isLogged: boolean;
}

export class FifoService<Origin extends TruthOrigin> {
  readonly #setup: FifoSetup<Origin>;
  readonly #queue = new TruthQueue<Origin>();
  readonly #served: Uint8Array;
  #unnumbered: number;
  #inService: Service<Origin> | undefined;
  #deadlineNs = Number.NEGATIVE_INFINITY;
  #endNs = Number.NEGATIVE_INFINITY;

  constructor(setup: FifoSetup<Origin>) {
    this.#setup = setup;
    this.#served = new Uint8Array(setup.plan.count);
    this.#unnumbered = setup.plan.firstIndex;
  }

  /** Requests that wait; no more may arrive from QUEUE_MAX on. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** @param index or UNNUMBERED: the next number then. */
  arrive(index: number, arrivalNs: number, origin: Origin): void {
    const number = index === UNNUMBERED ? this.#unnumbered++ : index;
    this.#queue.add({ index: number, arrivalNs, origin });
  }

  /** Serves one request, or waits for it a little. Returns soon, so that sockets are looked at. */
  turn(): void {
    const { clock } = this.#setup;
    const service = this.#inService ?? this.#begin();
    this.#inService = service;
    if (service === undefined) return;
    let atNs = clock.nowNs();
    if (service.deadlineNs - atNs > WATCH_NS) return;
    while (atNs < service.deadlineNs) atNs = clock.nowNs();
    this.#inService = undefined;
    this.#depart(service, atNs);
  }

  #begin(): Service<Origin> | undefined {
    const waiting = this.#queue.take();
    if (waiting === undefined) return undefined;
    const { plan } = this.#setup;
    const position = waiting.index - plan.firstIndex;
    const isLogged = this.#served[position] === 0;
    if (isLogged) this.#served[position] = 1;
    const serviceNs = isLogged ? (plan.serviceNs[position] as number) : plan.otherServiceNs;
    const fate = isLogged ? (plan.fates[position] as number) : FATE.answer;
    this.#deadlineNs = Math.max(waiting.arrivalNs, this.#deadlineNs) + serviceNs;
    return { ...waiting, deadlineNs: this.#deadlineNs, fate, isLogged };
  }

  #depart({ origin, index, arrivalNs, fate, isLogged }: Service<Origin>, atNs: number): void {
    const { log, clock, answer } = this.#setup;
    if (fate !== FATE.silent) answer(origin, index, fate);
    const doneNs = clock.nowNs();
    const startNs = Math.max(arrivalNs, this.#endNs);
    this.#endNs = doneNs - atNs > HAND_OVER_NS_MAX ? doneNs : atNs;
    const departure = { index, connection: origin.connection, arrivalNs };
    if (isLogged) log.add({ ...departure, startNs, endNs: this.#endNs });
    else log.others++;
  }
}
