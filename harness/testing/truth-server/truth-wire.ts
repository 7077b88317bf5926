// The three protocols of the truth server's twin as bytes: where a request ends and which index it
// names, and what is answered. The same bytes as in truth-server.c; a test holds that.
//
// Its own file because it knows nothing of sockets and time. A request that is not one of these
// ends its connection: the server is asked by the lab and by load generators alone.

import { FATE, type TruthPlan } from "./truth-plan.ts";

/** Bytes of a request over a datagram: u32 index, then zeros. */
const DATAGRAM_REQUEST_BYTES = 16;
/** Index and status, in front of a datagram's body. */
const DATAGRAM_HEAD_BYTES = 8;

/** No request, also as `read` returns it. */
export const MALFORMED = -1;
/** A request that names no index. */
export const UNNUMBERED = -1;

/** Finds whole requests: calls `found` for each. @returns bytes used up, or MALFORMED. */
export type ReadRequests = (bytes: Buffer, found: (index: number) => void) => number;
export type WriteReply = (index: number, fate: number) => Buffer;

export interface Wire {
  readonly read: ReadRequests;
  readonly reply: WriteReply;
}

type BodyOf = (index: number, fate: number) => Buffer;

/** Sixty-four printable bytes from "0" on, so that no line ends in a body. */
const BODY_FIRST = 0x30;
const BODY_MASK = 0x3f;

/**
 * Byte k of request i is ((i + k) & 0x3f) + 0x30; of a wrong one the first byte's last bit is
 * changed.
 */
function bodiesOf({ replyBytes }: Pick<TruthPlan, "replyBytes">): BodyOf {
  const pattern = Buffer.alloc(replyBytes + BODY_MASK);
  for (let at = 0; at < pattern.length; at++) pattern[at] = (at & BODY_MASK) + BODY_FIRST;
  return (index, fate) => {
    const from = index & BODY_MASK;
    const body = Buffer.from(pattern.subarray(from, from + replyBytes));
    if (fate === FATE.wrong) body[0] = (body[0] as number) ^ 1;
    return body;
  };
}

/** `GET /<10 digits> HTTP/1.1`; with another path it names no index. */
export function httpWire(plan: TruthPlan): Wire {
  const bodyOf = bodiesOf(plan);
  return {
    read(bytes, found) {
      let from = 0;
      for (;;) {
        const end = bytes.indexOf("\r\n\r\n", from, "latin1");
        if (end < 0) return from;
        const line = bytes.toString("latin1", from, Math.min(end, from + 16));
        if (!line.startsWith("GET ")) return MALFORMED;
        const digits = /^GET \/(\d{10})[ ?]/.exec(line)?.[1];
        found(digits === undefined ? UNNUMBERED : Number(digits));
        from = end + 4;
      }
    },
    reply: (index, fate) =>
      fate === FATE.error
        ? httpReply("500 Internal Server Error", Buffer.from("planted"))
        : httpReply("200 OK", bodyOf(index, fate)),
  };
}

function httpReply(status: string, body: Buffer): Buffer {
  const lines = [
    `HTTP/1.1 ${status}`,
    "Content-Type: text/plain",
    `Content-Length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`), body]);
}

/** `get t<10 digits>`, and nothing else. */
export function memcacheWire(plan: TruthPlan): Wire {
  const bodyOf = bodiesOf(plan);
  return {
    read(bytes, found) {
      let from = 0;
      for (;;) {
        const feed = bytes.indexOf("\n", from, "latin1");
        if (feed < 0) return from;
        // One more than the longest line, so that a longer one does not match.
        const line = bytes.toString("latin1", from, Math.min(feed, from + 17));
        const digits = /^get t(\d{10})\r?$/.exec(line)?.[1];
        if (digits === undefined) return MALFORMED;
        found(Number(digits));
        from = feed + 1;
      }
    },
    reply(index, fate) {
      if (fate === FATE.error) return Buffer.from("SERVER_ERROR planted\r\n");
      const key = `t${String(index).padStart(10, "0")}`;
      const head = Buffer.from(`VALUE ${key} 0 ${plan.replyBytes}\r\n`);
      return Buffer.concat([head, bodyOf(index, fate), Buffer.from("\r\nEND\r\n")]);
    },
  };
}

/** Index and status, then the body unless it failed. A request is one datagram. */
export function datagramWire(plan: TruthPlan): Wire {
  const bodyOf = bodiesOf(plan);
  return {
    read(bytes, found) {
      if (bytes.length !== DATAGRAM_REQUEST_BYTES) return MALFORMED;
      found(bytes.readUInt32LE(0));
      return bytes.length;
    },
    reply(index, fate) {
      const head = Buffer.alloc(DATAGRAM_HEAD_BYTES);
      head.writeUInt32LE(index, 0);
      if (fate !== FATE.error) return Buffer.concat([head, bodyOf(index, fate)]);
      head.writeUInt32LE(1, 4);
      return head;
    },
  };
}
