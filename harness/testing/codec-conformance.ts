// What every codec must hold, whatever its protocol: the same replies however the bytes are cut, a
// fault for what is not of the protocol or was not asked for, and a fresh start after a reset; an
// end of the connection completes what it may complete, and nothing else. One suite, so that a new
// protocol has it for the price of a few specimens. What its bytes mean is the codec's own test's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiveBuffer } from "#load/receive-buffer.ts";
import type { Codec, CodecConnection, ReplySink } from "#model/codec.ts";

/** One request that owes a reply, the reply's bytes, and what the sink must be told. */
export interface Specimen {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly status: number;
  readonly body: string;
  /** What the codec must be told of the reply: `RequestSource.replyForm`. */
  readonly form?: number;
}

export interface ConformanceCase {
  readonly codec: Codec;
  /** At least two, of different lengths and kinds, in the order in which they are asked for. */
  readonly specimens: readonly Specimen[];
  /** Replies that only the end of their connection completes. */
  readonly endedByClose?: readonly Specimen[];
  /** Bytes that begin no reply, each a fault by itself at its end at the latest. */
  readonly garbage: readonly Uint8Array[];
}

export interface Told {
  readonly slot: number;
  readonly status: number;
  readonly body: string;
}

const decoder = new TextDecoder("latin1");
export const SLOTS_FROM = 7;
const IN_FLIGHT_MAX = 64;
/** Not at the beginning of the buffer, and not to its end. */
const MARGIN = 3;

/** Hears the replies in `source`, the bytes that are being parsed. */
export function listener(source: { readonly parsed: Uint8Array }): {
  told: Told[];
  sink: ReplySink;
} {
  const told: Told[] = [];
  const sink: ReplySink = (slot, status, from, to) =>
    told.push({ slot, status, body: decoder.decode(source.parsed.subarray(from, to)) });
  return { told, sink };
}

export function expectAll(connection: CodecConnection, specimens: readonly Specimen[]): void {
  specimens.forEach(({ index, form = 0 }, place) =>
    connection.expect(SLOTS_FROM + place, index, form),
  );
}

export function told(specimens: readonly Specimen[]): Told[] {
  return specimens.map(({ status, body }, place) => ({ slot: SLOTS_FROM + place, status, body }));
}

/**
 * Offers `bytes` as a read that is overwritten afterwards. @returns whether they were of the
 * protocol.
 */
export function offer(receive: ReceiveBuffer, bytes: Uint8Array, sink: ReplySink): boolean {
  const buffer = new Uint8Array(bytes.length + 2 * MARGIN).fill(255);
  buffer.set(bytes, MARGIN);
  const isAccepted = receive.accept(buffer, MARGIN, MARGIN + bytes.length, sink);
  buffer.fill(255);
  return isAccepted;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Registers the suite's tests under the codec's name. */
export function testCodecConformance(each: ConformanceCase): void {
  testWholeness(each);
  testFaults(each);
  testEnds(each);
}

function fresh(codec: Codec): [CodecConnection, ReceiveBuffer] {
  const connection = codec.connection(IN_FLIGHT_MAX);
  return [connection, new ReceiveBuffer(connection, codec.replyBytesMax)];
}

/** The same replies however their bytes are cut. */
function testWholeness({ codec, specimens }: ConformanceCase): void {
  const all = joined(specimens.map(({ bytes }) => bytes));
  const expected = told(specimens);

  test(`${codec.name}: pipelined replies in one read are all found`, () => {
    const [connection] = fresh(codec);
    const read = all.slice();
    const { told: heard, sink } = listener({ parsed: read });
    expectAll(connection, specimens);
    assert.equal(connection.parse(read, 0, read.length, sink), all.length);
    assert.deepEqual(heard, expected);
  });

  test(`${codec.name}: a cut at any byte changes nothing`, () => {
    for (let cut = 0; cut <= all.length; cut++) {
      const [connection, receive] = fresh(codec);
      const { told: heard, sink } = listener(receive);
      expectAll(connection, specimens);
      assert.ok(offer(receive, all.subarray(0, cut), sink), `before byte ${cut}`);
      assert.ok(offer(receive, all.subarray(cut), sink), `behind byte ${cut}`);
      assert.deepEqual(heard, expected, `cut at ${cut}`);
    }
  });

  test(`${codec.name}: replies that arrive byte by byte are told at their last byte`, () => {
    const [connection, receive] = fresh(codec);
    const { told: heard, sink } = listener(receive);
    expectAll(connection, specimens);
    specimens.forEach(({ bytes }, place) => {
      bytes.forEach((byte, at) => {
        assert.equal(heard.length, place, `before byte ${at} of reply ${place}`);
        assert.ok(offer(receive, Uint8Array.of(byte), sink));
      });
    });
    assert.deepEqual(heard, expected);
  });

  test(`${codec.name}: parse tells where the last whole reply ends`, () => {
    const first = specimens[0] as Specimen;
    for (let to = 0; to < all.length; to++) {
      const [connection] = fresh(codec);
      const read = all.slice();
      const { told: heard, sink } = listener({ parsed: read });
      expectAll(connection, specimens);
      const end = connection.parse(read, 0, to, sink);
      const whole = joined(specimens.slice(0, heard.length).map(({ bytes }) => bytes)).length;
      assert.equal(end, whole, `with ${to} bytes`);
      assert.equal(heard.length > 0, to >= first.bytes.length);
    }
  });
}

/** What is not of the protocol, not asked for, or forgotten. */
function testFaults({ codec, specimens, garbage }: ConformanceCase): void {
  test(`${codec.name}: garbage is a fault, alone, behind a reply, and cut anywhere`, () => {
    for (const bytes of garbage) {
      for (let cut = 0; cut < bytes.length; cut++) {
        const [connection, receive] = fresh(codec);
        const { sink } = listener(receive);
        expectAll(connection, specimens);
        const isAccepted =
          offer(receive, bytes.subarray(0, cut), sink) && offer(receive, bytes.subarray(cut), sink);
        assert.ok(!isAccepted, `${decoder.decode(bytes)} cut at ${cut}`);
      }
      const [connection] = fresh(codec);
      expectAll(connection, specimens);
      const behind = joined([(specimens[0] as Specimen).bytes, bytes]);
      assert.ok(connection.parse(behind, 0, behind.length, () => {}) < 0);
    }
  });

  test(`${codec.name}: a reply that nobody asked for is a fault`, () => {
    for (const { bytes } of specimens) {
      const [connection, receive] = fresh(codec);
      const { told: heard, sink } = listener(receive);
      assert.ok(!offer(receive, bytes, sink));
      assert.deepEqual(heard, []);
      // Nor is a second answer to the same request taken.
      const { index, form, bytes: once } = specimens[0] as Specimen;
      connection.reset();
      connection.expect(0, index, form);
      assert.ok(connection.parse(joined([once, once]), 0, 2 * once.length, sink) < 0);
      assert.equal(heard.length, 1);
    }
  });

  test(`${codec.name}: a reset forgets what was expected and what had arrived`, () => {
    const [connection, receive] = fresh(codec);
    const { told: heard, sink } = listener(receive);
    const [first, second] = specimens as readonly [Specimen, Specimen];
    connection.expect(1, first.index, first.form);
    assert.ok(offer(receive, first.bytes.subarray(0, first.bytes.length - 1), sink));
    connection.reset();
    receive.reset();
    connection.expect(2, second.index, second.form);
    assert.ok(offer(receive, second.bytes, sink));
    assert.deepEqual(heard, [{ slot: 2, status: second.status, body: second.body }]);
  });
}

/** What the end of a connection makes of the bytes before it. */
function testEnds({ codec, specimens, endedByClose = [] }: ConformanceCase): void {
  test(`${codec.name}: the end of a connection completes no reply that was cut`, () => {
    for (const specimen of specimens) {
      for (let to = 0; to < specimen.bytes.length; to++) {
        const [connection, receive] = fresh(codec);
        const { told: heard, sink } = listener(receive);
        expectAll(connection, [specimen]);
        assert.ok(offer(receive, specimen.bytes.subarray(0, to), sink));
        receive.ended(sink);
        assert.deepEqual(heard, [], `${decoder.decode(specimen.bytes)} cut at ${to}`);
      }
    }
  });

  for (const [place, specimen] of endedByClose.entries()) {
    const { bytes } = specimen;
    test(`${codec.name}: an end completes reply ${place} of those that it ends, once`, () => {
      for (let cut = 0; cut <= bytes.length; cut++) {
        const [connection, receive] = fresh(codec);
        const { told: heard, sink } = listener(receive);
        // The second request is not answered.
        expectAll(connection, [specimen, specimen]);
        assert.ok(offer(receive, bytes.subarray(0, cut), sink));
        assert.ok(offer(receive, bytes.subarray(cut), sink));
        assert.deepEqual(heard, [], "before the end");
        receive.ended(sink);
        assert.deepEqual(heard, told([specimen]), `cut at ${cut}`);
        receive.ended(sink);
        assert.equal(heard.length, 1);
      }
    });
  }
}
