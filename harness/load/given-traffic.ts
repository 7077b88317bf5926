// Traffic whose requests are given, not drawn: wire bytes, sent in their order, again from the
// first one behind the last. What `bench load` sends; any protocol with a codec.
//
// A reply is right if its code is among the expected ones or, where no codes are named, if it is no
// refusal. Replies are counted by class, so that a step can say how many were 2xx.

import { REPLY_MISS, REPLY_OK, REPLY_REFUSED } from "#model/reply-status.ts";
import {
  type Check,
  type RequestSource,
  STEP_INDEX_STRIDE,
  type Traffic,
  type TrafficSettings,
} from "#model/traffic.ts";

/** `TrafficSettings.input`, as JSON. */
export interface GivenInput {
  /** All requests' wire bytes, one behind the other, base64. */
  readonly bytes: string;
  /** Where in them each request ends. */
  readonly ends: readonly number[];
  /** Whether it owes a reply, and `RequestSource.replyForm`. */
  readonly owed: readonly (0 | 1)[];
  readonly forms: readonly number[];
  /** Codes of right replies; left out: every reply that is no refusal is right. */
  readonly expectedCodes?: readonly number[];
}

/** Codes of replies have three digits, where a protocol has codes. */
const CODES = 1_000;
const STATUS_NAMES: Readonly<Record<number, string>> = {
  [REPLY_OK]: "ok",
  [REPLY_MISS]: "miss",
  [REPLY_REFUSED]: "refused",
};

class GivenCheck implements Check {
  readonly #expected: Uint8Array | undefined;
  readonly #byCode = new Float64Array(CODES);
  readonly #byStatus = new Float64Array(Object.keys(STATUS_NAMES).length);

  constructor(expectedCodes: readonly number[] | undefined) {
    if (expectedCodes === undefined) return;
    this.#expected = new Uint8Array(CODES);
    for (const code of expectedCodes) this.#expected[code] = 1;
  }

  sent(): number {
    return 0;
  }

  // oxlint-disable-next-line max-params -- the seam's shape: numbers instead of an object
  reply(
    _index: number,
    _sentSeq: number,
    status: number,
    _buffer: Uint8Array,
    _bodyFrom: number,
    _bodyTo: number,
    code = 0,
  ): number {
    if (code === 0) this.#byStatus[status] = (this.#byStatus[status] as number) + 1;
    else this.#byCode[code] = (this.#byCode[code] as number) + 1;
    if (this.#expected !== undefined) return this.#expected[code] === 1 ? 0 : CODES + code;
    return status === REPLY_REFUSED || code >= 400 ? CODES + code : 0;
  }

  sentence(mismatch: number): string {
    const code = mismatch - CODES;
    return code === 0 ? "the reply is a refusal or an error" : `the reply's status is ${code}`;
  }

  tallies(): Readonly<Record<string, number>> {
    const tallies: Record<string, number> = {};
    this.#byStatus.forEach((count, status) => {
      if (count > 0) tallies[STATUS_NAMES[status] as string] = count;
    });
    this.#byCode.forEach((count, code) => {
      const name = `${Math.floor(code / 100)}xx`;
      if (count > 0) tallies[name] = (tallies[name] ?? 0) + count;
    });
    this.#byStatus.fill(0);
    this.#byCode.fill(0);
    return tallies;
  }
}

function sourceOf({ bytes, ends, owed, forms, expectedCodes }: GivenInput): RequestSource {
  const all = new Uint8Array(Buffer.from(bytes, "base64"));
  // Made once: a view for each request that is sent would be garbage in the middle of a step.
  const requests = ends.map((end, at) => all.subarray(ends[at - 1] ?? 0, end));
  // Every step begins with the first request.
  const place = (index: number): number => (index % STEP_INDEX_STRIDE) % requests.length;
  return {
    requestBytesMax: Math.max(...requests.map(({ length }) => length)),
    writeRequest(slab, at, index) {
      const request = requests[place(index)] as Uint8Array;
      slab.set(request, at);
      return request.length;
    },
    expects: (index) => owed[place(index)] as 0 | 1,
    replyForm: (index) => forms[place(index)] as number,
    check: new GivenCheck(expectedCodes),
  };
}

export function openTraffic({ input = "" }: TrafficSettings): Traffic {
  return { load: sourceOf(JSON.parse(input) as GivenInput) };
}
