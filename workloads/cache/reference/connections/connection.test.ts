// Connections over a socket that the test drives: replies do not depend on how bytes are cut, and a
// client that does not read is not read from.

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Clock } from "../clock.ts";
import { BinaryProtocol } from "../binary/binary-protocol.ts";
import { newCore } from "../protocol/core.ts";
import { TextProtocol } from "../protocol/text-protocol.ts";
import { Replies } from "../replies.ts";
import { type SegmentOptions, SegmentStore } from "../stores/segment-store.ts";
import { Connection } from "./connection.ts";

const MIB = 1_048_576;
const OPTIONS: SegmentOptions = { expiry: "exact", eviction: "merge", bucketTicks: 80, seed: 1 };
const clock = new Clock({ monotonicMs: () => 0, unixMs: () => 0 });

/** Takes writes at once, or keeps them back until `drain`, as a socket whose peer does not read. */
class ScriptedSocket extends EventEmitter {
  readonly written: Buffer[] = [];
  writableLength = 0;
  writes = 0;
  destroyed = false;
  paused = false;
  ended = false;
  #slow = false;
  #waiting: { bytes: Buffer; sent: (() => void) | undefined }[] = [];

  set slow(slow: boolean) {
    this.#slow = slow;
  }

  write(bytes: Buffer, sent?: () => void): boolean {
    this.writes++;
    if (this.#slow) {
      // Kept by reference, as Node does: reuse of the memory would show.
      this.#waiting.push({ bytes, sent });
      this.writableLength += bytes.length;
    } else this.written.push(Buffer.from(bytes));
    return !this.#slow;
  }

  drain(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.writableLength = 0;
    for (const { bytes } of waiting) this.written.push(Buffer.from(bytes));
    for (const { sent } of waiting) sent?.();
    if (waiting.length > 0) this.emit("drain");
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  end(): void {
    this.ended = true;
  }

  destroySoon(): void {
    this.ended = true;
  }

  get text(): string {
    return Buffer.concat(this.written).toString("latin1");
  }
}

function open(): { socket: ScriptedSocket; connection: Connection } {
  const socket = new ScriptedSocket();
  const replies = new Replies("batches");
  const core = newCore(new SegmentStore(clock, 16 * MIB, OPTIONS), clock, replies);
  const shared = { core, text: new TextProtocol(core), binary: new BinaryProtocol(core) };
  return { socket, connection: new Connection(socket as unknown as Socket, shared) };
}

/** One receive buffer for all chunks, as the server has it. */
const RECEIVED = Buffer.alloc(65_536);

function receive(connection: Connection, bytes: Buffer): void {
  bytes.copy(RECEIVED);
  connection.receive(RECEIVED, bytes.length);
  RECEIVED.fill(0x21, 0, bytes.length);
}

const keys = fc.constantFrom("a", "b", "longer-key", "k".repeat(250), "k".repeat(251));
const values = fc.string({ maxLength: 40, unit: "binary-ascii" });
const commands = fc.oneof(
  fc
    .tuple(fc.constantFrom("set", "add", "replace", "append", "prepend"), keys, values)
    .map(([name, key, value]) => `${name} ${key} 1 0 ${value.length}\r\n${value}\r\n`),
  fc
    .tuple(fc.constantFrom("get", "gets", "gat 10"), fc.array(keys, { maxLength: 4 }))
    .map(([name, list]) => `${name} ${list.join(" ")}\r\n`),
  fc
    .tuple(fc.constantFrom("incr", "decr"), keys, fc.nat())
    .map(([name, key, delta]) => `set ${key} 0 0 2\r\n10\r\n${name} ${key} ${delta}\r\n`),
  keys.map((key) => `delete ${key}\r\n`),
  keys.map((key) => `set ${key} 0 0 2 noreply\r\ntoo long\r\n`),
  keys.map((key) => `set ${key} 0 0 1048577\r\n${"v".repeat(1_048_577)}\r\n`),
  fc.constantFrom(
    "nonsense\r\n",
    "\r\n",
    "get\n",
    "set a b c d\r\n",
    "version\r\n",
    "flush_all\r\n",
  ),
);

/** A binary request; lengths in its header may not be those of its parts. */
const packets = fc
  .record({
    opcode: fc.oneof({ weight: 9, arbitrary: fc.nat(0x24) }, fc.nat(0xff)),
    key: fc.constantFrom("", "a", "b", "k".repeat(250), "k".repeat(251)),
    extrasBytes: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(0, 4, 8, 20) },
      fc.nat({ max: 40 }),
    ),
    valueBytes: fc.constantFrom(0, 0, 1, 40, 20_000, 1_048_577),
    bodyBytes: fc.option(fc.constantFrom(0, 1, 30), { freq: 20 }),
    token: fc.constantFrom(0, 0, 0, 1),
  })
  .map(({ opcode, key, extrasBytes, valueBytes, bodyBytes, token }) => {
    const header = Buffer.alloc(24);
    header[0] = 0x80;
    header[1] = opcode;
    header.writeUInt16BE(key.length, 2);
    header[4] = extrasBytes;
    header.writeUInt32BE(bodyBytes ?? extrasBytes + key.length + valueBytes, 8);
    header.writeUInt32BE(token, 20);
    const extras = Buffer.alloc(extrasBytes, 1);
    return Buffer.concat([header, extras, Buffer.from(key), Buffer.alloc(valueBytes, 0x37)]);
  });

const cuts = fc.infiniteStream(
  fc.oneof(fc.integer({ min: 2, max: 10 }), fc.integer({ min: 1, max: 65_536 })),
);

/** What is answered to bytes that come whole, and to the same bytes cut. */
function answers(bytes: Buffer, lengths: Iterable<number>): [ScriptedSocket, ScriptedSocket] {
  const whole = open();
  const cut = open();
  for (let at = 0; at < bytes.length; at += RECEIVED.length) {
    receive(whole.connection, bytes.subarray(at, at + RECEIVED.length));
  }
  let at = 0;
  for (const length of lengths) {
    if (at >= bytes.length) break;
    receive(cut.connection, bytes.subarray(at, at + length));
    at += length;
  }
  return [whole.socket, cut.socket];
}

describe("Connection", () => {
  it("gives the same replies to binary requests however they are cut, damaged ones too", () => {
    const scripts = fc.array(packets, { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(scripts, cuts, (script, lengths) => {
        const [whole, cut] = answers(Buffer.concat(script), lengths);
        assert.equal(cut.text, whole.text);
        assert.equal(cut.ended, whole.ended);
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same replies however the bytes are cut", () => {
    const scripts = fc.array(commands, { maxLength: 30 });
    fc.assert(
      fc.property(scripts, cuts, (script, lengths) => {
        const [whole, cut] = answers(Buffer.from(script.join(""), "latin1"), lengths);
        assert.equal(cut.text, whole.text);
      }),
      { numRuns: 60 },
    );
  });

  it("answers a whole chunk with one write", () => {
    const { socket, connection } = open();
    receive(
      connection,
      Buffer.from("set a 0 0 1\r\n1\r\n".repeat(100) + "get a a\r\n".repeat(100)),
    );
    assert.equal(socket.writes, 1);
    assert.equal(socket.text.match(/VALUE/g)?.length, 200);
  });

  it("stops at 1 MiB of unread replies, and goes on inside a get", () => {
    const { socket, connection } = open();
    const value = "v".repeat(50_000);
    receive(connection, Buffer.from(`set a 0 0 ${value.length}\r\n${value}\r\n`));
    socket.slow = true;
    const gets = 200;
    receive(connection, Buffer.from(`get${" a".repeat(gets)}\r\nget a\r\nget b\r\nge`));
    assert.equal(socket.paused, true);
    let rounds = 0;
    for (; socket.paused && rounds < 100; rounds++) {
      assert.ok(socket.writableLength < 1.2 * MIB, `${socket.writableLength} bytes unsent`);
      socket.drain();
    }
    assert.ok(rounds >= 9, `${rounds} rounds`);
    socket.slow = false;
    socket.drain();
    receive(connection, Buffer.from("t a\r\n"));
    const hit = `VALUE a 0 ${value.length}\r\n${value}\r\n`;
    const expected = `STORED\r\n${hit.repeat(gets)}END\r\n${hit}END\r\nEND\r\n${hit}END\r\n`;
    assert.ok(socket.text === expected);
  });

  it("stops at many small unread replies too, for the memory that each costs", () => {
    const { socket, connection } = open();
    socket.slow = true;
    let chunks = 0;
    while (!socket.paused && chunks < 100_000) {
      receive(connection, Buffer.from("get a\r\n"));
      chunks++;
    }
    assert.ok(chunks > 500 && chunks < 2_000, `${chunks} chunks`);
    socket.slow = false;
    socket.drain();
    assert.equal(socket.paused, false);
    assert.equal(socket.text, "END\r\n".repeat(chunks));
  });

  it("closes on a line without end: 2,048 bytes, 64 KiB after get", () => {
    for (const [line, isOpen] of [
      ["x".repeat(2_048), true],
      ["x".repeat(2_049), false],
      [`${" ".repeat(100)}get ${"a ".repeat(2_000)}`, true],
      [`${" ".repeat(101)}get ${"a ".repeat(2_000)}`, false],
      [`gets ${"a ".repeat(20_000)}`, true],
      [`get ${"a".repeat(65_532)}`, true],
      [`get ${"a".repeat(65_533)}`, false],
    ] as const) {
      const { socket, connection } = open();
      const bytes = Buffer.from(line);
      receive(connection, bytes.subarray(0, 1_000));
      receive(connection, bytes.subarray(1_000));
      assert.equal(!socket.ended, isOpen, `${line.trim().slice(0, 5)} ${line.length}`);
    }
  });

  it("reads nothing behind quit", () => {
    const { socket, connection } = open();
    receive(connection, Buffer.from("get a\r\nquit\r\nget a\r\n"));
    receive(connection, Buffer.from("get a\r\n"));
    assert.equal(socket.text, "END\r\n");
    assert.equal(socket.ended, true);
  });
});
