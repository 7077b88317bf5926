// The bytes between reads: copied only when a reply is not whole, bounded whatever a contender
// sends.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { CodecConnection, ReplySink } from "#model/codec.ts";
import { ReceiveBuffer } from "./receive-buffer.ts";

const NEWLINE = 10;
const FAULT = 0;

/** Lines; a zero byte is a fault. Notes how often it parsed and in which buffer. */
class Lines implements CodecConnection {
  readonly buffers: Uint8Array[] = [];

  expect(): void {}
  reset(): void {}

  parse(buffer: Uint8Array, from: number, to: number, sink: ReplySink): number {
    this.buffers.push(buffer);
    let start = from;
    for (let at = from; at < to; at++) {
      if (buffer[at] === FAULT) return -1;
      if (buffer[at] !== NEWLINE) continue;
      sink(0, 0, start, at);
      start = at + 1;
    }
    return start;
  }
}

function receiver(replyBytesMax: number) {
  const codec = new Lines();
  const lines: string[] = [];
  const receive = new ReceiveBuffer(codec, replyBytesMax);
  const sink: ReplySink = (_slot, _status, from, to) =>
    lines.push(Buffer.from(receive.parsed.subarray(from, to)).toString("latin1"));
  const accept = (text: string): boolean => {
    const bytes = Buffer.from(text, "latin1");
    const isAccepted = receive.accept(bytes, 0, bytes.length, sink);
    bytes.fill(FAULT);
    return isAccepted;
  };
  return { codec, lines, receive, accept, sink };
}

test("whole replies are parsed where they lie", () => {
  const { codec, receive, sink } = receiver(100);
  const read = Buffer.from("..one\ntwo\n..");
  assert.ok(receive.accept(read, 2, 10, sink));
  assert.deepEqual(codec.buffers, [read]);
});

test("a tail survives the reuse of the read's buffer, over any number of reads", () => {
  const { lines, accept } = receiver(10_000);
  const long = "x".repeat(6_000);
  for (const text of ["a\nb", "b\nc", "", `${long}`, `${long.slice(0, 3_000)}\nd\n`, "e\n"])
    assert.ok(accept(text));
  assert.deepEqual(lines, ["a", "bb", `c${long}${long.slice(0, 3_000)}`, "d", "e"]);
});

test("more than two replies' bytes without a whole reply are a fault; exactly two are not", () => {
  for (const first of ["", "x"]) {
    const { accept } = receiver(50);
    assert.ok(accept(first));
    assert.ok(accept("x".repeat(100 - first.length)));
    assert.ok(!accept("x"));
  }
  const { accept } = receiver(50);
  assert.ok(!accept("x".repeat(101)), "in one read");
});

test("a read larger than the bound is no fault when its replies are whole", () => {
  const { lines, accept } = receiver(4);
  assert.ok(accept("abc\n".repeat(100)));
  assert.equal(lines.length, 100);
});

test("a fault is told with and without a tail, and a reset forgets the tail", () => {
  const { lines, receive, accept } = receiver(50);
  assert.ok(!accept("a\n\0"));
  assert.ok(accept("left"));
  assert.ok(!accept("over\0"));
  receive.reset();
  assert.ok(accept("new\n"));
  assert.deepEqual(lines, ["a", "new"]);
});
