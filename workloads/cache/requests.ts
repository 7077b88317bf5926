// The wire bytes of gets and sets in both dialects of memcached's text protocol. Part of the
// generator's hot path: numbers in, bytes out, nothing allocated. Which request is which is
// request-mix.ts's.

import type { CacheObjects } from "./objects.ts";
import { KEY_BYTES_MAX, VALUE_BYTES_MAX } from "./sizes.ts";

const G = 0x67;
const S = 0x73;
const E = 0x65;
const T = 0x74;
const SPACE = 0x20;
const CR = 0x0d;
const LF = 0x0a;
const ZERO = 0x30;
const M = 0x6d;
const LETTER_A = 0x61;
/** What a meta get asks for: key, value, flags and CAS number, and its opaque returned. */
const META_GET_FLAGS = Buffer.from(" k v f c O");
/** Eight hexadecimal digits of the request's index, so that no two requests have the same. */
export const OPAQUE_BYTES = 8;

/**
 * `set <key> 0 0 <bytes>\r\n<data>\r\n` with the longest key, length and value; all other requests
 * are shorter.
 */
export const REQUEST_BYTES_MAX = "set  0 0 8192\r\n\r\n".length + KEY_BYTES_MAX + VALUE_BYTES_MAX;

/** Writes `number`, below 10,000, in decimal. @returns the position behind it */
function writeDecimal(slab: Uint8Array, at: number, number: number): number {
  let to = at;
  if (number >= 1000) slab[to++] = ZERO + ((number / 1000) | 0);
  if (number >= 100) slab[to++] = ZERO + (((number / 100) | 0) % 10);
  if (number >= 10) slab[to++] = ZERO + (((number / 10) | 0) % 10);
  slab[to++] = ZERO + (number % 10);
  return to;
}

function opaqueDigit(index: number, place: number): number {
  const digit = (index >>> (4 * (OPAQUE_BYTES - 1 - place))) & 15;
  return digit < 10 ? ZERO + digit : LETTER_A + digit - 10;
}

/** Whether the opaque of request `index` stands at `buffer[at …)`. */
export function opaqueMatches(buffer: Uint8Array, at: number, index: number): boolean {
  for (let place = 0; place < OPAQUE_BYTES; place++) {
    if (buffer[at + place] !== opaqueDigit(index, place)) return false;
  }
  return true;
}

function writeLineEnd(slab: Uint8Array, at: number): number {
  slab[at] = CR;
  slab[at + 1] = LF;
  return at + 2;
}

export class RequestWriter {
  readonly #objects: CacheObjects;

  constructor(objects: CacheObjects) {
    this.#objects = objects;
  }

  /** Writes `get <key>\r\n` at `slab[at …)`. @returns its length in bytes */
  get(slab: Uint8Array, at: number, key: number): number {
    return writeLineEnd(slab, this.#writeName(slab, at, G, key)) - at;
  }

  /** Writes `set <key> 0 0 <bytes>\r\n<data>\r\n` at `slab[at …)`. @returns its length in bytes */
  set(slab: Uint8Array, at: number, key: number, version: number): number {
    const to = this.#writeName(slab, at, S, key);
    slab[to] = SPACE;
    slab[to + 1] = ZERO;
    slab[to + 2] = SPACE;
    slab[to + 3] = ZERO;
    return this.#writeData(slab, to + 4, key, version) - at;
  }

  /** Writes `mg <key> k v f c O<opaque>\r\n` at `slab[at …)`. @returns its length in bytes */
  metaGet(slab: Uint8Array, at: number, key: number, index: number): number {
    let to = this.#writeMetaName(slab, at, G, key);
    for (let i = 0; i < META_GET_FLAGS.length; i++) slab[to++] = META_GET_FLAGS[i] as number;
    for (let place = 0; place < OPAQUE_BYTES; place++) slab[to++] = opaqueDigit(index, place);
    return writeLineEnd(slab, to) - at;
  }

  /** Writes `ms <key> <bytes>\r\n<data>\r\n` at `slab[at …)`. @returns its length in bytes */
  metaSet(slab: Uint8Array, at: number, key: number, version: number): number {
    return this.#writeData(slab, this.#writeMetaName(slab, at, S, key), key, version) - at;
  }

  /** ` <bytes>\r\n<data>\r\n`. @returns the position behind it */
  #writeData(slab: Uint8Array, at: number, key: number, version: number): number {
    slab[at] = SPACE;
    const lineTo = writeDecimal(slab, at + 1, this.#objects.sizes.valueBytes(key));
    const to = writeLineEnd(slab, lineTo);
    return writeLineEnd(slab, to + this.#objects.values.write(slab, to, key, version));
  }

  /** `mg <key>` or `ms <key>`. @returns the position behind it */
  #writeMetaName(slab: Uint8Array, at: number, secondLetter: number, key: number): number {
    slab[at] = M;
    slab[at + 1] = secondLetter;
    slab[at + 2] = SPACE;
    return at + 3 + this.#objects.names.write(slab, at + 3, key);
  }

  /**
   * `get <key>` or `set <key>`, which differ in their first letter. @returns the position behind it
   */
  #writeName(slab: Uint8Array, at: number, firstLetter: number, key: number): number {
    slab[at] = firstLetter;
    slab[at + 1] = E;
    slab[at + 2] = T;
    slab[at + 3] = SPACE;
    return at + 4 + this.#objects.names.write(slab, at + 4, key);
  }
}
