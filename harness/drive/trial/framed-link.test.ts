// Frames over a pair of streams, byte by byte: whole ones in every cut, and every way of breaking
// the protocol, each with its one sentence. Property: however a reply is cut, it arrives whole.

import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, test } from "node:test";
import fc from "fast-check";
import { FRAME_BYTES_MAX, FramedLink, type FramedReply } from "./framed-link.ts";

const LIMIT_S = 5;

function frameOf(body: string | Uint8Array, length = body.length): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(length);
  return Buffer.concat([head, Buffer.from(body)]);
}

/** A link whose contender answers each request with these chunks. */
function linkTo(chunks: readonly Uint8Array[], rest = Buffer.alloc(0)) {
  const requests = new PassThrough();
  const replies = new PassThrough();
  const received: Buffer[] = [];
  requests.on("data", (chunk: Buffer) => {
    received.push(chunk);
    void (async () => {
      for (const each of chunks) {
        replies.write(each);
        // Each chunk is read by itself.
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
  });
  return { link: new FramedLink(requests, replies, rest), replies, requests, received };
}

const text = (answer: FramedReply): string =>
  answer.state === "replied" ? Buffer.from(answer.reply).toString() : `failed: ${answer.reason}`;

test("a request is framed, and replies come one after the other", async () => {
  const { link, received } = linkTo([frameOf("yes")]);
  const first = await link.exchange(Buffer.from("one?"), LIMIT_S);
  assert.equal(text(first), "yes");
  assert.ok(first.state === "replied" && first.elapsedNs > 0 && first.elapsedNs < LIMIT_S * 1e9);
  assert.equal(text(await link.exchange(Buffer.from("two?"), LIMIT_S)), "yes");
  assert.deepEqual(received, [frameOf("one?"), frameOf("two?")]);
});

test("a reply arrives whole, however it is cut", async () => {
  const cuts = fc.array(fc.nat(40), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 36 }), cuts, async (body, at) => {
      const whole = frameOf(body);
      const ends = [...at.filter((end) => end < whole.length), whole.length];
      const ordered = ends.toSorted((a, b) => a - b);
      const chunks = ordered.map((end, n) => whole.subarray(ordered[n - 1] ?? 0, end));
      const { link } = linkTo(chunks.filter(({ length }) => length > 0));
      const answer = await link.exchange(Buffer.from("?"), LIMIT_S);
      assert.deepEqual(answer.state === "replied" && new Uint8Array(answer.reply), body);
    }),
    { numRuns: 50 },
  );
});

describe("a contender breaks the protocol that", () => {
  const CASES: readonly (readonly [string, readonly Uint8Array[], RegExp])[] = [
    [
      "announces too much",
      [frameOf("", FRAME_BYTES_MAX + 1)],
      /^failed: announced a reply of 16777217 bytes; at most 16777216 are read$/,
    ],
    [
      "sends more than one reply",
      [Buffer.concat([frameOf("yes"), Buffer.from("no")])],
      /^failed: sent 2 bytes behind its reply$/,
    ],
    [
      "is late",
      [frameOf("yes").subarray(0, 5)],
      /^failed: did not reply within 0\.05 s \(after 5 of 7 bytes of its reply\)$/,
    ],
    ["says nothing", [], /^failed: did not reply within 0\.05 s \(after 0 bytes of its reply\)$/],
  ];
  for (const [what, chunks, sentence] of CASES) {
    test(what, async () => {
      const { link } = linkTo(chunks);
      assert.match(text(await link.exchange(Buffer.from("?"), 0.05)), sentence);
    });
  }

  test("ends in the middle of a reply", async () => {
    const { link, replies } = linkTo([]);
    const answer = link.exchange(Buffer.from("?"), LIMIT_S);
    replies.end(frameOf("yes").subarray(0, 6));
    assert.equal(text(await answer), "failed: closed the pipe after 6 of 7 bytes of its reply");
  });

  test("does not read", async () => {
    const { link, requests } = linkTo([]);
    requests.destroy(new Error("EPIPE"));
    const answer = await link.exchange(Buffer.from("?"), LIMIT_S);
    assert.equal(text(answer), "failed: closed the pipe after 0 bytes of its reply");
  });

  test("talks unasked", async () => {
    const { link } = linkTo([frameOf("yes")], Buffer.from("hello"));
    const answer = await link.exchange(Buffer.from("?"), LIMIT_S);
    assert.equal(text(answer), "failed: sent 5 bytes that nobody had asked for");
  });
});

test("a request in two parts arrives whole, and only then counts as asked", async () => {
  const { link, requests, replies } = linkTo([]);
  const whole = frameOf("what is it?");
  let received = Buffer.alloc(0);
  requests.removeAllListeners("data").on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (received.equals(whole)) replies.write(frameOf("it"));
  });
  assert.equal(text(await link.exchangeInParts(Buffer.from("what is it?"), LIMIT_S)), "it");
});

test("an answer to the first part of a request is a failure", async () => {
  const { link } = linkTo([frameOf("yes")]);
  const answer = await link.exchangeInParts(Buffer.from("what is it?"), LIMIT_S);
  assert.equal(text(answer), "failed: answered when it had 9 of 15 bytes of its request");
});

test("an empty request has no parts", async () => {
  const { link, received } = linkTo([frameOf("yes")]);
  assert.equal(text(await link.exchangeInParts(Buffer.alloc(0), LIMIT_S)), "yes");
  assert.deepEqual(received, [frameOf("")]);
});
