// Requests and replies that are one datagram each, matched by the number of the request.
//
//   request   u32 index, anything
//   reply     u32 index, u32 status (0: answered, else refused), body
//
// Numbers are little-endian. The end of a datagram is the end of its reply, so `parse` is given
// exactly one each time, and consumes it whatever it is: there is nothing to wait for and nothing
// to resynchronise. What answers nothing (a stranger's, a second copy, one that is too short) is
// passed over and counted; it says nothing about the other requests of its connection, which stay
// owed.

import type { Codec, CodecConnection, ReplySink } from "#model/codec.ts";
import { REPLY_OK, REPLY_REFUSED } from "#model/reply-status.ts";
import { DATAGRAM_BYTES_MAX } from "../transport.ts";
import { SlotsById } from "./slots-by-id.ts";

const HEAD_BYTES = 8;

function u32At(buffer: Uint8Array, at: number): number {
  const low = (buffer[at] as number) | ((buffer[at + 1] as number) << 8);
  const high = (buffer[at + 2] as number) | ((buffer[at + 3] as number) << 8);
  return (low | (high << 16)) >>> 0;
}

class DatagramConnection implements CodecConnection {
  readonly #slots: SlotsById;
  ignored = 0;

  constructor(inFlightMax: number) {
    this.#slots = new SlotsById(inFlightMax);
  }

  expect(slot: number, index: number): void {
    this.#slots.add(index, slot);
  }

  reset(): void {
    this.#slots.clear();
  }

  parse(buffer: Uint8Array, from: number, to: number, sink: ReplySink): number {
    const slot = to - from < HEAD_BYTES ? -1 : this.#slots.take(u32At(buffer, from));
    if (slot === -1) this.ignored++;
    else {
      const status = u32At(buffer, from + 4);
      const form = status === 0 ? REPLY_OK : REPLY_REFUSED;
      sink(slot, form, from + HEAD_BYTES, to, status);
    }
    return to;
  }
}

export const codec: Codec = {
  name: "datagram",
  replyBytesMax: DATAGRAM_BYTES_MAX,
  connection: (inFlightMax) => new DatagramConnection(inFlightMax),
};
