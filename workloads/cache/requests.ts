// The wire bytes of gets and sets in memcached's text protocol. Part of the generator's hot path:
// numbers in, bytes out, nothing allocated. Which request is which is request-mix.ts's.

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

/**
 * `set <key> 0 0 <bytes>\r\n<data>\r\n` with the longest key, length and value; a get is shorter.
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
    let to = this.#writeName(slab, at, S, key);
    slab[to] = SPACE;
    slab[to + 1] = ZERO;
    slab[to + 2] = SPACE;
    slab[to + 3] = ZERO;
    slab[to + 4] = SPACE;
    to = writeLineEnd(slab, writeDecimal(slab, to + 5, this.#objects.sizes.valueBytes(key)));
    return writeLineEnd(slab, to + this.#objects.values.write(slab, to, key, version)) - at;
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
