// The reading side of HTTP/1.1: the suite of all codecs, where each kind of reply ends, and what
// becomes of a connection that its peer closes. Hostile bytes are in http-hostile.test.ts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LAST_REPLY, type ReplySink } from "#model/codec.ts";
import { REPLY_MISS, REPLY_OK, REPLY_REFUSED } from "#model/reply-status.ts";
import { type Specimen, testCodecConformance } from "#testing/codec-conformance.ts";
import { codec, REPLY_TO_HEAD } from "./http.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");
const OK = "HTTP/1.1 200 OK\r\n";

/** Reply, body, status, form. */
type Row = readonly [reply: string, body: string, status?: number, form?: number];

const REPLIES: readonly Row[] = [
  [`${OK}Content-Length: 5\r\n\r\nhello`, "hello"],
  ["HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n", ""],
  ['HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\nETag: "x"\r\n\r\n', ""],
  [`${OK}content-length:0\r\n\r\n`, ""],
  [`${OK}Content-Length: 1000\r\nDate: now\r\n\r\n`, "", REPLY_OK, REPLY_TO_HEAD],
  [`${OK}Transfer-Encoding: chunked\r\n\r\n`, "", REPLY_OK, REPLY_TO_HEAD],
  // A body that looks like a reply, and is none.
  [
    `${OK}CONTENT-LENGTH: \t38 \r\n\r\n${OK}Content-Length: 2\r\n\r\n`,
    `${OK}Content-Length: 2\r\n\r\n`,
  ],
  ["HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", "no", REPLY_MISS],
  ["HTTP/1.1 410\r\nContent-Length: 0\r\n\r\n", "", REPLY_MISS],
  ["HTTP/1.1 500 Oh\r\nContent-Length: 1\r\n\r\n!", "!", REPLY_REFUSED],
  ["HTTP/1.1 400 \r\nContent-Length: 0\r\n\r\n", "", REPLY_REFUSED],
  ["HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n", "", REPLY_REFUSED],
  ["HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 3\r\n\r\nsee", "see"],
  ["HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 3\r\n\r\nold", "old"],
  [`${OK}Content-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok`, "ok"],
  ["HTTP/1.1 200 OK\nContent-Length: 2\n\nlf", "lf"],
  [`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n`, "one"],
  [`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, ""],
  [
    `${OK}Transfer-Encoding: gzip, Chunked\r\n\r\n1\r\na\r\n00A ;x="y"\r\nbcdefghijk\r\n2\r\nlm\r\n0\r\nT: 1\r\nU: 2\r\n\r\n`,
    "abcdefghijklm",
  ],
  // The coding outweighs the length.
  [`${OK}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`, "ok"],
  [
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n${OK}Content-Length: 1\r\n\r\nx`,
    "x",
  ],
];

const UNTIL_END: readonly Row[] = [
  [`${OK}Server: x\r\n\r\nall of this`, "all of this"],
  ["HTTP/1.0 200 OK\r\n\r\n", ""],
  [
    "HTTP/1.1 502 Bad\r\nTransfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxyz",
    "xyz",
    REPLY_REFUSED,
  ],
];

function specimen([reply, body, status = REPLY_OK, form = 0]: Row, index: number): Specimen {
  return { index, bytes: encoder.encode(reply), body, status, form };
}

testCodecConformance({
  codec,
  specimens: REPLIES.map(specimen),
  endedByClose: UNTIL_END.map(specimen),
  garbage: [
    "hello\r\n",
    "\r\n",
    "HTTP/2 200\r\n\r\n",
    "HTTP/1.1 OK\r\n\r\n",
    "HTTP/1.1 2000 OK\r\n\r\n",
    "HTTP/1.1 20\r\n\r\n",
    "GET / HTTP/1.1\r\n",
    `${OK}no colon\r\n`,
    `${OK}Content-Length : 5\r\n`,
    `${OK}A: b\r\n folded\r\n`,
    `${OK}: nameless\r\n`,
    `${OK}Content-Length: five\r\n`,
    `${OK}Content-Length: -1\r\n`,
    `${OK}Content-Length:\r\n`,
    `${OK}Content-Length: 5, 6\r\n`,
    `${OK}Content-Length: 5\r\nContent-Length: 6\r\n`,
    `${OK}Content-Length: 16777217\r\n\r\n`,
    `${OK}Content-Length: 1234567890123456\r\n`,
    `${OK}Transfer-Encoding: chunked\r\n\r\nfoo\r\n`,
    `${OK}Transfer-Encoding: chunked\r\n\r\n\r\n`,
    `${OK}Transfer-Encoding: chunked\r\n\r\n-1\r\n`,
    `${OK}Transfer-Encoding: chunked\r\n\r\n1000001\r\n`,
    `${OK}Transfer-Encoding: chunked\r\n\r\n00000000000000001\r\n`,
    `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nabc`,
    `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\r`,
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
  ].map((text) => encoder.encode(text)),
});

const ignore = (): void => {};

/** A connection that awaits `count` replies. */
function awaiting(count: number) {
  const connection = codec.connection(count);
  for (let slot = 0; slot < count; slot++) connection.expect(slot, slot);
  return connection;
}

test("the code of a reply is told beside its status", () => {
  for (const code of [200, 304, 404, 503]) {
    const bytes = encoder.encode(`HTTP/1.1 ${code} X\r\nContent-Length: 0\r\n\r\n`);
    let heard: number | undefined;
    // oxlint-disable-next-line max-params -- the seam's shape: numbers instead of an object
    const sink: ReplySink = (_slot, _status, _from, _to, told) => (heard = told);
    awaiting(1).parse(bytes, 0, bytes.length, sink);
    assert.equal(heard, code);
  }
});

test("a reply that announces the connection's end is told, and is its last", () => {
  const closing = [
    `${OK}Connection: close\r\nContent-Length: 2\r\n\r\nok`,
    `${OK}Connection: foo, CLOSE\r\nContent-Length: 2\r\n\r\nok`,
    `${OK}Connection: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok`,
    `${OK}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
    "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
  ];
  for (const reply of closing) {
    const bytes = encoder.encode(`${reply}and more, which is nobody's`);
    const slots: number[] = [];
    const connection = awaiting(2);
    const end = connection.parse(bytes, 0, bytes.length, (slot, _status, from, to) => {
      slots.push(slot);
      assert.equal(decoder.decode(bytes.subarray(from, to)), "ok");
    });
    assert.deepEqual([end, slots], [LAST_REPLY, [0]], reply);
    connection.reset();
    connection.expect(5, 0);
    const next = encoder.encode(`${OK}Content-Length: 0\r\n\r\n`);
    assert.equal(connection.parse(next, 0, next.length, ignore), next.length, "a fresh start");
  }
});

test("headers, and interim replies together, are bounded", () => {
  const header = `X-Filler: ${"x".repeat(990)}\r\n`;
  for (const piece of [header, "HTTP/1.1 103 Early\r\nLink: x\r\n\r\n"]) {
    const start = piece === header ? OK : "";
    const bytes = encoder.encode(start + piece.repeat(Math.ceil(65_536 / piece.length)));
    const connection = awaiting(1);
    assert.equal(connection.parse(bytes, 0, 65_535, ignore), 0);
    const fault = connection.parse(bytes, 0, 65_536, ignore);
    assert.match(codec.faultText?.(fault) ?? "", /headers of more than 65536 bytes/);
  }
});

test("a body that only the end would end is bounded", () => {
  const bytes = new Uint8Array(codec.replyBytesMax + 1);
  bytes.set(encoder.encode(`${OK}\r\n`));
  const connection = awaiting(1);
  assert.equal(connection.parse(bytes, 0, codec.replyBytesMax, ignore), 0);
  const fault = connection.parse(bytes, 0, codec.replyBytesMax + 1, ignore);
  assert.match(codec.faultText?.(fault) ?? "", /a reply of more than 16777216 bytes/);
});

test("chunks together, and trailers, are bounded", () => {
  const head = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
  const trailer = `X-Filler: ${"x".repeat(990)}\r\n`;
  const half = `800000\r\n${"x".repeat(0x800000)}\r\n`;
  for (const [text, what] of [
    [head + half + half, /a reply of more than 16777216 bytes/],
    [`${head}0\r\n${trailer.repeat(66)}\r\n`, /a chunk that is none/],
  ] as const) {
    const bytes = encoder.encode(text);
    const fault = awaiting(1).parse(bytes, 0, bytes.length, ignore);
    assert.match(codec.faultText?.(fault) ?? "", what);
  }
});

test("a body of one chunk stays where it lies, one of several is moved together", () => {
  const one = encoder.encode(`${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`);
  const before = one.slice();
  awaiting(1).parse(one, 0, one.length, ignore);
  assert.deepEqual(one, before);
  const head = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
  const chunks = Array.from({ length: 300 }, (_, at) => String.fromCharCode(97 + (at % 26)));
  const text = `${head}${chunks.map((each) => `1\r\n${each}\r\n`).join("")}0\r\n\r\n`;
  const many = encoder.encode(text);
  let body = "";
  awaiting(1).parse(many, 0, many.length, (_slot, _status, from, to) => {
    body = decoder.decode(many.subarray(from, to));
  });
  assert.equal(body, chunks.join(""));
});
