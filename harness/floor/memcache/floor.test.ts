// Both floors as processes: framing of requests that come split and pipelined, the length of the
// reply, a reader that does not read. Both must give the bytes that stand here, so they agree with
// each other.

import assert from "node:assert/strict";
import { once } from "node:events";
import { it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { describeFloors, type FloorUnderTest, openDialogue } from "#testing/floor-under-test.ts";

/** As the harness appends them; the first two mean nothing to a floor. */
const OPTIONS = ["--memory-mib=64", "--threads=1", "--reply-bytes=220"];
/** 220 bytes: 15 of the VALUE line, 198 of value, 2 of its line end, 5 of END. */
const VALUE = replyOf(1, 198);
/** 220 bytes: 11 of the VA line, 207 of value, 2 of its line end. */
const META_VALUE = metaReplyOf(1, 207);
const LINE_BYTES_MAX = 65_536;
const MIB = 1_048_576;
/** More than the buffers of a loopback connection hold. */
const BLOCKED_MIB = 16;

const EXCHANGES: readonly (readonly [request: string, reply: string])[] = [
  ["get some-key\r\n", VALUE],
  ["get a b c\n", VALUE],
  ["set k 7 0 5\r\n12345\r\n", "STORED\r\n"],
  ["set k 0 0 0\r\n\r\n", "STORED\r\n"],
  ["set k 0 100 15\r\nget inside\r\nget\r\n", "STORED\r\n"],
  ["mg some-key k v f c O1\r\n", META_VALUE],
  ["ms k 5 F7 O1\r\n12345\r\n", "HD\r\n"],
  ["ms k 13\r\nmg inside\r\nmg\r\n", "HD\r\n"],
  ["mn\r\n", "MN\r\n"],
  ["nonsense\r\n", "ERROR\r\n"],
  ["\r\n", "ERROR\r\n"],
  ["get \r\n", "ERROR\r\n"],
  ["set k 0 0\r\n", "ERROR\r\n"],
  ["set k 0 0 -1\r\n", "ERROR\r\n"],
  ["set k 0 0 1048577\r\n", "ERROR\r\n"],
  ["mg \r\n", "ERROR\r\n"],
  ["ms k\r\n", "ERROR\r\n"],
  ["ms k x\r\n", "ERROR\r\n"],
];
const REQUESTS = EXCHANGES.map(([request]) => request).join("");
const REPLIES = EXCHANGES.map(([, reply]) => reply).join("");

function replyOf(keyBytes: number, valueBytes: number): string {
  return `VALUE ${"k".repeat(keyBytes)} 0 ${valueBytes}\r\n${"v".repeat(valueBytes)}\r\nEND\r\n`;
}

function metaReplyOf(keyBytes: number, valueBytes: number): string {
  return `VA ${valueBytes} k${"k".repeat(keyBytes)}\r\n${"v".repeat(valueBytes)}\r\n`;
}

/** Lengths in all; at 30, 120 and 1,021 another digit would be one byte too many. */
const LENGTHS = [
  { bytes: 20, reply: replyOf(1, 0) },
  { bytes: 29, reply: replyOf(1, 9) },
  { bytes: 30, reply: replyOf(2, 9) },
  { bytes: 31, reply: replyOf(1, 10) },
  { bytes: 121, reply: replyOf(2, 99) },
  { bytes: 1_022, reply: replyOf(2, 999) },
] as const;
const META_LENGTHS = [
  { bytes: 20, reply: metaReplyOf(1, 9) },
  { bytes: 21, reply: metaReplyOf(2, 9) },
  { bytes: 22, reply: metaReplyOf(1, 10) },
  { bytes: 112, reply: metaReplyOf(2, 99) },
  { bytes: 1_013, reply: metaReplyOf(2, 999) },
] as const;

function testFraming(floor: FloorUnderTest): void {
  it("answers what it knows, and the rest with ERROR", async (context) => {
    const dialogue = await openDialogue(context, await floor.start(context, OPTIONS));
    for (const [request, reply] of EXCHANGES) {
      dialogue.send(request);
      await dialogue.expect(reply);
    }
  });

  it("gives the same replies to requests that come byte by byte", async (context) => {
    const dialogue = await openDialogue(context, await floor.start(context, OPTIONS));
    for (const byte of REQUESTS) {
      dialogue.send(byte);
      await turn();
    }
    await dialogue.expect(REPLIES);
  });

  it("gives the same replies to 18,000 requests in one write", async (context) => {
    const dialogue = await openDialogue(context, await floor.start(context, OPTIONS));
    dialogue.send(REQUESTS.repeat(1_000));
    await dialogue.expect(REPLIES.repeat(1_000));
  });

  it("ends a connection whose line does not end", async (context) => {
    const dialogue = await openDialogue(context, await floor.start(context, OPTIONS));
    dialogue.send("x".repeat(LINE_BYTES_MAX));
    await dialogue.ended();
  });
}

function testReplies(floor: FloorUnderTest): void {
  it("makes replies of every length", async (context) => {
    for (const { bytes, reply } of LENGTHS) {
      const running = await floor.start(context, [`--reply-bytes=${bytes}`]);
      const dialogue = await openDialogue(context, running);
      assert.equal(reply.length, bytes);
      dialogue.send("get k\r\nmn\r\n");
      await dialogue.expect(`${reply}MN\r\n`);
    }
  });

  it("makes meta replies of every length", async (context) => {
    for (const { bytes, reply } of META_LENGTHS) {
      const running = await floor.start(context, [`--reply-bytes=${bytes}`]);
      const dialogue = await openDialogue(context, running);
      assert.equal(reply.length, bytes);
      dialogue.send("mg k v\r\nmn\r\n");
      await dialogue.expect(`${reply}MN\r\n`);
    }
  });

  floor.testRefusals(["19", "1048577", "x", ""], "20 to 1048576");

  it("serves others while a reader does not read, and gives it all later", async (context) => {
    const running = await floor.start(context, [`--reply-bytes=${MIB}`]);
    const late = await openDialogue(context, running);
    late.socket.pause();
    late.send("get k\r\n".repeat(BLOCKED_MIB));
    const other = await openDialogue(context, running);
    other.send("mn\r\n");
    await other.expect("MN\r\n");
    late.socket.resume();
    await late.expect(replyOf(1, MIB - 26).repeat(BLOCKED_MIB));
    late.send("mn\r\n");
    await late.expect("MN\r\n");
  });

  it("ends with 0 on SIGTERM, with connections open", async (context) => {
    const running = await floor.start(context, OPTIONS);
    await openDialogue(context, running);
    running.process.kill("SIGTERM");
    assert.deepEqual(await once(running.process, "exit"), [0, null]);
  });
}

describeFloors(import.meta.dirname, (floor) => {
  testFraming(floor);
  testReplies(floor);
});
