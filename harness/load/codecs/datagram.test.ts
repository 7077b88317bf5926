// Datagrams matched by number: the suite of all codecs over UDP, and what each field means.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReplySink } from "#model/codec.ts";
import { REPLY_OK, REPLY_REFUSED } from "#model/reply-status.ts";
import { testDatagramConformance } from "#testing/datagram-conformance.ts";
import { codec } from "./datagram.ts";

function reply(index: number, status: number, body: string): Uint8Array {
  const bytes = Buffer.alloc(8 + body.length);
  bytes.writeUInt32LE(index, 0);
  bytes.writeUInt32LE(status, 4);
  bytes.write(body, 8, "latin1");
  return bytes;
}

const REPLIES: readonly (readonly [index: number, status: number, body: string])[] = [
  [7, 0, "a body"],
  [0, 0, ""],
  [2 ** 32 - 1, 0, "the largest number"],
  [2 ** 31, 1, "refused"],
  [0x01_02_03_04, 2 ** 32 - 1, "\xff\xff\xff\xff\xff\xff\xff\xff"],
];

testDatagramConformance({
  codec,
  specimens: REPLIES.map(([index, status, body]) => ({
    index,
    bytes: reply(index, status, body),
    status: status === 0 ? REPLY_OK : REPLY_REFUSED,
    body,
  })),
  damaged: [0, 1, 4, 7].map((length) => reply(7, 0, "").subarray(0, length)),
});

test("the status that was not 0 is handed on as the outcome's number", () => {
  const connection = codec.connection(1);
  connection.expect(3, 9);
  const bytes = reply(9, 404, "");
  const told: number[] = [];
  // oxlint-disable-next-line max-params -- the seam's shape: numbers instead of an object
  const sink: ReplySink = (_slot, _status, _from, _to, code = 0) => told.push(code);
  connection.parse(bytes, 0, bytes.length, sink);
  assert.deepEqual(told, [404]);
});
