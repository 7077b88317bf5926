// What happens to connections beside requests and replies: bytes that are no reply, ends in the
// middle of one, and times without any. Its own file because nothing here is needed to send or to
// time a request; it is told to people who ask why there is no result.

import { NS_PER_S } from "#model/units.ts";

/** Enough to know a protocol by: `220 mail.example ESMTP`. */
const GREETING_BYTES_MAX = 40;
const NOT_PRINTABLE = /[^\x20-\x7e]+/g;

export class ExchangeNotes {
  receivedBytes = 0;
  cutReplies = 0;
  /** Connections on which bytes came before anything was sent, and how the first of them began. */
  greeted = 0;
  greeting: string | undefined;
  /** 1 for connections that sent or brought something since they were opened. */
  readonly #isUsed: Uint8Array;
  #noneOpenNs = 0;
  /** Undefined while a connection stands. */
  #noneOpenFromNs: number | undefined;

  constructor(connections: number) {
    this.#isUsed = new Uint8Array(connections);
  }

  /** Forgets all that was counted; what is known of connections stays. */
  start(nowNs: number): void {
    this.receivedBytes = 0;
    this.cutReplies = 0;
    this.greeted = 0;
    this.greeting = undefined;
    this.#noneOpenNs = 0;
    if (this.#noneOpenFromNs !== undefined) this.#noneOpenFromNs = nowNs;
  }

  sent(connection: number): void {
    this.#isUsed[connection] = 1;
  }

  /** Bytes `buffer[from … to)` came. */
  received(connection: number, buffer: Uint8Array, from: number, to: number): void {
    this.receivedBytes += to - from;
    if (this.#isUsed[connection] === 1) return;
    this.#isUsed[connection] = 1;
    this.greeted++;
    const bytes = buffer.subarray(from, Math.min(to, from + GREETING_BYTES_MAX));
    this.greeting ??= Buffer.from(bytes).toString("latin1").replaceAll(NOT_PRINTABLE, " ").trim();
  }

  opened(connection: number, nowNs: number): void {
    this.#isUsed[connection] = 0;
    this.#noneOpenNs += nowNs - (this.#noneOpenFromNs ?? nowNs);
    this.#noneOpenFromNs = undefined;
  }

  /** The last open connection is gone. */
  noneOpen(nowNs: number): void {
    this.#noneOpenFromNs = nowNs;
  }

  /** How long no connection stood, until `nowNs`. */
  noneOpenS(nowNs: number): number {
    return (this.#noneOpenNs + nowNs - (this.#noneOpenFromNs ?? nowNs)) / NS_PER_S;
  }
}
