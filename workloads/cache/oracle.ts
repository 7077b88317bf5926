// Judges a cache's replies: from the request's index, what was acknowledged before, and the bytes
// alone.
//
// Every key is stored before the load and nothing expires, so a miss is always wrong. A value must
// be the asked key's, as long as stored, sound, and of a version that versions.ts allows; every
// 64th is compared byte for byte. O(1) a reply otherwise, no allocation. Expects indexes to ascend
// in the order of sending, as versions grow with them.

import { type Check, REPLY_MISS, REPLY_OK } from "#harness";
import {
  MISSED,
  mismatchSentence,
  NEVER_SENT,
  NO_VALUE_LINE,
  NOT_STORED,
  OTHER_KEYS_VALUE,
  REFUSED,
  RIGHT,
  STALE,
  WRONG_BYTES,
  WRONG_CHECK,
  WRONG_FLAGS,
  WRONG_FRAME,
  WRONG_KEY,
  WRONG_LENGTH,
} from "./mismatches.ts";
import type { CacheObjects } from "./objects.ts";
import type { RequestMix } from "./request-mix.ts";
import { headerFinding, versionAt } from "./values.ts";
import type { KeyVersions } from "./versions.ts";

/**
 * Requests whose index is a multiple of this have their value compared in full: 64 keeps the mean
 * cost flat.
 */
const FULL_COMPARISON_EVERY = 64;
const SPACE = 0x20;
const CR = 0x0d;
const LF = 0x0a;
const ZERO = 0x30;
const NINE = 0x39;
const LINE_END_BYTES = 2;
const VALUE_WORD = Buffer.from("VALUE ");
const STORED_LINE = Buffer.from("STORED");

/** The version that the set with this request index stores; 0 is what the prefill stored. */
export function versionOf(index: number): number {
  return (index + 1) >>> 0;
}

function startsWith(buffer: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (buffer[at + i] !== word[i]) return false;
  return true;
}

function isStored(status: number, buffer: Uint8Array, from: number, to: number): boolean {
  if (status !== REPLY_OK || to - from !== STORED_LINE.length) return false;
  return startsWith(buffer, from, STORED_LINE);
}

/** The code of a reply that should be STORED. */
function storedFault(status: number, buffer: Uint8Array, from: number, to: number): number {
  if (isStored(status, buffer, from, to)) return RIGHT;
  return status === REPLY_OK || status === REPLY_MISS ? NOT_STORED : REFUSED;
}

/** Judges the replies to prefilling sets. */
export const prefillCheck: Check = {
  sent: () => 0,
  // oxlint-disable-next-line max-params -- six numbers, no object: nothing is allocated
  reply: (_index, _sentSeq, status, buffer, from, to) => storedFault(status, buffer, from, to),
  sentence: mismatchSentence,
};

export class CacheCheck implements Check {
  readonly #mix: RequestMix;
  readonly #objects: CacheObjects;
  readonly #versions: KeyVersions;

  constructor(mix: RequestMix, objects: CacheObjects, versions: KeyVersions) {
    this.#mix = mix;
    this.#objects = objects;
    this.#versions = versions;
  }

  /** @returns for a get, the smallest version that it may see */
  sent(index: number): number {
    const key = this.#mix.keyOf(index);
    if (!this.#mix.isSet(index)) return this.#versions.floorOf(key);
    this.#versions.setSent(key, versionOf(index));
    return 0;
  }

  // oxlint-disable-next-line max-params -- six numbers, no object: nothing is allocated
  reply(
    index: number,
    sentSeq: number,
    status: number,
    buffer: Uint8Array,
    bodyFrom: number,
    bodyTo: number,
  ): number {
    const key = this.#mix.keyOf(index);
    if (this.#mix.isSet(index)) {
      const fault = storedFault(status, buffer, bodyFrom, bodyTo);
      // A set that was not acknowledged with STORED may or may not have been applied: it stays in
      // flight.
      if (fault === RIGHT) this.#versions.setAcknowledged(key);
      return fault;
    }
    if (status !== REPLY_OK) return status === REPLY_MISS ? MISSED : REFUSED;
    const lineFault = this.#lineFault(key, buffer, bodyFrom, bodyTo);
    if (lineFault !== RIGHT) return lineFault;
    const dataFrom = bodyTo - LINE_END_BYTES - this.#objects.sizes.valueBytes(key);
    // The caller may have kept the floor in a signed word.
    const versionFault = this.#versionFault(key, sentSeq >>> 0, buffer, dataFrom);
    if (versionFault !== RIGHT || index % FULL_COMPARISON_EVERY !== 0) return versionFault;
    const same = this.#objects.values.tailMatches(buffer, dataFrom, key);
    return same ? RIGHT : WRONG_BYTES;
  }

  sentence(code: number): string {
    return mismatchSentence(code);
  }

  /**
   * Judges `VALUE <key> 0 <bytes>\r\n` and that data of that length and CR LF fill the rest of the
   * body.
   */
  #lineFault(key: number, buffer: Uint8Array, from: number, to: number): number {
    if (!startsWith(buffer, from, VALUE_WORD)) return NO_VALUE_LINE;
    const nameFrom = from + VALUE_WORD.length;
    const nameTo = nameFrom + this.#objects.sizes.keyBytes(key);
    if (!this.#objects.names.matches(buffer, nameFrom, key)) return WRONG_KEY;
    if (buffer[nameTo] !== SPACE) return WRONG_KEY;
    if (buffer[nameTo + 1] !== ZERO || buffer[nameTo + 2] !== SPACE) return WRONG_FLAGS;
    let stated = 0;
    let at = nameTo + 3;
    for (; at < to; at++) {
      const digit = buffer[at] as number;
      if (digit < ZERO || digit > NINE) break;
      stated = stated * 10 + (digit - ZERO);
    }
    if (stated !== this.#objects.sizes.valueBytes(key)) return WRONG_LENGTH;
    if (buffer[at] !== CR || buffer[at + 1] !== LF) return WRONG_LENGTH;
    const whole =
      at + stated + 2 * LINE_END_BYTES === to && buffer[to - 2] === CR && buffer[to - 1] === LF;
    return whole ? RIGHT : WRONG_FRAME;
  }

  #versionFault(key: number, floor: number, buffer: Uint8Array, dataFrom: number): number {
    const finding = headerFinding(buffer, dataFrom, key);
    if (finding !== "sound") return finding === "check-wrong" ? WRONG_CHECK : OTHER_KEYS_VALUE;
    const version = versionAt(buffer, dataFrom);
    if (version > this.#versions.newestOf(key)) return NEVER_SENT;
    return version < floor ? STALE : RIGHT;
  }
}
