// What every codec over UDP must do beside its protocol: find the request of each reply whatever
// their order, pass over what answers nothing without harm to the others, and wait for nothing.
//
// Its own suite beside codec-conformance.ts, because there a byte out of place is a fault, and here
// a datagram is whole or worthless. What its bytes mean is the codec's own test's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiveBuffer } from "#load/receive-buffer.ts";
import type { Codec, CodecConnection } from "#model/codec.ts";
import {
  expectAll,
  listener,
  offer,
  SLOTS_FROM,
  type Specimen,
  told,
} from "./codec-conformance.ts";

export interface DatagramConformanceCase {
  readonly codec: Codec;
  /** At least two, of different lengths and kinds. */
  readonly specimens: readonly Specimen[];
  /** Datagrams of which nothing can be read. */
  readonly damaged: readonly Uint8Array[];
}

const IN_FLIGHT_MAX = 64;

class Dialogue {
  readonly connection: CodecConnection;
  readonly receive: ReceiveBuffer;
  readonly #heard: ReturnType<typeof listener>;

  constructor(codec: Codec) {
    this.connection = codec.connection(IN_FLIGHT_MAX);
    this.receive = new ReceiveBuffer(this.connection, codec.replyBytesMax);
    this.#heard = listener(this.receive);
  }

  /** Offers a datagram, which is no fault and leaves nothing behind, whatever it is. */
  offer(bytes: Uint8Array): void {
    assert.ok(offer(this.receive, bytes, this.#heard.sink), "a fault");
    assert.equal(this.receive.waitingBytes, 0);
  }

  get told() {
    return this.#heard.told;
  }
}

/** Registers the suite's tests under the codec's name. */
export function testDatagramConformance(each: DatagramConformanceCase): void {
  testMatching(each);
  testLosses(each);
}

function testMatching({ codec, specimens, damaged }: DatagramConformanceCase): void {
  test(`${codec.name}: replies find their requests in any order`, () => {
    const expected = told(specimens);
    specimens.forEach((_, turn) => {
      const dialogue = new Dialogue(codec);
      expectAll(dialogue.connection, specimens);
      const order = specimens.map((_each, at) => (at + turn) % specimens.length).toReversed();
      for (const at of order) dialogue.offer((specimens[at] as Specimen).bytes);
      assert.deepEqual(
        dialogue.told,
        order.map((at) => expected[at]),
      );
      assert.equal(dialogue.connection.ignored, 0);
    });
  });

  test(`${codec.name}: what answers nothing is passed over and counted, and nothing else`, () => {
    const strangers = specimens.slice(1).map(({ bytes }) => bytes);
    const first = specimens[0] as Specimen;
    const dialogue = new Dialogue(codec);
    expectAll(dialogue.connection, [first]);
    const useless = [...damaged, ...strangers];
    useless.forEach((bytes) => dialogue.offer(bytes));
    assert.deepEqual(dialogue.told, []);
    assert.equal(dialogue.connection.ignored, useless.length);
    dialogue.offer(first.bytes);
    dialogue.offer(first.bytes);
    assert.deepEqual(dialogue.told, told([first]));
    assert.equal(dialogue.connection.ignored, useless.length + 1, "the second copy");
  });

  test(`${codec.name}: a datagram that was cut takes nothing from the next one`, () => {
    for (const [at, { bytes }] of specimens.entries()) {
      for (let to = 0; to < bytes.length; to++) {
        const dialogue = new Dialogue(codec);
        expectAll(dialogue.connection, specimens);
        dialogue.offer(bytes.subarray(0, to));
        const other = (at + 1) % specimens.length;
        dialogue.offer((specimens[other] as Specimen).bytes);
        assert.deepEqual(dialogue.told.at(-1), told(specimens)[other], `cut at ${to}`);
      }
    }
  });
}

/** Requests that are never answered, and ones that are forgotten. */
function testLosses({ codec, specimens }: DatagramConformanceCase): void {
  const [first, second] = specimens as readonly [Specimen, Specimen];

  test(`${codec.name}: lost replies hold their own places only`, () => {
    const dialogue = new Dialogue(codec);
    // As many as may be in flight, less one, are lost; numbers that no specimen has.
    const taken = new Set(specimens.map(({ index }) => index));
    const lost = Array.from({ length: 4 * IN_FLIGHT_MAX }, (_, index) => index)
      .filter((index) => !taken.has(index))
      .slice(0, IN_FLIGHT_MAX - 1);
    for (const index of lost) dialogue.connection.expect(1_000 + index, index);
    for (let round = 0; round < 1_000; round++) {
      const { index, form, bytes } = specimens[round % specimens.length] as Specimen;
      dialogue.connection.expect(round, index, form);
      dialogue.offer(bytes);
    }
    assert.deepEqual(
      dialogue.told.map(({ slot }) => slot),
      Array.from({ length: 1_000 }, (_, round) => round),
    );
  });

  test(`${codec.name}: a reset forgets what was expected`, () => {
    const dialogue = new Dialogue(codec);
    expectAll(dialogue.connection, [first]);
    dialogue.connection.reset();
    dialogue.receive.reset();
    expectAll(dialogue.connection, [second]);
    dialogue.offer(first.bytes);
    dialogue.offer(second.bytes);
    const { status, body } = second;
    assert.deepEqual(dialogue.told, [{ slot: SLOTS_FROM, status, body }]);
    assert.equal(dialogue.connection.ignored, 1);
  });
}
