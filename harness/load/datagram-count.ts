// What became of a step's datagrams beside the replies: dropped for want of room, or passed over.
// Its own file because nothing of it is known over TCP, and because the kernel's table is read for
// it, which must not happen within a step.

import type { DatagramNotes } from "#model/plan.ts";
import type { Exchange } from "./exchange.ts";

export class DatagramCount {
  readonly #exchange: Exchange;
  #ignoredBefore = 0;
  #droppedBefore: number | null = 0;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** What was counted until now belongs to earlier phases. */
  start(): void {
    this.#ignoredBefore = this.#exchange.ignored;
    this.#droppedBefore = this.#dropped;
  }

  /** Of the time since `start`; nothing over TCP. */
  get notes(): { readonly datagrams?: DatagramNotes } {
    const { receiveBufferBytes } = this.#exchange.transport;
    if (receiveBufferBytes === undefined) return {};
    const dropped = this.#dropped;
    const isKnown = dropped !== null && this.#droppedBefore !== null;
    return {
      datagrams: {
        receiveBufferBytes,
        dropped: isKnown ? dropped - (this.#droppedBefore as number) : null,
        ignored: this.#exchange.ignored - this.#ignoredBefore,
      },
    };
  }

  get #dropped(): number | null {
    return this.#exchange.transport.droppedDatagrams?.() ?? null;
  }
}
