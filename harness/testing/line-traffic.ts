// The plainest traffic for the loop's tests: `get k<index>` in the memcached protocol, answered by
// a value that the check can tell from any other request's. Replies come in order; every request
// owes one.

import { codec } from "#load/codecs/memcache.ts";
import { REPLY_OK } from "#model/reply-status.ts";
import type { RequestSource } from "#model/traffic.ts";
import type { PeerProtocol, ScriptedTraffic } from "./peer-protocol.ts";

const encoder = new TextEncoder();
const LF = 10;
const WRONG = 1;
/** `get k`, ten digits, CRLF. */
const REQUEST_BYTES_MAX = 17;
const REPLY_KEY_FROM = "VALUE k".length;

/** The decimal number at `from`. */
function numberAt(bytes: Uint8Array, from: number): number {
  let value = 0;
  for (let at = from; ; at++) {
    const digit = (bytes[at] as number) - 48;
    if (!(digit >= 0 && digit <= 9)) return value;
    value = 10 * value + digit;
  }
}

const source: RequestSource = {
  requestBytesMax: REQUEST_BYTES_MAX,
  writeRequest: (slab, at, index) =>
    encoder.encodeInto(`get k${index}\r\n`, slab.subarray(at)).written,
  expects: () => 1,
  check: {
    sent: (index) => index,
    // oxlint-disable-next-line max-params -- the seam's shape: numbers instead of an object
    reply: (index, sentSeq, status, buffer, bodyFrom) => {
      const isAnswer = status === REPLY_OK && sentSeq === index;
      return isAnswer && numberAt(buffer, bodyFrom + REPLY_KEY_FROM) === index ? 0 : WRONG;
    },
    sentence: () => "the value of another key",
  },
};

const peer: PeerProtocol = {
  read(bytes, request) {
    let from = 0;
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at] !== LF) continue;
      const index = numberAt(bytes, from + "get k".length);
      const line = String.fromCharCode(...bytes.subarray(from, at + 1));
      if (line !== `get k${index}\r\n`) throw new Error(`not a request: ${JSON.stringify(line)}`);
      request(index);
      from = at + 1;
    }
    return from;
  },
  reply: (index, content) =>
    encoder.encode(`VALUE k${content === "right" ? index : index + 1} 0 2\r\nok\r\nEND\r\n`),
  garbage: encoder.encode("what?\r\n"),
};

export const lineTraffic: ScriptedTraffic = { codec, source, peer };
