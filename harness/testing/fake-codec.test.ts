// The fake codec passes the same suite as the real ones, and does what they cannot: it finds the
// request of a reply that comes out of order.

import assert from "node:assert/strict";
import { test } from "node:test";
import { REPLY_MISS, REPLY_OK } from "#model/reply-status.ts";
import { testCodecConformance } from "./codec-conformance.ts";
import { fakeCodec, fakeReply, fakeTraffic } from "./fake-codec.ts";

const specimens = [
  { index: 4_000_000_000, status: REPLY_OK, digest: 0x41424344, body: "DCBA" },
  { index: 0, status: REPLY_MISS, digest: 0x52525252, body: "RRRR" },
  { index: 17, status: REPLY_OK, digest: 0x30303030, body: "0000" },
].map(({ index, status, digest, body }) => {
  return { index, status, body, bytes: fakeReply(index, status, digest) };
});

testCodecConformance({
  codec: fakeCodec,
  specimens,
  garbage: [new Uint8Array([1]), new Uint8Array([82, 0, 9, 9, 9, 9, 0])],
});

test("a reply finds its request by its id, in whatever order replies come", () => {
  const connection = fakeCodec.connection(10);
  for (const [slot, index] of [10, 20, 30].entries()) connection.expect(slot, index);
  const slots: number[] = [];
  for (const index of [30, 10, 20]) {
    const bytes = fakeReply(index, REPLY_OK, 0);
    connection.parse(bytes, 0, bytes.length, (slot) => slots.push(slot));
  }
  assert.deepEqual(slots, [2, 0, 1]);
});

test("the peer refuses a message whose header does not fit its requests", () => {
  const { peer, source } = fakeTraffic(1);
  const payload = new Uint8Array(64);
  const bytes = source.writeRequest(payload, 0, 5);
  const header = new Uint8Array(fakeCodec.batch?.headerBytes ?? 0);
  fakeCodec.batch?.writeHeader(header, 0, 2, bytes);
  const message = Uint8Array.from([...header, ...payload.subarray(0, bytes)]);
  assert.throws(() => peer.read(message, () => {}), /announces 2 requests and holds 1/);
  fakeCodec.batch?.writeHeader(message, 0, 1, bytes);
  assert.equal(
    peer.read(message, (index) => assert.equal(index, 5)),
    message.length,
  );
});
