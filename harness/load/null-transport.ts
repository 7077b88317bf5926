// A transport without a peer: whatever is written is answered with one byte at the next look. With
// a codec and requests as small as possible, so that what remains is the generator's own work: what
// its rehearsal warms and its cost is taken of.

import type { Codec } from "#model/codec.ts";
import { REPLY_OK } from "#model/reply-status.ts";
import type { RequestSource } from "#model/traffic.ts";
import { InOrderSlots } from "./codecs/in-order-slots.ts";
import type { Transport, TransportEvents } from "./transport.ts";

const ANSWER = new Uint8Array([1]);
/** More than any loop sends between two looks. */
const WAITING_MAX = 4_096;

export class NullTransport implements Transport {
  readonly #waiting = new Int32Array(WAITING_MAX);
  #count = 0;
  #events: TransportEvents | undefined;

  listen(events: TransportEvents): void {
    this.#events = events;
  }

  open(connection: number): void {
    this.#events?.opened(connection);
  }

  write(connection: number): boolean {
    this.#waiting[this.#count++] = connection;
    return true;
  }

  /** Answers what was written since the last call. */
  poll(): void {
    for (let at = 0; at < this.#count; at++) {
      this.#events?.received(this.#waiting[at] as number, ANSWER, 0, 1);
    }
    this.#count = 0;
  }

  reset(): void {}

  close(): void {}
}

/** Every byte is a reply to the oldest request of its connection. */
export const nullCodec: Codec = {
  name: "null",
  replyBytesMax: 1,
  connection(inFlightMax) {
    const slots = new InOrderSlots(inFlightMax);
    return {
      expect: (slot) => slots.push(slot),
      reset: () => slots.clear(),
      parse(_buffer, from, to, sink) {
        for (let at = from; at < to; at++) sink(slots.shift(), REPLY_OK, at, at + 1);
        return to;
      },
    };
  },
};

export const nullSource: RequestSource = {
  requestBytesMax: 1,
  writeRequest(slab, at) {
    slab[at] = 1;
    return 1;
  },
  expects: () => 1,
  check: { sent: () => 0, reply: () => 0, sentence: () => "" },
};
