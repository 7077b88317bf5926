// Datagrams as nobody would send them: any bytes, in any order, doubled, cut, and never asked for,
// against a plain model of what is owed.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ReceiveBuffer } from "#load/receive-buffer.ts";
import { codec } from "./datagram.ts";

const IN_FLIGHT_MAX = 6;
const index = fc.constantFrom(0, 1, 2, 3, 4, 5, 256, 2 ** 31, 2 ** 32 - 1);
const bytes = fc.uint8Array({ maxLength: 20 });

type Step =
  | { readonly kind: "expect"; readonly index: number }
  | { readonly kind: "reset" }
  | { readonly kind: "datagram"; readonly bytes: Uint8Array };

/** A head with a likely number, cut anywhere, and anything behind it. */
const datagram = fc.tuple(index, bytes, fc.nat(28)).map(([number, rest, length]) => {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(number);
  return { kind: "datagram" as const, bytes: Buffer.concat([head, rest]).subarray(0, length) };
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: index.map((each) => ({ kind: "expect" as const, index: each })) },
  { weight: 8, arbitrary: datagram },
  { weight: 2, arbitrary: bytes.map((each) => ({ kind: "datagram" as const, bytes: each })) },
  { weight: 1, arbitrary: fc.constant({ kind: "reset" as const }) },
);

/** What is owed: index → slot. */
class Model {
  readonly owed = new Map<number, number>();
  ignored = 0;

  /** @returns the slot that `datagram` answers. */
  answer(datagram: Uint8Array): number | undefined {
    const number =
      datagram.length < 8
        ? -1
        : new DataView(datagram.buffer, datagram.byteOffset).getUint32(0, true);
    const slot = this.owed.get(number);
    this.owed.delete(number);
    if (slot === undefined) this.ignored++;
    return slot;
  }
}

test("each request is answered by the first datagram that names it, and by no other", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const connection = codec.connection(IN_FLIGHT_MAX);
      const receive = new ReceiveBuffer(connection, codec.replyBytesMax);
      const model = new Model();
      steps.forEach((each, slot) => {
        if (each.kind === "reset") {
          connection.reset();
          receive.reset();
          model.owed.clear();
        } else if (each.kind === "expect") {
          if (model.owed.size === IN_FLIGHT_MAX || model.owed.has(each.index)) return;
          connection.expect(slot, each.index);
          model.owed.set(each.index, slot);
        } else {
          const heard: number[] = [];
          const isAccepted = receive.accept(
            each.bytes,
            0,
            each.bytes.length,
            (told, _, from, to) => {
              heard.push(told);
              assert.deepEqual([from, to], [8, each.bytes.length]);
            },
          );
          const answered = model.answer(each.bytes);
          assert.ok(isAccepted);
          assert.deepEqual(heard, answered === undefined ? [] : [answered]);
          assert.equal(connection.ignored, model.ignored);
        }
      });
    }),
    { numRuns: 1_000 },
  );
});

test("a flood of strange datagrams costs the same for each", () => {
  const connection = codec.connection(4_096);
  for (let slot = 0; slot < 4_096; slot++) connection.expect(slot, slot);
  const stranger = Buffer.alloc(64, 255);
  const receive = new ReceiveBuffer(connection, codec.replyBytesMax);
  for (let count = 0; count < 100_000; count++) {
    stranger.writeUInt32LE(1_000_000 + count);
    assert.ok(receive.accept(stranger, 0, stranger.length, () => assert.fail("a reply was told")));
  }
  assert.equal(connection.ignored, 100_000);
  assert.equal(receive.waitingBytes, 0);
});
