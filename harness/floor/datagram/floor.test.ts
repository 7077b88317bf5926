// Both floors of numbered datagrams as processes: which datagrams they answer, with which bytes,
// and whom. Both must give the bytes that stand here, so they agree with each other.

import assert from "node:assert/strict";
import dgram from "node:dgram";
import { once } from "node:events";
import { it, type TestContext } from "node:test";
import { describeFloors, type Floor, type FloorUnderTest } from "#testing/floor-under-test.ts";

/** As the harness appends them; the first two mean nothing to a floor. */
const OPTIONS = ["--memory-mib=64", "--threads=1", "--reply-bytes=20"];
const BODY = "v".repeat(12);
const DATAGRAM_BYTES_MAX = 65_507;
/** A loopback server that needs longer for a reply does not answer at all. */
const LIMIT = { timeout: 5_000 };

function request(index: number, more = ""): Buffer {
  const bytes = Buffer.alloc(4 + more.length);
  bytes.writeUInt32LE(index);
  bytes.write(more, 4, "latin1");
  return bytes;
}

function replyTo(index: number, body: string): string {
  return `${request(index).toString("latin1")}\0\0\0\0${body}`;
}

/** A socket of its own port, and all that came to it. */
class Dialogue {
  readonly socket: dgram.Socket;
  readonly heard: string[] = [];

  constructor(socket: dgram.Socket) {
    this.socket = socket;
    socket.on("message", (bytes) => this.heard.push(bytes.toString("latin1")));
  }

  send(bytes: Uint8Array): void {
    this.socket.send(bytes);
  }

  /** Expects exactly these datagrams, in any order. */
  async expect(datagrams: readonly string[]): Promise<void> {
    while (this.heard.length < datagrams.length) await once(this.socket, "message");
    assert.deepEqual(this.heard.splice(0).toSorted(), datagrams.toSorted());
  }
}

async function open(context: TestContext, floor: Floor): Promise<Dialogue> {
  const socket = dgram.createSocket({ type: "udp4", recvBufferSize: 1_048_576 });
  socket.connect(floor.port, "127.0.0.1");
  await once(socket, "connect");
  context.after(() => socket.close());
  return new Dialogue(socket);
}

function testFloor(floor: FloorUnderTest): void {
  it("answers each datagram with its number, whatever else is in it", LIMIT, async (context) => {
    const dialogue = await open(context, await floor.start(context, OPTIONS));
    for (const index of [0, 1, 0x01_02_03_04, 2 ** 31, 2 ** 32 - 1]) {
      for (const more of ["", "\0\0\0\0\0\0\0\0\0\0\0\0", "x".repeat(2_000)]) {
        dialogue.send(request(index, more));
        await dialogue.expect([replyTo(index, BODY)]);
      }
    }
  });

  it("says nothing to a datagram without a number", LIMIT, async (context) => {
    const dialogue = await open(context, await floor.start(context, OPTIONS));
    for (const length of [0, 1, 3]) dialogue.send(request(7).subarray(0, length));
    dialogue.send(request(8));
    dialogue.send(request(9).subarray(0, 2));
    dialogue.send(request(10));
    await dialogue.expect([replyTo(8, BODY), replyTo(10, BODY)]);
  });

  it("answers each sender, many at a time", LIMIT, async (context) => {
    const running = await floor.start(context, OPTIONS);
    const dialogues = await Promise.all([1, 2, 3].map(() => open(context, running)));
    for (let index = 0; index < 100; index++) {
      dialogues.forEach((dialogue, at) => dialogue.send(request(1_000 * at + index)));
    }
    for (const [at, dialogue] of dialogues.entries()) {
      const indexes = Array.from({ length: 100 }, (_, index) => 1_000 * at + index);
      await dialogue.expect(indexes.map((index) => replyTo(index, BODY)));
    }
  });

  it("makes replies of every length", LIMIT, async (context) => {
    for (const bytes of [8, 9, 64, DATAGRAM_BYTES_MAX]) {
      const running = await floor.start(context, [`--reply-bytes=${bytes}`]);
      const dialogue = await open(context, running);
      dialogue.send(request(5));
      await dialogue.expect([replyTo(5, "v".repeat(bytes - 8))]);
    }
  });

  floor.testRefusals(["7", "65508", "x", ""], "8 to 65507");

  it("ends with 0 on SIGTERM", async (context) => {
    const running = await floor.start(context, OPTIONS);
    running.process.kill("SIGTERM");
    assert.deepEqual(await once(running.process, "exit"), [0, null]);
  });
}

describeFloors(import.meta.dirname, testFloor);
