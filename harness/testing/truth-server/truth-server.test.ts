// Both truth servers as processes: the bytes of three protocols and all fates, requests that come
// split and pipelined, readers that do not read, a thousand connections. Both must give the bytes
// that stand here, so they agree with each other. Order, times and endings are in
// truth-times.test.ts.

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { type BuiltServer, buildForTest, reasonWithoutC, TWIN } from "./built-for-test.ts";
import { planOf, ServedProcess } from "./served-process.ts";
import { FATE } from "./truth-plan.ts";

const FATES = Uint8Array.of(FATE.answer, FATE.error, FATE.wrong, FATE.reset, FATE.silent);
const LARGE_BYTES = 65_499;
/** 4 MB: more than a loopback connection holds at first, and less than is kept for a reader. */
const KEPT_REPLIES = 64;
/** 16 MB: more than both. */
const UNREAD_REPLIES = 256;
const CONNECTIONS = 1_000;

/** The rule, written a second time: byte k of request i is ((i + k) & 63) + 48. */
function bodyOf(index: number, bytes: number): string {
  const codes = Array.from({ length: bytes }, (_, at) => ((index + at) & 63) + 48);
  return String.fromCharCode(...codes);
}

function digits(index: number): string {
  return String(index).padStart(10, "0");
}

const http = {
  request: (index: number) => `GET /${digits(index)} HTTP/1.1\r\nHost: truth\r\n\r\n`,
  head: (bytes: number, status = "200 OK") =>
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${bytes}\r\n\r\n`,
  reply: (index: number, bytes = 20) => http.head(bytes) + bodyOf(index, bytes),
  error: () => `${http.head(7, "500 Internal Server Error")}planted`,
  malformed: "PUT /0000001000 HTTP/1.1\r\n\r\n",
};

const memcache = {
  request: (index: number) => `get t${digits(index)}\r\n`,
  reply: (index: number, bytes = 20) =>
    `VALUE t${digits(index)} 0 ${bytes}\r\n${bodyOf(index, bytes)}\r\nEND\r\n`,
  error: () => "SERVER_ERROR planted\r\n",
  malformed: "get t00000010000\r\n",
};

/** Body of request 1,002, with the last bit of its first byte changed. */
function wrong(reply: string): string {
  const right = bodyOf(1_002, 20);
  const changed = String.fromCharCode(right.charCodeAt(0) ^ 1) + right.slice(1);
  return reply.replace(right, changed);
}

interface Subject {
  readonly command: () => readonly string[];
}

function testStreams({ command }: Subject): void {
  for (const [protocol, speech] of Object.entries({ http, memcache })) {
    const { request, reply } = speech;
    it(`answers ${protocol} as its fates say, split and pipelined`, async () => {
      const plan = planOf(5, { fates: FATES });
      await using server = await ServedProcess.start(
        command(),
        protocol as "http" | "memcache",
        plan,
      );
      const dialogue = await server.connect();
      const replies = [reply(7), reply(1_000), speech.error(), wrong(reply(1_002))];
      dialogue.send([7, 1_000, 1_001, 1_002].map(request).join(""));
      await dialogue.expect(replies.join(""));
      for (const byte of request(4_294_967_300)) {
        dialogue.send(byte);
        await turn();
      }
      await dialogue.expect(reply(4_294_967_300));
      dialogue.send(request(8).repeat(2_000));
      await dialogue.expect(reply(8).repeat(2_000));
      dialogue.send(request(1_003) + request(9));
      await dialogue.expect(reply(1_003));
      assert.equal((await dialogue.ended()).fault, "ECONNRESET");
      for (const text of [speech.malformed, "x".repeat(16_384)]) {
        const strange = await server.connect();
        strange.send(text);
        assert.equal((await strange.ended()).bytes, 0);
      }
      const log = await server.end();
      assert.deepEqual([...log.index], [1_000, 1_001, 1_002, 1_003]);
      // Also what came behind the reset was served.
      assert.equal(log.others, 2_003);
    });
  }
}

function testReaders({ command }: Subject): void {
  it("keeps the replies of a late reader, and cuts off who leaves too much unread", async () => {
    const plan = planOf(0, { replyBytes: LARGE_BYTES });
    await using server = await ServedProcess.start(command(), "memcache", plan);
    const [late, tooLate, other] = [
      await server.connect(),
      await server.connect(),
      await server.connect(),
    ];
    for (const { socket } of [late, tooLate]) socket.pause();
    late.send(memcache.request(1).repeat(KEPT_REPLIES));
    tooLate.send(memcache.request(2).repeat(UNREAD_REPLIES));
    // Behind all of them: when it is answered, they were served.
    other.send(memcache.request(3));
    await other.expect(memcache.reply(3, LARGE_BYTES));
    late.socket.resume();
    await late.expect(memcache.reply(1, LARGE_BYTES).repeat(KEPT_REPLIES));
    late.send(memcache.request(4));
    await late.expect(memcache.reply(4, LARGE_BYTES));
    tooLate.socket.resume();
    assert.ok((await tooLate.ended()).bytes < UNREAD_REPLIES * LARGE_BYTES);
  });
}

function testCrowd({ command }: Subject): void {
  it(`numbers what has no index, on ${CONNECTIONS} connections`, async () => {
    const plan = planOf(CONNECTIONS, { firstIndex: 0 });
    await using server = await ServedProcess.start(command(), "http", plan);
    const opened = Array.from({ length: CONNECTIONS }, () => server.connect());
    const dialogues = await Promise.all(opened);
    const request = "GET /path?query HTTP/1.1\r\nHost: truth\r\n\r\n";
    for (const dialogue of dialogues) dialogue.send(request);
    await Promise.all(dialogues.map((dialogue) => dialogue.answered()));
    for (const { socket } of dialogues) socket.destroy();
    const log = await server.end();
    assert.deepEqual(
      [...log.index],
      Array.from({ length: CONNECTIONS }, (_, at) => at),
    );
    assert.equal(new Set(log.connection).size, CONNECTIONS);
  });
}

function datagram(index: number, bytes = 16): Buffer {
  const request = Buffer.alloc(bytes);
  request.writeUInt32LE(index);
  return request;
}

function testDatagrams({ command }: Subject): void {
  it("answers datagrams as their fates say, and ignores what is no request", async () => {
    const plan = planOf(5, { fates: FATES });
    await using server = await ServedProcess.start(command(), "udp", plan);
    const socket = createSocket("udp4");
    const received: string[] = [];
    socket.on("message", (bytes: Buffer) => received.push(bytes.toString("latin1")));
    // The last has the largest index: when it is answered, all were served.
    const indices = [1_004, 7, 1_000, 1_001, 1_002, 1_003, 2_000];
    for (const bytes of [15, 17]) socket.send(datagram(1_000, bytes), server.port, "127.0.0.1");
    for (const index of indices) socket.send(datagram(index), server.port, "127.0.0.1");
    while (received.length < indices.length - 1) await once(socket, "message");
    const whence = socket.address().port;
    socket.close();
    const reply = (index: number, status = 0): string => {
      const head = Buffer.alloc(8);
      head.writeUInt32LE(index);
      head.writeUInt32LE(status, 4);
      return head.toString("latin1") + (status === 0 ? bodyOf(index, 20) : "");
    };
    const right = [7, 1_000, 1_003, 2_000].map((index) => reply(index));
    const expected = [...right, reply(1_001, 1), wrong(reply(1_002))];
    assert.deepEqual(received.toSorted(), expected.toSorted());
    const log = await server.end();
    assert.deepEqual(log.index.toSorted(), Uint32Array.of(1_000, 1_001, 1_002, 1_003, 1_004));
    assert.deepEqual([...new Set(log.connection)], [whence]);
    assert.equal(log.others, 2);
  });
}

function testServer(subject: Subject): void {
  testStreams(subject);
  testReaders(subject);
  testCrowd(subject);
  testDatagrams(subject);
}

describe("the twin", () => testServer({ command: () => TWIN }));

describe("the server in C", { skip: reasonWithoutC() }, () => {
  let built: BuiltServer | undefined;
  before(() => {
    built = buildForTest();
  });
  after(() => built?.[Symbol.dispose]());
  testServer({ command: () => built?.command ?? [] });
});
