// Both floors of HTTP as processes: framing of requests that come split and pipelined, the length
// of the reply, a reader that does not read. Both must give the bytes that stand here, so they
// agree with each other.

import assert from "node:assert/strict";
import { once } from "node:events";
import { it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { describeFloors, type FloorUnderTest, openDialogue } from "#testing/floor-under-test.ts";

/** As the harness appends them; the first two mean nothing to a floor. */
const OPTIONS = ["--memory-mib=64", "--threads=1", "--reply-bytes=220"];
const HEAD_BYTES_MAX = 65_536;
const MIB = 1_048_576;
/** More than the buffers of a loopback connection hold. */
const BLOCKED_MIB = 16;

function headOf(bodyBytes: number, blanks = " "): string {
  return `HTTP/1.1 200 OK\r\nContent-Length:${blanks}${bodyBytes}\r\n\r\n`;
}

function replyOf(bodyBytes: number, blanks = " "): string {
  return headOf(bodyBytes, blanks) + "v".repeat(bodyBytes);
}

/** 220 bytes: 40 of the head, 180 of the body. */
const REPLY = replyOf(180);
const REFUSAL = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const HOST = "Host: floor\r\n";
const GET = `GET / HTTP/1.1\r\n${HOST}\r\n`;

const EXCHANGES: readonly (readonly [request: string, reply: string])[] = [
  [GET, REPLY],
  ["GET /a?b=c HTTP/1.1\r\n\r\n", REPLY],
  [`HEAD / HTTP/1.1\r\n${HOST}\r\n`, headOf(180)],
  [`POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\n12345`, REPLY],
  [`PUT / HTTP/1.1\r\ncontent-length:0\r\n${HOST}\r\n`, REPLY],
  // A body that looks like requests, and is none.
  [`POST / HTTP/1.1\r\nCONTENT-LENGTH: \t${2 * GET.length}\t \r\n\r\n${GET}${GET}`, REPLY],
  [`HEAD / HTTP/1.1\r\nContent-Length: 3\r\n\r\n\r\n\r`, headOf(180)],
  [`GET /Content-Length:7 HTTP/1.1\r\nX-Content-Length: 7\r\nX: Content-Length: 7\r\n\r\n`, REPLY],
  ["GET /\xff HTTP/1.1\r\nX: \xff\r\n\r\n", REPLY],
];
const REQUESTS = EXCHANGES.map(([request]) => request).join("");
const REPLIES = EXCHANGES.map(([, reply]) => reply).join("");

const REFUSED = [
  "Transfer-Encoding: chunked",
  "Content-Length: x",
  "Content-Length:",
  "Content-Length: -1",
  "Content-Length: 1 1",
  "Content-Length: 1234567890123456",
];

/** Lengths in all; at 48 and 1,040 another digit would be one byte too many. */
const LENGTHS = [
  { bytes: 38, reply: replyOf(0) },
  { bytes: 47, reply: replyOf(9) },
  { bytes: 48, reply: replyOf(9, "  ") },
  { bytes: 49, reply: replyOf(10) },
  { bytes: 1_039, reply: replyOf(999) },
  { bytes: 1_040, reply: replyOf(999, "  ") },
] as const;

function testFraming(floor: FloorUnderTest): void {
  it("answers each kind of request", async (context) => {
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

  it("gives the same replies to 9,000 requests in one write", async (context) => {
    const dialogue = await openDialogue(context, await floor.start(context, OPTIONS));
    dialogue.send(REQUESTS.repeat(1_000));
    await dialogue.expect(REPLIES.repeat(1_000));
  });

  it("refuses a request whose end it cannot know, after those before it", async (context) => {
    const running = await floor.start(context, OPTIONS);
    for (const line of REFUSED) {
      const dialogue = await openDialogue(context, running);
      dialogue.send(`${GET}POST / HTTP/1.1\r\n${line}\r\n\r\n${GET}`);
      await dialogue.expect(REPLY + REFUSAL);
      await dialogue.ended();
    }
  });

  it("ends a connection whose head does not end", async (context) => {
    const dialogue = await openDialogue(context, await floor.start(context, OPTIONS));
    dialogue.send("x".repeat(HEAD_BYTES_MAX));
    await dialogue.ended();
  });
}

function testReplies(floor: FloorUnderTest): void {
  it("makes replies of every length", async (context) => {
    for (const { bytes, reply } of LENGTHS) {
      const running = await floor.start(context, [`--reply-bytes=${bytes}`]);
      const dialogue = await openDialogue(context, running);
      assert.equal(reply.length, bytes);
      dialogue.send(GET + GET);
      await dialogue.expect(reply + reply);
    }
  });

  floor.testRefusals(["37", "1048577", "x", ""], "38 to 1048576");

  it("serves others while a reader does not read, and gives it all later", async (context) => {
    const running = await floor.start(context, [`--reply-bytes=${MIB}`]);
    const whole = replyOf(MIB - headOf(1_048_532).length);
    const late = await openDialogue(context, running);
    late.socket.pause();
    late.send(GET.repeat(BLOCKED_MIB));
    const other = await openDialogue(context, running);
    other.send(GET);
    await other.expect(whole);
    late.socket.resume();
    await late.expect(whole.repeat(BLOCKED_MIB));
    late.send(GET);
    await late.expect(whole);
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
