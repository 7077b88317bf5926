// A body that comes in chunks (RFC 9112, section 7.1): where it ends, and its bytes moved together.
//
//   "5\r\nhello\r\n3;x=y\r\n wo\r\n0\r\nTrailer: z\r\n\r\n"      hello wo
//
// A chunk is moved once it is whole, to the end of those before it; the first one stays where it
// is, so that a body of one chunk costs no copy. Extensions and trailers are passed over.

import { BAD_CHUNK, HEAD_BYTES_MAX, INCOMPLETE, REPLY_BYTES_MAX } from "./http-fault.ts";
import { REPLY_TOO_LONG } from "./http-fault.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const SEMICOLON = 59;
/** A chunk's size with its extensions, or a trailer. */
const LINE_BYTES_MAX = 4_096;
/** 16 MiB have seven hexadecimal digits; leading zeros are allowed. */
const SIZE_DIGITS_MAX = 16;

/** Value of a hexadecimal digit, or −1. */
function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 0x20;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Position of the LF of the line at `from`, INCOMPLETE or a fault. */
function lineEnd(buffer: Uint8Array, from: number, to: number): number {
  const last = Math.min(to, from + LINE_BYTES_MAX);
  for (let at = from; at < last; at++) if (buffer[at] === LF) return at;
  return to - from >= LINE_BYTES_MAX ? BAD_CHUNK : INCOMPLETE;
}

/** The size in the line `buffer[from … lf]`, or a fault. */
function sizeIn(buffer: Uint8Array, from: number, lf: number): number {
  let size = 0;
  let at = from;
  for (; at < lf; at++) {
    const digit = hexDigit(buffer[at] as number);
    if (digit < 0) break;
    size = 16 * size + digit;
  }
  if (at === from || at - from > SIZE_DIGITS_MAX) return BAD_CHUNK;
  while (at < lf && (buffer[at] === SPACE || buffer[at] === TAB)) at++;
  const next = buffer[at];
  const isLineEnd = next === LF || (next === CR && at + 1 === lf);
  if (!isLineEnd && next !== SEMICOLON) return BAD_CHUNK;
  return size > REPLY_BYTES_MAX ? REPLY_TOO_LONG : size;
}

export class HttpChunks {
  /** Positions behind the reply's first byte: of what is read next, and of the body so far. */
  #at = 0;
  bodyFrom = 0;
  bodyTo = 0;
  /** Bytes of the chunk being read; 0 in front of a size, −1 behind the last chunk. */
  #size = 0;
  #trailersFrom = 0;

  /** A body begins `at` bytes behind the reply's first. */
  start(at: number): void {
    this.#at = at;
    this.bodyFrom = at;
    this.bodyTo = at;
    this.#size = 0;
  }

  /**
   * Reads on in the reply that begins at `from`.
   * @returns the position behind it, INCOMPLETE or a fault.
   */
  read(buffer: Uint8Array, from: number, to: number): number {
    while (this.#size >= 0) {
      const fault =
        this.#size > 0 ? this.#data(buffer, from, to) : this.#sizeLine(buffer, from, to);
      if (fault < 0) return fault;
    }
    return this.#trailers(buffer, from, to);
  }

  #sizeLine(buffer: Uint8Array, from: number, to: number): number {
    const lineFrom = from + this.#at;
    const lf = lineEnd(buffer, lineFrom, to);
    if (lf < 0) return lf;
    const size = sizeIn(buffer, lineFrom, lf);
    if (size < 0) return size;
    this.#at = lf + 1 - from;
    if (this.#at + size > REPLY_BYTES_MAX) return REPLY_TOO_LONG;
    this.#size = size === 0 ? -1 : size;
    this.#trailersFrom = this.#at;
    if (this.bodyTo === this.bodyFrom) {
      this.bodyFrom = this.#at;
      this.bodyTo = this.#at;
    }
    return 0;
  }

  #data(buffer: Uint8Array, from: number, to: number): number {
    const dataFrom = from + this.#at;
    const end = dataFrom + this.#size;
    if (to > end && buffer[end] !== CR) return BAD_CHUNK;
    if (to < end + 2) return INCOMPLETE;
    if (buffer[end + 1] !== LF) return BAD_CHUNK;
    if (this.bodyTo !== this.#at) buffer.copyWithin(from + this.bodyTo, dataFrom, end);
    this.bodyTo += this.#size;
    this.#at += this.#size + 2;
    this.#size = 0;
    return 0;
  }

  #trailers(buffer: Uint8Array, from: number, to: number): number {
    for (;;) {
      const lineFrom = from + this.#at;
      const lf = lineEnd(buffer, lineFrom, to);
      if (lf < 0) return lf;
      this.#at = lf + 1 - from;
      if (this.#at - this.#trailersFrom > HEAD_BYTES_MAX) return BAD_CHUNK;
      if (lf === lineFrom || (lf === lineFrom + 1 && buffer[lineFrom] === CR)) return lf + 1;
    }
  }
}
