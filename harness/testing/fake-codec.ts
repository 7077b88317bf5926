// A protocol that no one speaks, which asks everything of the codec seam at once: replies name
// their request (by id), most requests owe none (sparse), and consecutive requests leave as one
// message with a header (batched).
//
//   message   "FB", u16 count, u32 payload bytes, requests
//   request   u32 index, u8 filler bytes, filler
//   reply     "R", u8 status, u32 index, u8 body bytes, body
//   body      u32 digest of the index
//
// All numbers are little-endian. It is for tests: it allocates, and is not fast.

import type { BatchFraming, Codec, CodecConnection, ReplySink } from "#model/codec.ts";
import { mix32 } from "#model/draws.ts";
import { REPLY_MISS, REPLY_OK } from "#model/reply-status.ts";
import type { RequestSource } from "#model/traffic.ts";
import type { PeerProtocol, ScriptedTraffic } from "./peer-protocol.ts";

const HEADER_BYTES = 8;
const REPLY_HEAD_BYTES = 7;
const REQUEST_HEAD_BYTES = 5;
const [LETTER_F, LETTER_B, LETTER_R] = [70, 66, 82];
/** A small prime number, so that neighbours differ in length. */
const FILLERS = 13;
const WRONG = 1;
const FAULT = -1;

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const batch: BatchFraming = {
  countMax: 5,
  headerBytes: HEADER_BYTES,
  writeHeader(slab, at, count, payloadBytes) {
    const view = viewOf(slab);
    slab[at] = LETTER_F;
    slab[at + 1] = LETTER_B;
    view.setUint16(at + 2, count, true);
    view.setUint32(at + 4, payloadBytes, true);
  },
};

class FakeConnection implements CodecConnection {
  readonly #slots = new Map<number, number>();

  expect(slot: number, index: number): void {
    this.#slots.set(index, slot);
  }

  reset(): void {
    this.#slots.clear();
  }

  parse(buffer: Uint8Array, from: number, to: number, sink: ReplySink): number {
    const view = viewOf(buffer);
    let at = from;
    while (at < to) {
      if (buffer[at] !== LETTER_R) return FAULT;
      if (at + REPLY_HEAD_BYTES > to) return at;
      const bodyFrom = at + REPLY_HEAD_BYTES;
      const bodyTo = bodyFrom + (buffer[at + 6] as number);
      if (bodyTo > to) return at;
      const index = view.getUint32(at + 2, true);
      const slot = this.#slots.get(index);
      if (slot === undefined) return FAULT;
      this.#slots.delete(index);
      sink(slot, buffer[at + 1] as number, bodyFrom, bodyTo);
      at = bodyTo;
    }
    return at;
  }
}

export const fakeCodec: Codec = {
  name: "fake",
  replyBytesMax: 64,
  batch,
  connection: () => new FakeConnection(),
};

function source(owesOneIn: number): RequestSource {
  return {
    requestBytesMax: REQUEST_HEAD_BYTES + FILLERS,
    writeRequest(slab, at, index) {
      const fillerBytes = index % FILLERS;
      viewOf(slab).setUint32(at, index, true);
      slab[at + 4] = fillerBytes;
      slab.fill(index, at + REQUEST_HEAD_BYTES, at + REQUEST_HEAD_BYTES + fillerBytes);
      return REQUEST_HEAD_BYTES + fillerBytes;
    },
    expects: (index) => (index % owesOneIn === 0 ? 1 : 0),
    check: {
      sent: (index) => mix32(index),
      // oxlint-disable-next-line max-params -- the seam's shape: numbers instead of an object
      reply: (_index, digest, status, buffer, bodyFrom) =>
        status === REPLY_OK && viewOf(buffer).getUint32(bodyFrom, true) === digest ? 0 : WRONG,
      sentence: () => "the digest of another index",
    },
  };
}

/** The bytes of a reply, as the other end writes them. */
export function fakeReply(index: number, status: number, digest: number): Uint8Array {
  const reply = new Uint8Array(REPLY_HEAD_BYTES + 4);
  const view = viewOf(reply);
  reply[0] = LETTER_R;
  reply[1] = status;
  view.setUint32(2, index, true);
  reply[6] = 4;
  view.setUint32(REPLY_HEAD_BYTES, digest, true);
  return reply;
}

function peer(owesOneIn: number): PeerProtocol {
  return {
    read(bytes, request) {
      const view = viewOf(bytes);
      let at = 0;
      while (at + HEADER_BYTES <= bytes.length) {
        const end = at + HEADER_BYTES + view.getUint32(at + 4, true);
        if (end > bytes.length) return at;
        readMessage(view, at, end).forEach(request);
        at = end;
      }
      return at;
    },
    reply(index, content) {
      if (index % owesOneIn !== 0) return undefined;
      return content === "right"
        ? fakeReply(index, REPLY_OK, mix32(index))
        : fakeReply(index, REPLY_MISS, mix32(index));
    },
    garbage: new Uint8Array([1, 2, 3]),
  };
}

/** The indexes in the message `[from, end)`. Throws unless header and requests agree. */
function readMessage(view: DataView, from: number, end: number): number[] {
  const indexes: number[] = [];
  let at = from + HEADER_BYTES;
  while (at < end) {
    const index = view.getUint32(at, true);
    const fillerBytes = view.getUint8(at + 4);
    if (fillerBytes !== index % FILLERS) throw new Error(`request ${index} is damaged`);
    for (let filler = 0; filler < fillerBytes; filler++) {
      if (view.getUint8(at + REQUEST_HEAD_BYTES + filler) !== index % 256)
        throw new Error(`the filler of request ${index} is damaged`);
    }
    indexes.push(index);
    at += REQUEST_HEAD_BYTES + fillerBytes;
  }
  const count = view.getUint16(from + 2, true);
  const isMarked = view.getUint8(from) === LETTER_F && view.getUint8(from + 1) === LETTER_B;
  if (!isMarked || at !== end || indexes.length !== count || count > batch.countMax)
    throw new Error(`a message announces ${count} requests and holds ${indexes.length}`);
  return indexes;
}

/** Traffic in which one request in `owesOneIn` owes a reply. */
export function fakeTraffic(owesOneIn: number): ScriptedTraffic {
  return { codec: fakeCodec, source: source(owesOneIn), peer: peer(owesOneIn) };
}
