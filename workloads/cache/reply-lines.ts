// The lines around a value and an acknowledgement, in either dialect of memcached's text protocol:
// what oracle.ts compares before it looks at the value itself. Its own file because the two
// dialects differ in nothing else. No allocation: numbers in, a mismatch code out.
//
// Data and its line end are the last bytes of a body in both, so that the value's place needs no
// parsing.

import { REPLY_MISS, REPLY_OK } from "#harness";
import {
  NO_CAS_NUMBER,
  NO_VALUE_LINE,
  NOT_STORED,
  REFUSED,
  RIGHT,
  WRONG_FLAGS,
  WRONG_FRAME,
  WRONG_KEY,
  WRONG_LENGTH,
  WRONG_OPAQUE,
} from "./mismatches.ts";
import type { CacheObjects } from "./objects.ts";
import { opaqueMatches, OPAQUE_BYTES } from "./requests.ts";

const SPACE = 0x20;
const CR = 0x0d;
const LF = 0x0a;
const ZERO = 0x30;
const NINE = 0x39;
export const LINE_END_BYTES = 2;

const STORED_LINE = Buffer.from("STORED");
const META_STORED_LINE = Buffer.from("HD");
const VALUE_WORD = Buffer.from("VALUE ");
const FLAGS_FIELD = Buffer.from(" 0 ");
const META_VALUE_WORD = Buffer.from("VA ");
const META_KEY_FIELD = Buffer.from(" k");
const META_FLAGS_FIELD = Buffer.from(" f0");
const META_CAS_FIELD = Buffer.from(" c");
const META_OPAQUE_FIELD = Buffer.from(" O");

/** The lines of a dialect. */
export interface ReplyLines {
  /** The code of a reply that should acknowledge a set. */
  storedFault(status: number, buffer: Uint8Array, from: number, to: number): number;
  /**
   * Judges the line before the data of request `index` for `key`, and that data of the stored
   * length and CR LF fill the rest of the body.
   */
  valueFault(key: number, buffer: Uint8Array, from: number, to: number, index: number): number;
}

function startsWith(buffer: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (buffer[at + i] !== word[i]) return false;
  return true;
}

/** Position behind the digits at `at`. */
function digitsEnd(buffer: Uint8Array, at: number, to: number): number {
  let end = at;
  while (end < to && (buffer[end] as number) >= ZERO && (buffer[end] as number) <= NINE) end++;
  return end;
}

/** The number whose digits are buffer[from … to). */
function numberAt(buffer: Uint8Array, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) number = number * 10 + (buffer[at] as number) - ZERO;
  return number;
}

/** Whether a line ends at `at` and `bytes` of data and their line end fill the rest up to `to`. */
function frameFault(buffer: Uint8Array, at: number, to: number, bytes: number): number {
  if (buffer[at] !== CR || buffer[at + 1] !== LF) return WRONG_LENGTH;
  const isWhole =
    at + bytes + 2 * LINE_END_BYTES === to && buffer[to - 2] === CR && buffer[to - 1] === LF;
  return isWhole ? RIGHT : WRONG_FRAME;
}

function faultUnless(isStored: boolean, status: number): number {
  if (isStored) return RIGHT;
  return status === REPLY_OK || status === REPLY_MISS ? NOT_STORED : REFUSED;
}

function isLine(buffer: Uint8Array, from: number, to: number, line: Uint8Array): boolean {
  return to - from === line.length && startsWith(buffer, from, line);
}

/** The code of a reply that should be STORED. */
export function storedFault(status: number, buffer: Uint8Array, from: number, to: number): number {
  return faultUnless(status === REPLY_OK && isLine(buffer, from, to, STORED_LINE), status);
}

/** `STORED` and `VALUE <key> 0 <bytes>`. */
export class ClassicLines implements ReplyLines {
  readonly #objects: CacheObjects;
  readonly storedFault = storedFault;

  constructor(objects: CacheObjects) {
    this.#objects = objects;
  }

  valueFault(key: number, buffer: Uint8Array, from: number, to: number): number {
    if (!startsWith(buffer, from, VALUE_WORD)) return NO_VALUE_LINE;
    const nameFrom = from + VALUE_WORD.length;
    const nameTo = nameFrom + this.#objects.sizes.keyBytes(key);
    if (!this.#objects.names.matches(buffer, nameFrom, key)) return WRONG_KEY;
    if (buffer[nameTo] !== SPACE) return WRONG_KEY;
    if (!startsWith(buffer, nameTo, FLAGS_FIELD)) return WRONG_FLAGS;
    const bytesFrom = nameTo + FLAGS_FIELD.length;
    const bytesTo = digitsEnd(buffer, bytesFrom, to);
    const bytes = this.#objects.sizes.valueBytes(key);
    if (numberAt(buffer, bytesFrom, bytesTo) !== bytes) return WRONG_LENGTH;
    return frameFault(buffer, bytesTo, to, bytes);
  }
}

/** `HD` and `VA <bytes> k<key> f0 c<number> O<opaque>`, as `mg <key> k v f c O<opaque>` asks. */
export class MetaLines implements ReplyLines {
  readonly #objects: CacheObjects;

  constructor(objects: CacheObjects) {
    this.#objects = objects;
  }

  storedFault(status: number, buffer: Uint8Array, from: number, to: number): number {
    return faultUnless(status === REPLY_OK && isLine(buffer, from, to, META_STORED_LINE), status);
  }

  // oxlint-disable-next-line max-params -- five numbers, no object: nothing is allocated
  valueFault(key: number, buffer: Uint8Array, from: number, to: number, index: number): number {
    if (!startsWith(buffer, from, META_VALUE_WORD)) return NO_VALUE_LINE;
    const bytesFrom = from + META_VALUE_WORD.length;
    const bytesTo = digitsEnd(buffer, bytesFrom, to);
    const bytes = this.#objects.sizes.valueBytes(key);
    if (numberAt(buffer, bytesFrom, bytesTo) !== bytes) return WRONG_LENGTH;
    if (!startsWith(buffer, bytesTo, META_KEY_FIELD)) return WRONG_KEY;
    const nameFrom = bytesTo + META_KEY_FIELD.length;
    if (!this.#objects.names.matches(buffer, nameFrom, key)) return WRONG_KEY;
    const nameTo = nameFrom + this.#objects.sizes.keyBytes(key);
    if (buffer[nameTo] !== SPACE) return WRONG_KEY;
    if (!startsWith(buffer, nameTo, META_FLAGS_FIELD)) return WRONG_FLAGS;
    const casFrom = nameTo + META_FLAGS_FIELD.length;
    const casTo = casEnd(buffer, casFrom, to);
    if (casTo === casFrom) return buffer[casFrom] === SPACE ? NO_CAS_NUMBER : WRONG_FLAGS;
    if (!startsWith(buffer, casTo, META_OPAQUE_FIELD)) return WRONG_OPAQUE;
    const opaqueFrom = casTo + META_OPAQUE_FIELD.length;
    if (!opaqueMatches(buffer, opaqueFrom, index)) return WRONG_OPAQUE;
    const lineTo = opaqueFrom + OPAQUE_BYTES;
    return buffer[lineTo] === CR ? frameFault(buffer, lineTo, to, bytes) : WRONG_OPAQUE;
  }
}

/** Position behind ` c` and its digits, or `at` when they are not there. */
function casEnd(buffer: Uint8Array, at: number, to: number): number {
  if (!startsWith(buffer, at, META_CAS_FIELD)) return at;
  const from = at + META_CAS_FIELD.length;
  const end = digitsEnd(buffer, from, to);
  return end === from ? at : end;
}
