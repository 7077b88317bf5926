// HTTP/1.1, reading side: replies in the order of their requests, each ending where RFC 9112,
// section 6.3, says.
//
//   answers HEAD, 204, 304       behind the head
//   Transfer-Encoding: chunked   behind the last chunk and its trailers
//   Content-Length               so many bytes on
//   none of these                at the connection's end
//
// Interim replies (1xx) are part of the reply that follows. A connection that its peer announced to
// close ends with that reply. Redirects, cookies and codings of content are not followed, kept or
// undone: a reply is what came.

import { type Codec, type CodecConnection, LAST_REPLY, type ReplySink } from "#model/codec.ts";
import { REPLY_MISS, REPLY_OK, REPLY_REFUSED, type ReplyStatus } from "#model/reply-status.ts";
import { HttpChunks } from "./http-chunks.ts";
import { faultText, INCOMPLETE, REPLY_BYTES_MAX } from "./http-fault.ts";
import { REPLY_TOO_LONG, SWITCHED, UNASKED } from "./http-fault.ts";
import { HttpHead } from "./http-head.ts";
import { InOrderSlots } from "./in-order-slots.ts";

/** `RequestSource.replyForm` of a HEAD request: a reply without a body, whatever it announces. */
export const REPLY_TO_HEAD = 1;

const [CONTINUE, SWITCHING, OK, NO_CONTENT, NOT_MODIFIED] = [100, 101, 200, 204, 304];
const [BAD_REQUEST, NOT_FOUND, GONE] = [400, 404, 410];

/** What is read next. */
const IN_HEAD = 0;
const IN_LENGTH = 1;
const IN_CHUNKS = 2;
const UNTIL_END = 3;

function statusOf(code: number): ReplyStatus {
  if (code < BAD_REQUEST) return REPLY_OK;
  return code === NOT_FOUND || code === GONE ? REPLY_MISS : REPLY_REFUSED;
}

class HttpConnection implements CodecConnection {
  /** Slot × 2 + form. */
  readonly #awaited: InOrderSlots;
  readonly #head = new HttpHead();
  readonly #chunks = new HttpChunks();
  #reading = IN_HEAD;
  /** Of the reply being read: its slot, and its body behind its first byte. */
  #slot = 0;
  #bodyFrom = 0;
  #bodyBytes = 0;
  #isLast = false;

  constructor(inFlightMax: number) {
    this.#awaited = new InOrderSlots(inFlightMax);
  }

  expect(slot: number, _index: number, form = 0): void {
    this.#awaited.push(2 * slot + form);
  }

  reset(): void {
    this.#awaited.clear();
    this.#head.reset();
    this.#reading = IN_HEAD;
    this.#isLast = false;
  }

  parse(buffer: Uint8Array, from: number, to: number, sink: ReplySink): number {
    let at = from;
    while (at < to) {
      const end = this.#reply(buffer, at, to, sink);
      if (end === INCOMPLETE) return at;
      if (end < 0) return end;
      if (this.#isLast) return LAST_REPLY;
      at = end;
    }
    return at;
  }

  ended(_buffer: Uint8Array, from: number, to: number, sink: ReplySink): void {
    if (this.#reading === UNTIL_END) this.#tell(from + this.#bodyFrom, to, sink);
  }

  /** Reads one reply at `from`. @returns the position behind it, INCOMPLETE or a fault. */
  #reply(buffer: Uint8Array, from: number, to: number, sink: ReplySink): number {
    if (this.#reading === IN_HEAD) {
      if (this.#awaited.count === 0) return UNASKED;
      const fault = this.#readHead(buffer, from, to);
      if (fault < 0) return fault;
    }
    if (this.#reading === IN_CHUNKS) {
      const end = this.#chunks.read(buffer, from, to);
      if (end < 0) return end;
      this.#tell(from + this.#chunks.bodyFrom, from + this.#chunks.bodyTo, sink);
      return end;
    }
    if (this.#reading === UNTIL_END) {
      return to - from > REPLY_BYTES_MAX ? REPLY_TOO_LONG : INCOMPLETE;
    }
    const bodyFrom = from + this.#bodyFrom;
    const end = bodyFrom + this.#bodyBytes;
    if (end > to) return INCOMPLETE;
    this.#tell(bodyFrom, end, sink);
    return end;
  }

  /** Reads heads until one is not interim, and what its body is. @returns 0 or a fault. */
  #readHead(buffer: Uint8Array, from: number, to: number): number {
    const head = this.#head;
    let end = head.read(buffer, from, to);
    while (end >= 0 && head.code >= CONTINUE && head.code < OK) {
      if (head.code === SWITCHING) return SWITCHED;
      head.readNext();
      end = head.read(buffer, from, to);
    }
    if (end < 0) return end;
    const awaited = this.#awaited.shift();
    this.#slot = awaited >> 1;
    this.#bodyFrom = end - from;
    this.#bodyBytes = 0;
    this.#reading = this.#framing((awaited & 1) === REPLY_TO_HEAD);
    if (this.#reading === IN_CHUNKS) this.#chunks.start(this.#bodyFrom);
    return this.#bodyFrom + this.#bodyBytes > REPLY_BYTES_MAX ? REPLY_TOO_LONG : 0;
  }

  #framing(answersHead: boolean): number {
    const { code, chunked, unbounded, lengthBytes } = this.#head;
    if (answersHead || code === NO_CONTENT || code === NOT_MODIFIED) return IN_LENGTH;
    if (chunked) return IN_CHUNKS;
    if (unbounded || lengthBytes < 0) return UNTIL_END;
    this.#bodyBytes = lengthBytes;
    return IN_LENGTH;
  }

  #tell(bodyFrom: number, bodyTo: number, sink: ReplySink): void {
    const { code, closes } = this.#head;
    this.#isLast = closes;
    this.#reading = IN_HEAD;
    this.#head.reset();
    sink(this.#slot, statusOf(code), bodyFrom, bodyTo, code);
  }
}

export const codec: Codec = {
  name: "http",
  replyBytesMax: REPLY_BYTES_MAX,
  connection: (inFlightMax) => new HttpConnection(inFlightMax),
  faultText,
};
