// The requests of the truth suite and the check of their replies, whatever the protocol. A reply's
// body follows from the request's index, so a planted wrong one is found by its first byte, and one
// that was cut or shifted by its length and its last.
//
// An error is a mismatch here, as a wrong reply is: the contender answered, and not what was asked
// for. The two are told apart by the tallies.

import { REPLY_OK, REPLY_REFUSED } from "#model/reply-status.ts";
import type { Check, RequestSource, Traffic, TrafficSettings } from "#model/traffic.ts";

/** Names of the tallies. */
export const ERRORS = "errors";
export const WRONG_REPLIES = "wrong replies";

const [ERROR, WRONG] = [1, 2];
/** Body bytes run through 64 printable characters from "0" on. */
const BODY_MASK = 0x3f;
const BODY_FIRST = 0x30;

const INDEX_DIGITS = 10;
const ZERO = 48;

/** How a protocol writes requests, and what it hands on around a reply's body. */
export interface TruthWire {
  readonly requestBytes: number;
  writeRequest(slab: Uint8Array, at: number, index: number): void;
  /** Bytes handed on before and behind a body of so many bytes. */
  headBytes(replyBytes: number): number;
  readonly tailBytes: number;
}

class TruthCheck implements Check {
  readonly #headBytes: number;
  readonly #tailBytes: number;
  readonly #replyBytes: number;
  #errors = 0;
  #wrong = 0;

  constructor(replyBytes: number, wire: TruthWire) {
    this.#replyBytes = replyBytes;
    this.#headBytes = wire.headBytes(replyBytes);
    this.#tailBytes = wire.tailBytes;
  }

  sent(): number {
    return 0;
  }

  // oxlint-disable-next-line max-params -- the seam's shape: numbers instead of an object
  reply(
    index: number,
    _sentSeq: number,
    status: number,
    buffer: Uint8Array,
    bodyFrom: number,
    bodyTo: number,
  ): number {
    if (status === REPLY_REFUSED) {
      this.#errors++;
      return ERROR;
    }
    const first = bodyFrom + this.#headBytes;
    const last = first + this.#replyBytes - 1;
    const isRight =
      status === REPLY_OK &&
      last + 1 + this.#tailBytes === bodyTo &&
      buffer[first] === (index & BODY_MASK) + BODY_FIRST &&
      buffer[last] === ((index + this.#replyBytes - 1) & BODY_MASK) + BODY_FIRST;
    if (isRight) return 0;
    this.#wrong++;
    return WRONG;
  }

  sentence(code: number): string {
    return code === ERROR ? "the server reported an error" : "the body of another request";
  }

  tallies(): Readonly<Record<string, number>> {
    const tallies = { [ERRORS]: this.#errors, [WRONG_REPLIES]: this.#wrong };
    this.#errors = 0;
    this.#wrong = 0;
    return tallies;
  }
}

/** Traffic of `settings.parameters.replyBytes`. @throws Error where they are not given. */
export function truthTraffic(settings: TrafficSettings, wire: TruthWire): Traffic {
  const { replyBytes } = settings.parameters;
  if (replyBytes === undefined || !Number.isInteger(replyBytes) || replyBytes < 1) {
    const received = `parameters.replyBytes: received ${replyBytes}`;
    throw new Error(`${received}; expected the length of a reply's body, as in the server's plan`);
  }
  const load: RequestSource = {
    requestBytesMax: wire.requestBytes,
    writeRequest(slab, at, index) {
      wire.writeRequest(slab, at, index);
      return wire.requestBytes;
    },
    expects: () => 1,
    check: new TruthCheck(replyBytes, wire),
  };
  return { load };
}

/** Writes `index` as ten digits at `slab[at …)`. */
export function writeIndex(slab: Uint8Array, at: number, index: number): void {
  let left = index;
  for (let place = INDEX_DIGITS - 1; place >= 0; place--) {
    const rest = Math.floor(left / 10);
    slab[at + place] = ZERO + left - 10 * rest;
    left = rest;
  }
}
