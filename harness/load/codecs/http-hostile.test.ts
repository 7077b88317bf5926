// HTTP replies as nobody would write them: drawn ones, cut anywhere, are found whole; damaged and
// random bytes are read once and come to an end, in bounded memory.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ReceiveBuffer } from "#load/receive-buffer.ts";
import { LAST_REPLY, type ReplySink } from "#model/codec.ts";
import { codec } from "./http.ts";

const decoder = new TextDecoder("latin1");
const encode = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));
const RUNS = { numRuns: 300 };

interface Drawn {
  readonly reply: string;
  readonly body: string;
}

const body = fc.string({ unit: "binary-ascii", maxLength: 60 });
const codes = fc.constantFrom(200, 201, 206, 302, 404, 500, 503);
const header = fc
  .tuple(fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,12}$/), fc.stringMatching(/^[ -~]{0,20}$/))
  .filter(([name]) => !/^(content-length|transfer-encoding|connection)$/i.test(name))
  .map(([name, value]) => `${name}: ${value}\r\n`);
const headers = fc.array(header, { maxLength: 4 }).map((lines) => lines.join(""));

const withLength: fc.Arbitrary<Drawn> = fc
  .tuple(codes, headers, body)
  .map(([code, lines, text]) => {
    const head = `HTTP/1.1 ${code} X\r\n${lines}Content-Length: ${text.length}\r\n\r\n`;
    return { reply: head + text, body: text };
  });

const inChunks: fc.Arbitrary<Drawn> = fc
  .tuple(codes, headers, fc.array(body, { maxLength: 5 }), headers)
  .map(([code, lines, texts, trailers]) => {
    const chunks = texts.filter((text) => text.length > 0);
    const coded = chunks.map((text) => `${text.length.toString(16)};e=1\r\n${text}\r\n`).join("");
    const head = `HTTP/1.1 ${code} X\r\n${lines}Transfer-Encoding: chunked\r\n\r\n`;
    return { reply: `${head}${coded}0\r\n${trailers}\r\n`, body: chunks.join("") };
  });

const interim: fc.Arbitrary<string> = fc.constantFrom("", "", "HTTP/1.1 103 Early\r\nA: b\r\n\r\n");
const replies = fc.array(
  fc.tuple(interim, fc.oneof(withLength, inChunks)).map(([before, drawn]) => {
    return { ...drawn, reply: before + drawn.reply };
  }),
  { minLength: 1, maxLength: 4 },
);
const cuts = fc.array(fc.nat(1_000), { maxLength: 12 });

/** Offers `bytes` in pieces, each in a buffer that is worth nothing afterwards. */
function offer(bytes: Uint8Array, at: readonly number[], awaited: number) {
  const connection = codec.connection(awaited);
  for (let slot = 0; slot < awaited; slot++) connection.expect(slot, slot);
  const receive = new ReceiveBuffer(connection, codec.replyBytesMax);
  const told: { slot: number; body: string }[] = [];
  const sink: ReplySink = (slot, _status, from, to) => {
    assert.ok(from >= 0 && from <= to && to <= receive.parsed.length);
    told.push({ slot, body: decoder.decode(receive.parsed.subarray(from, to)) });
  };
  const ends = [...new Set(at.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  let isAccepted = true;
  let from = 0;
  for (const to of [...ends, bytes.length]) {
    const read = bytes.slice(from, to);
    isAccepted &&= receive.accept(read, 0, read.length, sink);
    read.fill(255);
    from = to;
    if (!isAccepted) break;
  }
  return { told, isAccepted, fault: receive.fault };
}

test("drawn replies are found whole, however they are cut", () => {
  fc.assert(
    fc.property(replies, cuts, (drawn, at) => {
      const bytes = encode(drawn.map(({ reply }) => reply).join(""));
      const { told, isAccepted } = offer(bytes, at, drawn.length);
      assert.ok(isAccepted);
      assert.deepEqual(
        told,
        drawn.map((each, slot) => ({ slot, body: each.body })),
      );
    }),
    RUNS,
  );
});

const flips = fc.array(fc.tuple(fc.nat(10_000), fc.nat(255)), { minLength: 1, maxLength: 4 });

test("damaged replies end alike however they are cut", () => {
  fc.assert(
    fc.property(replies, flips, cuts, (drawn, damage, at) => {
      const bytes = encode(drawn.map(({ reply }) => reply).join(""));
      for (const [place, byte] of damage) bytes[place % bytes.length] = byte;
      const whole = offer(bytes, [], drawn.length);
      const cut = offer(bytes, at, drawn.length);
      assert.deepEqual(cut.told, whole.told);
      // A fault may be found in a later piece than before, never in an earlier one or not at all.
      assert.equal(cut.isAccepted, whole.isAccepted);
      const isEnd = whole.fault === LAST_REPLY;
      assert.equal(cut.fault === LAST_REPLY, isEnd);
      assert.ok(whole.told.length <= drawn.length);
    }),
    RUNS,
  );
});

test("random bytes are refused within as many as a status line has", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), cuts, (bytes, at) => {
      const begins = decoder.decode(bytes).startsWith("HTTP/1.");
      fc.pre(!begins && !"HTTP/1.".startsWith(decoder.decode(bytes)));
      assert.ok(!offer(bytes, at, 1).isAccepted);
    }),
    RUNS,
  );
});

test("a reply that comes byte by byte costs each byte once, not all bytes each time", () => {
  const line = `X-Long: ${"x".repeat(50_000)}\r\n`;
  const bytes = encode(`HTTP/1.1 200 OK\r\n${line}Content-Length: 0\r\n\r\n`);
  const readsMax = 20 * bytes.length;
  let reads = 0;
  const counted = new Proxy(bytes, {
    get(target, key) {
      assert.ok(++reads < readsMax, "bytes are read again and again");
      return Reflect.get(target, key);
    },
  });
  const connection = codec.connection(1);
  connection.expect(0, 0);
  let told = 0;
  for (let to = 1; to <= bytes.length; to++) connection.parse(counted, 0, to, () => told++);
  assert.equal(told, 1);
});
