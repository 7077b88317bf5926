// The memcached text protocol's reading side: the suite of all codecs, and what each kind of line
// means.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReplySink } from "#model/codec.ts";
import { REPLY_MISS, REPLY_OK, REPLY_REFUSED } from "#model/reply-status.ts";
import { testCodecConformance } from "#testing/codec-conformance.ts";
import { codec } from "./memcache.ts";

const encoder = new TextEncoder();
/** The sink of bytes that hold no whole reply. */
const unwanted = (): void => assert.fail("a reply was told");
const decoder = new TextDecoder("latin1");

/** Reply, status, body when the body is not the line without CRLF. */
const REPLIES: readonly (readonly [string, number, string?])[] = [
  // A value that looks like the protocol, and is none of it.
  ["VALUE k 0 12\r\nEND\r\nVALUE \r\r\nEND\r\n", REPLY_OK, "VALUE k 0 12\r\nEND\r\nVALUE \r\r\n"],
  ["END\r\n", REPLY_MISS, ""],
  ["STORED\r\n", REPLY_OK],
  ["VALUE a 7 0\r\n\r\nVALUE bb 4294967295 1 99\r\nx\r\nEND\r\n", REPLY_OK],
  ["NOT_STORED\r\n", REPLY_REFUSED],
  ["NOT_FOUND\r\n", REPLY_MISS],
  ["DELETED\r\n", REPLY_OK],
  ["TOUCHED\r\n", REPLY_OK],
  ["OK\r\n", REPLY_OK],
  ["18446744073709551615\r\n", REPLY_OK],
  ["EXISTS\r\n", REPLY_REFUSED],
  ["ERROR\r\n", REPLY_REFUSED],
  ["CLIENT_ERROR bad data chunk\r\n", REPLY_REFUSED],
  ["SERVER_ERROR out of memory storing object\r\n", REPLY_REFUSED],
  ["VA 8 kk f0 c17 Oopaque\r\nEN\r\nVA 1\r\n", REPLY_OK],
  ["VA 0\r\n\r\n", REPLY_OK],
  ["HD\r\n", REPLY_OK],
  ["HD kk Oopaque\r\n", REPLY_OK],
  ["EN\r\n", REPLY_MISS],
  ["EN kk Oopaque\r\n", REPLY_MISS],
  ["NF\r\n", REPLY_MISS],
  ["NF kND\r\n", REPLY_MISS],
  ["NS\r\n", REPLY_REFUSED],
  ["NS kF kF\r\n", REPLY_REFUSED],
  ["EX kNN\r\n", REPLY_REFUSED],
  ["MN\r\n", REPLY_OK],
  ["ERROR Too many open connections\r\n", REPLY_REFUSED],
];

function bodyOf(reply: string, body: string | undefined): string {
  if (body !== undefined) return body;
  if (reply.startsWith("VA ")) return reply;
  return reply.startsWith("VALUE") ? reply.slice(0, -"END\r\n".length) : reply.slice(0, -2);
}

testCodecConformance({
  codec,
  specimens: REPLIES.map(([reply, status, body], index) => {
    return { index, status, bytes: encoder.encode(reply), body: bodyOf(reply, body) };
  }),
  garbage: [
    "what?\r\n",
    "\r\n",
    "VALUE k 0 x\r\n",
    "VALUE k 0\r\nab\r\nEND\r\n",
    "VALUE k 0 3\r\nabcd\r\nEND\r\n",
    "VALUE k 0 1\r\na\r\nSTORED\r\n",
    "VALUE k 0 999999999\r\n",
    "VA\r\n",
    "VA x\r\n",
    "VA 2\r\nabcd",
    "VA 999999999\r\n",
    "VA 1\r\na\r\nVALUE k\r\n",
    // Other protocols, some of whose first letters are of this one.
    "HTTP/1.1 400 Bad Request\r\n",
    "SSH-2.0-OpenSSH_9\r\n",
    "220 smtp.test ESMTP\r\n",
    "* OK IMAP4 ready\r\n",
    "+OK POP3 ready\r\n",
    "-ERR unknown command\r\n",
    "HDX\r\n",
    "STOREDX\r\n",
    "OKAY\r\n",
    "ENDX\r\n",
    "ENDX\n",
    "EXIT\r\n",
    "NOT_HERE\r\n",
    "123456789012345678901\r\n",
    "VERSION 1 2 1\r\na\r\nEND\r\n",
    "x".repeat(2_048),
  ].map((text) => encoder.encode(text)),
});

test("a line longer than any reply's is a fault before its end arrives", () => {
  const line = encoder.encode(`SERVER_ERROR ${"x".repeat(2_035)}`);
  const connection = codec.connection(1);
  connection.expect(0, 0);
  assert.equal(connection.parse(line, 0, 2_047, unwanted), 0);
  assert.ok(connection.parse(line, 0, 2_048, unwanted) < 0);
});

test("replies are matched in order, also when the ring of expected ones goes round", () => {
  const connection = codec.connection(3);
  const bytes = encoder.encode("STORED\r\nEND\r\n");
  const slots: number[] = [];
  for (let round = 0; round < 10; round++) {
    connection.expect(2 * round, 0);
    connection.expect(2 * round + 1, 0);
    assert.equal(
      connection.parse(bytes, 0, bytes.length, (slot) => slots.push(slot)),
      bytes.length,
    );
  }
  assert.deepEqual(
    slots,
    Array.from({ length: 20 }, (_, slot) => slot),
  );
});

test("a value is handed on byte for byte, whatever its bytes", () => {
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const reply = Uint8Array.from([
    ...encoder.encode("VALUE k 0 256\r\n"),
    ...every,
    ...encoder.encode("\r\nEND\r\n"),
  ]);
  const connection = codec.connection(1);
  connection.expect(0, 0);
  let body = "";
  const sink: ReplySink = (_slot, _status, from, to) => {
    body = decoder.decode(reply.subarray(from + "VALUE k 0 256\r\n".length, to - 2));
  };
  connection.parse(reply, 0, reply.length, sink);
  assert.equal(body, decoder.decode(every));
});
