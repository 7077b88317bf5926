// The memcached text protocol, reading side. A reply is one line, or, for retrievals, any number of
// VALUE blocks and END. The body handed on: the VALUE blocks without the closing END line; of other
// replies the line without CRLF.
//
// The first byte decides the kind of line, and a VALUE's announced length says where it ends, so
// that no byte of a value is ever scanned. Meta and binary replies are not read here yet.

import type { Codec, CodecConnection, ReplySink } from "#model/codec.ts";
import { REPLY_MISS, REPLY_OK, REPLY_REFUSED } from "#model/reply-status.ts";
import { InOrderSlots } from "./in-order-slots.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;
const [LETTER_C, LETTER_D, LETTER_E, LETTER_N, LETTER_S, LETTER_V] = [67, 68, 69, 78, 83, 86];
/**
 * No line of a reply is longer: 250 bytes of key, flags, length and a 64-bit token, or an error
 * sentence.
 */
const LINE_BYTES_MAX = 2_048;
/** memcached's largest item is 1 MiB; 16 of them are the largest multi-get that is not a fault. */
const REPLY_BYTES_MAX = 16 * 1_048_576;

const INCOMPLETE = -1;
const MALFORMED = -2;

/** Position of the LF of the line at `from`; INCOMPLETE or MALFORMED when there is none. */
function lineEnd(buffer: Uint8Array, from: number, to: number): number {
  const last = Math.min(to, from + LINE_BYTES_MAX);
  for (let at = from; at < last; at++) if (buffer[at] === LF) return at;
  return to - from >= LINE_BYTES_MAX ? MALFORMED : INCOMPLETE;
}

/** The byte count in `VALUE <key> <flags> <bytes>[ <cas>]\r`, or MALFORMED. */
function announcedBytes(buffer: Uint8Array, from: number, lf: number): number {
  let at = from;
  for (let spaces = 0; spaces < 3; at++) {
    if (at >= lf) return MALFORMED;
    if (buffer[at] === SPACE) spaces++;
  }
  let bytes = 0;
  const digitsFrom = at;
  for (; at < lf; at++) {
    const digit = buffer[at] as number;
    if (digit < ZERO || digit > NINE) break;
    bytes = bytes * 10 + digit - ZERO;
  }
  return at === digitsFrom || at - digitsFrom > 8 ? MALFORMED : bytes;
}

/** Position behind the VALUE block at `from`; INCOMPLETE or MALFORMED. */
function valueEnd(buffer: Uint8Array, from: number, to: number): number {
  const lf = lineEnd(buffer, from, to);
  if (lf < 0) return lf;
  const bytes = announcedBytes(buffer, from, lf);
  if (bytes < 0) return MALFORMED;
  const end = lf + 1 + bytes + 2;
  if (end > to) return INCOMPLETE;
  return buffer[end - 2] === CR && buffer[end - 1] === LF ? end : MALFORMED;
}

/**
 * Status of a one-line reply, told by its first two bytes; MALFORMED for a line that no reply
 * begins with.
 */
function lineStatus(buffer: Uint8Array, from: number): number {
  const first = buffer[from] as number;
  if (first >= ZERO && first <= NINE) return REPLY_OK; // incr, decr
  switch (first) {
    case LETTER_S: // STORED, STAT; SERVER_ERROR
      return buffer[from + 1] === LETTER_E ? REPLY_REFUSED : REPLY_OK;
    case LETTER_D: // DELETED
    case 84: // TOUCHED
    case 79: // OK
      return REPLY_OK;
    case LETTER_N: // NOT_STORED, NOT_FOUND
      return buffer[from + 4] === 70 ? REPLY_MISS : REPLY_REFUSED;
    case LETTER_C: // CLIENT_ERROR
    case LETTER_E: // ERROR, EXISTS
      return REPLY_REFUSED;
    default:
      return MALFORMED;
  }
}

/** Whether the line at `from` is END: the close of a retrieval. */
function isEnd(buffer: Uint8Array, from: number, lf: number): boolean {
  return (
    buffer[from] === LETTER_E &&
    buffer[from + 1] === LETTER_N &&
    buffer[from + 2] === LETTER_D &&
    lf - from <= 4
  );
}

class MemcacheConnection implements CodecConnection {
  readonly #slots: InOrderSlots;

  constructor(inFlightMax: number) {
    this.#slots = new InOrderSlots(inFlightMax);
  }

  expect(slot: number): void {
    this.#slots.push(slot);
  }

  reset(): void {
    this.#slots.clear();
  }

  parse(buffer: Uint8Array, from: number, to: number, sink: ReplySink): number {
    let at = from;
    while (at < to) {
      const end = this.#reply(buffer, at, to, sink);
      if (end === INCOMPLETE) return at;
      if (end === MALFORMED) return MALFORMED;
      at = end;
    }
    return at;
  }

  /** Reads one reply at `from`. @returns the position behind it, INCOMPLETE or MALFORMED. */
  #reply(buffer: Uint8Array, from: number, to: number, sink: ReplySink): number {
    let at = from;
    while (at < to && buffer[at] === LETTER_V) {
      at = valueEnd(buffer, at, to);
      if (at < 0) return at;
    }
    if (at === to) return INCOMPLETE;
    const lf = lineEnd(buffer, at, to);
    if (lf < 0) return lf;
    if (this.#slots.count === 0) return MALFORMED;
    if (isEnd(buffer, at, lf)) {
      sink(this.#slots.shift(), at > from ? REPLY_OK : REPLY_MISS, from, at);
      return lf + 1;
    }
    const status = at > from ? MALFORMED : lineStatus(buffer, at);
    if (status < 0) return MALFORMED;
    sink(this.#slots.shift(), status, at, buffer[lf - 1] === CR ? lf - 1 : lf);
    return lf + 1;
  }
}

export const codec: Codec = {
  name: "memcache",
  replyBytesMax: REPLY_BYTES_MAX,
  connection: (inFlightMax) => new MemcacheConnection(inFlightMax),
};
