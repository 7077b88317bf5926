// The memcached text protocol, reading side, meta commands included. A reply is one line, or for
// retrievals any number of VALUE blocks and END, or one VA block. The body handed on: the blocks
// without the closing END line; of other replies the line without CRLF.
//
// The first bytes decide the kind of line, and a block's announced length says where it ends, so
// that no byte of a value is ever scanned. Replies are matched in order: quiet meta commands, which
// may owe none, cannot be told apart here. Binary replies are not read.

import type { Codec, CodecConnection, ReplySink } from "#model/codec.ts";
import { REPLY_MISS, REPLY_OK, REPLY_REFUSED } from "#model/reply-status.ts";
import { InOrderSlots } from "./in-order-slots.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;
const [LETTER_A, LETTER_C, LETTER_D, LETTER_E, LETTER_N] = [65, 67, 68, 69, 78];
const [LETTER_S, LETTER_T, LETTER_V] = [83, 84, 86];

/** A word of four letters and more that begins a line. */
interface Word {
  readonly bytes: Uint8Array;
  /** Its first four letters as one number, and its last four. */
  readonly head: number;
  readonly tail: number;
}

function wordOf(text: string): Word {
  const bytes = new TextEncoder().encode(text);
  return { bytes, head: fourAt(bytes, 0), tail: fourAt(bytes, bytes.length - 4) };
}

const [VALUE, STORED, DELETED] = [wordOf("VALUE"), wordOf("STORED"), wordOf("DELETED")];
const [TOUCHED, EXISTS, ERROR] = [wordOf("TOUCHED"), wordOf("EXISTS"), wordOf("ERROR")];
const [NOT_FOUND, NOT_STORED] = [wordOf("NOT_FOUND"), wordOf("NOT_STORED")];
const [CLIENT_ERROR, SERVER_ERROR] = [wordOf("CLIENT_ERROR"), wordOf("SERVER_ERROR")];

/** Words of two letters as one number: what meta commands return, and OK. */
const [HD, MN, ME, OK] = [0x4844, 0x4d4e, 0x4d45, 0x4f4b];
const [EN, NF, NS, EX] = [0x454e, 0x4e46, 0x4e53, 0x4558];
/** 64 bits: what `incr` returns. */
const NUMBER_DIGITS_MAX = 20;
/** What has to be there to tell `VA ` from `VALUE `. */
const BLOCK_NAME_BYTES = 3;
/** Spaces before the byte count: `VALUE <key> <flags> <bytes>`, `VA <bytes>`. */
const VALUE_SPACES = 3;
const META_VALUE_SPACES = 1;
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

/** The byte count behind that many spaces of the line that ends at `lf`, or MALFORMED. */
function announcedBytes(buffer: Uint8Array, from: number, lf: number, behind: number): number {
  let at = from;
  for (let spaces = 0; spaces < behind; at++) {
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

/** Position behind the VALUE or VA block at `from`; INCOMPLETE or MALFORMED. */
function blockEnd(buffer: Uint8Array, from: number, to: number, spaces: number): number {
  const lf = lineEnd(buffer, from, to);
  if (lf < 0) return lf;
  if (spaces === VALUE_SPACES && !beginsWith(buffer, from, VALUE)) return MALFORMED;
  const bytes = announcedBytes(buffer, from, lf, spaces);
  if (bytes < 0) return MALFORMED;
  const end = lf + 1 + bytes + 2;
  if (end > to) return INCOMPLETE;
  return buffer[end - 2] === CR && buffer[end - 1] === LF ? end : MALFORMED;
}

function fourAt(buffer: Uint8Array, at: number): number {
  const high = ((buffer[at] as number) << 24) | ((buffer[at + 1] as number) << 16);
  return high | ((buffer[at + 2] as number) << 8) | (buffer[at + 3] as number);
}

/** Whether a word ends before `byte`. */
function isBehindWord(byte: number): boolean {
  return byte === SPACE || byte === CR || byte === LF;
}

/**
 * Whether the line at `from`, which is whole, begins with the word and a blank or its end behind
 * it. Another protocol's line may share the first letter, never the word.
 */
function beginsWith(buffer: Uint8Array, from: number, { bytes, head, tail }: Word): boolean {
  const last = bytes.length - 4;
  if (fourAt(buffer, from) !== head || fourAt(buffer, from + last) !== tail) return false;
  for (let at = 4; at < last; at++) if (buffer[from + at] !== bytes[at]) return false;
  return isBehindWord(buffer[from + bytes.length] as number);
}

/** Status of a one-line reply, told by its first word; MALFORMED where no reply begins so. */
function lineStatus(buffer: Uint8Array, from: number): number {
  const first = buffer[from] as number;
  if (first >= ZERO && first <= NINE) return numberStatus(buffer, from);
  if (isBehindWord(buffer[from + 2] as number)) return codeStatus(buffer, from);
  switch (first) {
    case LETTER_S:
      return beginsWith(buffer, from, STORED) ? REPLY_OK : refusal(buffer, from, SERVER_ERROR);
    case LETTER_N:
      if (beginsWith(buffer, from, NOT_FOUND)) return REPLY_MISS;
      return refusal(buffer, from, NOT_STORED);
    case LETTER_D:
      return beginsWith(buffer, from, DELETED) ? REPLY_OK : MALFORMED;
    case LETTER_T:
      return beginsWith(buffer, from, TOUCHED) ? REPLY_OK : MALFORMED;
    case LETTER_E:
      return beginsWith(buffer, from, EXISTS) ? REPLY_REFUSED : refusal(buffer, from, ERROR);
    case LETTER_C:
      return refusal(buffer, from, CLIENT_ERROR);
    default:
      return MALFORMED;
  }
}

function refusal(buffer: Uint8Array, from: number, word: Word): number {
  return beginsWith(buffer, from, word) ? REPLY_REFUSED : MALFORMED;
}

function codeStatus(buffer: Uint8Array, from: number): number {
  switch (((buffer[from] as number) << 8) | (buffer[from + 1] as number)) {
    case HD:
    case MN:
    case ME:
    case OK:
      return REPLY_OK;
    case EN:
    case NF:
      return REPLY_MISS;
    case NS:
    case EX:
      return REPLY_REFUSED;
    default:
      return MALFORMED;
  }
}

/** What incr and decr return: digits, and nothing else on the line. */
function numberStatus(buffer: Uint8Array, from: number): number {
  let at = from;
  let byte = buffer[at] as number;
  while (byte >= ZERO && byte <= NINE) byte = buffer[++at] as number;
  const isWhole = byte === CR || byte === LF;
  return isWhole && at - from <= NUMBER_DIGITS_MAX ? REPLY_OK : MALFORMED;
}

/** Whether the line at `from` is END: the close of a retrieval. */
function isEnd(buffer: Uint8Array, from: number): boolean {
  return (
    buffer[from] === LETTER_E &&
    buffer[from + 1] === LETTER_N &&
    buffer[from + 2] === LETTER_D &&
    isBehindWord(buffer[from + 3] as number)
  );
}

/** Whether the bytes at `from` begin a VA block. */
function isMetaValue(buffer: Uint8Array, from: number): boolean {
  return buffer[from] === LETTER_V && buffer[from + 1] === LETTER_A && buffer[from + 2] === SPACE;
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
    if (buffer[from] === LETTER_V && to - from < BLOCK_NAME_BYTES) return INCOMPLETE;
    if (isMetaValue(buffer, from)) return this.#metaValue(buffer, from, to, sink);
    let at = from;
    while (at < to && buffer[at] === LETTER_V) {
      at = blockEnd(buffer, at, to, VALUE_SPACES);
      if (at < 0) return at;
    }
    if (at === to) return INCOMPLETE;
    const lf = lineEnd(buffer, at, to);
    if (lf < 0) return lf;
    if (this.#slots.count === 0) return MALFORMED;
    if (isEnd(buffer, at)) {
      sink(this.#slots.shift(), at > from ? REPLY_OK : REPLY_MISS, from, at);
      return lf + 1;
    }
    const status = at > from ? MALFORMED : lineStatus(buffer, at);
    if (status < 0) return MALFORMED;
    sink(this.#slots.shift(), status, at, buffer[lf - 1] === CR ? lf - 1 : lf);
    return lf + 1;
  }

  #metaValue(buffer: Uint8Array, from: number, to: number, sink: ReplySink): number {
    const end = blockEnd(buffer, from, to, META_VALUE_SPACES);
    if (end < 0) return end;
    if (this.#slots.count === 0) return MALFORMED;
    sink(this.#slots.shift(), REPLY_OK, from, end);
    return end;
  }
}

export const codec: Codec = {
  name: "memcache",
  replyBytesMax: REPLY_BYTES_MAX,
  connection: (inFlightMax) => new MemcacheConnection(inFlightMax),
};
