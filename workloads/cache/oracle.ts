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
  OTHER_KEYS_VALUE,
  REFUSED,
  RIGHT,
  STALE,
  WRONG_BYTES,
  WRONG_CHECK,
} from "./mismatches.ts";
import type { CacheObjects } from "./objects.ts";
import {
  ClassicLines,
  LINE_END_BYTES,
  MetaLines,
  type ReplyLines,
  storedFault,
} from "./reply-lines.ts";
import type { RequestMix } from "./request-mix.ts";
import { headerFinding, versionAt } from "./values.ts";
import type { KeyVersions } from "./versions.ts";

/**
 * Requests whose index is a multiple of this have their value compared in full: 64 keeps the mean
 * cost flat.
 */
const FULL_COMPARISON_EVERY = 64;

/** The version that the set with this request index stores; 0 is what the prefill stored. */
export function versionOf(index: number): number {
  return (index + 1) >>> 0;
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
  readonly #lines: ReplyLines;
  readonly #versions: KeyVersions;

  constructor(mix: RequestMix, objects: CacheObjects, versions: KeyVersions) {
    this.#mix = mix;
    this.#objects = objects;
    this.#lines = mix.dialect === "meta" ? new MetaLines(objects) : new ClassicLines(objects);
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
      const fault = this.#lines.storedFault(status, buffer, bodyFrom, bodyTo);
      // A set that was not acknowledged may or may not have been applied: it stays in
      // flight.
      if (fault === RIGHT) this.#versions.setAcknowledged(key);
      return fault;
    }
    if (status !== REPLY_OK) return status === REPLY_MISS ? MISSED : REFUSED;
    const lineFault = this.#lines.valueFault(key, buffer, bodyFrom, bodyTo, index);
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

  #versionFault(key: number, floor: number, buffer: Uint8Array, dataFrom: number): number {
    const finding = headerFinding(buffer, dataFrom, key);
    if (finding !== "sound") return finding === "check-wrong" ? WRONG_CHECK : OTHER_KEYS_VALUE;
    const version = versionAt(buffer, dataFrom);
    if (version > this.#versions.newestOf(key)) return NEVER_SENT;
    return version < floor ? STALE : RIGHT;
  }
}
