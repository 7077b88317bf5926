// The head of an HTTP/1.x reply: status line and headers, of which only those are understood that
// say where the reply ends and whether the connection goes on (RFC 9112, sections 4 to 6 and 9).
//
// Read line by line as the bytes come, each byte once, however they are cut. What the body is
// follows in http.ts.

import { BAD_HEADER, BAD_LENGTH, HEAD_BYTES_MAX, HEAD_TOO_LONG } from "./http-fault.ts";
import { INCOMPLETE, NOT_HTTP, REPLY_TOO_LONG } from "./http-fault.ts";

const LF = 10;
const CR = 13;
const TAB = 9;
const SPACE = 32;
const COMMA = 44;
const COLON = 58;
const ZERO = 48;
const encoder = new TextEncoder();
const VERSION = encoder.encode("HTTP/1.");
const CONTENT_LENGTH = encoder.encode("content-length");
const TRANSFER_ENCODING = encoder.encode("transfer-encoding");
const CONNECTION = encoder.encode("connection");
const CHUNKED = encoder.encode("chunked");
const CLOSE = encoder.encode("close");
const KEEP_ALIVE = encoder.encode("keep-alive");
/** Behind "HTTP/1.": the minor version, a space, three digits. */
const STATUS_LINE_BYTES = VERSION.length + 5;
/** Fifteen digits are exact in a float64; what is longer is too long anyway. */
const LENGTH_DIGITS_MAX = 15;
/** Turns an upper-case ASCII letter into a lower-case one. */
const LOWER = 0x20;

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

/** Whether `buffer[from … to)` is `word`, which is lower-case, in any case. */
function isWord(buffer: Uint8Array, from: number, to: number, word: Uint8Array): boolean {
  if (to - from !== word.length) return false;
  for (let at = 0; at < word.length; at++) {
    const byte = buffer[from + at] as number;
    const lower = byte >= 65 && byte <= 90 ? byte | LOWER : byte;
    if (lower !== word[at]) return false;
  }
  return true;
}

export class HttpHead {
  /** Three digits of the status line. */
  code = 0;
  /** Announced bytes of the body; −1 where none are. */
  lengthBytes = -1;
  /** The body comes in chunks. */
  chunked = false;
  /** It comes in a coding whose end only the connection's end tells. */
  unbounded = false;
  #minor = 1;
  #saysClose = false;
  #saysKeepAlive = false;
  /** Positions behind the reply's first byte: of the line being read, and of the unseen bytes. */
  #lineFrom = 0;
  #seen = 0;
  #isFirstLine = true;

  /** Whether the peer closes the connection behind this reply. */
  get closes(): boolean {
    return this.#saysClose || (this.#minor === 0 && !this.#saysKeepAlive);
  }

  /** Forgets everything: the next head begins a reply. */
  reset(): void {
    this.#lineFrom = 0;
    this.#seen = 0;
    this.#clear();
  }

  /** The head was an interim one: another follows in the same reply. */
  readNext(): void {
    this.#clear();
  }

  /**
   * Reads on in the reply that begins at `from`.
   * @returns the position behind the head, INCOMPLETE or a fault.
   */
  read(buffer: Uint8Array, from: number, to: number): number {
    let at = from + this.#seen;
    let lineFrom = from + this.#lineFrom;
    const last = Math.min(to, from + HEAD_BYTES_MAX);
    for (; at < last; at++) {
      if (buffer[at] !== LF) continue;
      const lineTo = at > lineFrom && buffer[at - 1] === CR ? at - 1 : at;
      const fault = this.#line(buffer, lineFrom, lineTo);
      if (fault < 0) return fault;
      const isEmpty = lineTo === lineFrom;
      lineFrom = at + 1;
      if (!isEmpty) continue;
      this.#lineFrom = lineFrom - from;
      this.#seen = lineFrom - from;
      return lineFrom;
    }
    this.#lineFrom = lineFrom - from;
    this.#seen = at - from;
    if (at === from + HEAD_BYTES_MAX) return HEAD_TOO_LONG;
    // Not at the line's end only: what is no HTTP may never send one.
    return this.#isFirstLine && !beginsStatusLine(buffer, lineFrom, to) ? NOT_HTTP : INCOMPLETE;
  }

  #clear(): void {
    this.code = 0;
    this.lengthBytes = -1;
    this.chunked = false;
    this.unbounded = false;
    this.#minor = 1;
    this.#saysClose = false;
    this.#saysKeepAlive = false;
    this.#isFirstLine = true;
  }

  /** Reads one line without its end. @returns 0 or a fault. */
  #line(buffer: Uint8Array, from: number, to: number): number {
    if (this.#isFirstLine) {
      this.#isFirstLine = false;
      return this.#statusLine(buffer, from, to);
    }
    return from === to ? 0 : this.#header(buffer, from, to);
  }

  #statusLine(buffer: Uint8Array, from: number, to: number): number {
    if (to - from < STATUS_LINE_BYTES || !beginsStatusLine(buffer, from, to)) return NOT_HTTP;
    const digits = from + STATUS_LINE_BYTES - 3;
    // Behind the code comes a reason or nothing.
    if (to > digits + 3 && buffer[digits + 3] !== SPACE) return NOT_HTTP;
    this.#minor = (buffer[from + VERSION.length] as number) - ZERO;
    this.code = 0;
    for (let at = digits; at < digits + 3; at++) {
      this.code = 10 * this.code + (buffer[at] as number) - ZERO;
    }
    return 0;
  }

  #header(buffer: Uint8Array, from: number, to: number): number {
    let colon = from;
    // A blank before the colon, or a line that continues the one before it, could hide a header
    // from us that others see.
    while (colon < to && buffer[colon] !== COLON) {
      if ((buffer[colon++] as number) <= SPACE) return BAD_HEADER;
    }
    if (colon === to || colon === from) return BAD_HEADER;
    if (isWord(buffer, from, colon, CONTENT_LENGTH)) return this.#length(buffer, colon + 1, to);
    if (isWord(buffer, from, colon, TRANSFER_ENCODING)) this.#coding(buffer, colon + 1, to);
    else if (isWord(buffer, from, colon, CONNECTION)) this.#options(buffer, colon + 1, to);
    return 0;
  }

  /** One number, or the same one several times. */
  #length(buffer: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at <= to) {
      const next = wordEnd(buffer, at, to);
      const length = numberIn(buffer, at, next);
      if (length < 0) return length;
      if (this.lengthBytes >= 0 && this.lengthBytes !== length) return BAD_LENGTH;
      this.lengthBytes = length;
      at = next + 1;
    }
    return 0;
  }

  /** The last coding decides. */
  #coding(buffer: Uint8Array, from: number, to: number): void {
    let at = from;
    let next = wordEnd(buffer, at, to);
    while (next < to) {
      at = next + 1;
      next = wordEnd(buffer, at, to);
    }
    this.chunked = isTrimmedWord(buffer, at, to, CHUNKED);
    this.unbounded = !this.chunked;
    // What comes in chunks from a peer that cannot know them is read, and then no more.
    if (this.#minor === 0) this.#saysClose = true;
  }

  #options(buffer: Uint8Array, from: number, to: number): void {
    for (let at = from; at <= to; ) {
      const next = wordEnd(buffer, at, to);
      if (isTrimmedWord(buffer, at, next, CLOSE)) this.#saysClose = true;
      if (isTrimmedWord(buffer, at, next, KEEP_ALIVE)) this.#saysKeepAlive = true;
      at = next + 1;
    }
  }
}

/** Whether the bytes that are there, as far as they are, can begin `HTTP/1.x nnn`. */
function beginsStatusLine(buffer: Uint8Array, from: number, to: number): boolean {
  const last = Math.min(to - from, STATUS_LINE_BYTES);
  for (let at = 0; at < last; at++) {
    const byte = buffer[from + at] as number;
    if (at < VERSION.length) {
      if (byte !== VERSION[at]) return false;
    } else if (at === VERSION.length) {
      if (byte !== ZERO && byte !== ZERO + 1) return false;
    } else if (at === VERSION.length + 1) {
      if (byte !== SPACE) return false;
    } else if (at === VERSION.length + 2) {
      // Only 1xx to 5xx mean anything; some servers send 999 all the same.
      if (byte < ZERO + 1 || byte > ZERO + 9) return false;
    } else if (byte < ZERO || byte > ZERO + 9) return false;
  }
  return true;
}

/** Position of the comma behind `from`, or `to`. */
function wordEnd(buffer: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && buffer[at] !== COMMA) at++;
  return at;
}

function isTrimmedWord(buffer: Uint8Array, from: number, to: number, word: Uint8Array): boolean {
  let [first, last] = [from, to];
  while (first < last && isBlank(buffer[first] as number)) first++;
  while (last > first && isBlank(buffer[last - 1] as number)) last--;
  return isWord(buffer, first, last, word);
}

/** The decimal number between blanks, or a fault. */
function numberIn(buffer: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(buffer[at] as number)) at++;
  const digitsFrom = at;
  let value = 0;
  for (; at < to; at++) {
    const digit = (buffer[at] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = 10 * value + digit;
  }
  const digits = at - digitsFrom;
  while (at < to && isBlank(buffer[at] as number)) at++;
  if (at < to || digits === 0) return BAD_LENGTH;
  return digits > LENGTH_DIGITS_MAX ? REPLY_TOO_LONG : value;
}
