// Both floors as processes: framing of requests that come split and pipelined, the length of the
// reply, a reader that does not read. Both must give the bytes that stand here, so they agree with
// each other. The C one is built here, where there is a compiler.

import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it, type TestContext } from "node:test";
import { setImmediate as turn } from "node:timers/promises";

const FOLDER = import.meta.dirname;
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
/** A loopback server that needs longer for a reply does not answer at all. */
const PATIENCE_MS = 5_000;

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

interface Floor {
  readonly port: number;
  readonly process: ChildProcess;
}

async function start(
  context: TestContext,
  command: readonly string[],
  options: readonly string[],
): Promise<Floor> {
  const [program = "", ...words] = command;
  const child = spawn(program, [...words, ...options], {
    cwd: FOLDER,
    stdio: ["ignore", "pipe", "inherit"],
  });
  context.after(() => child.kill("SIGKILL"));
  const [line] = await once(createInterface(child.stdout), "line");
  return { port: JSON.parse(line).ready.port, process: child };
}

function shown(text: string): string {
  return `${JSON.stringify(text.slice(0, 60))} (${text.length} bytes)`;
}

/** One connection; what a floor sends too much is found by the next `expect`. */
class Dialogue {
  readonly socket: Socket;
  #received: Buffer[] = [];
  #receivedBytes = 0;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received.push(chunk);
      this.#receivedBytes += chunk.length;
    });
    // A reset is an end too; what was expected is compared.
    socket.on("error", () => {});
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** Expects exactly this text next, and all that has come to be it. */
  async expect(text: string): Promise<void> {
    const late = AbortSignal.timeout(PATIENCE_MS);
    while (this.#receivedBytes < text.length && !late.aborted) {
      await Promise.race([once(this.socket, "data"), once(late, "abort")]);
    }
    const received = Buffer.concat(this.#received).toString("latin1");
    this.#received = [];
    this.#receivedBytes = 0;
    // Not assert.equal, which would print the difference of megabytes.
    assert.ok(received === text, `expected ${shown(text)}, received ${shown(received)}`);
  }

  async ended(): Promise<void> {
    await once(this.socket, "close", { signal: AbortSignal.timeout(PATIENCE_MS) });
    assert.equal(this.#receivedBytes, 0);
  }
}

async function open(context: TestContext, floor: Floor): Promise<Dialogue> {
  const socket = connect({ host: "127.0.0.1", port: floor.port, noDelay: true });
  context.after(() => socket.destroy());
  await once(socket, "connect");
  return new Dialogue(socket);
}

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

function testFraming(command: readonly string[]): void {
  it("answers what it knows, and the rest with ERROR", async (context) => {
    const dialogue = await open(context, await start(context, command, OPTIONS));
    for (const [request, reply] of EXCHANGES) {
      dialogue.send(request);
      await dialogue.expect(reply);
    }
  });

  it("gives the same replies to requests that come byte by byte", async (context) => {
    const dialogue = await open(context, await start(context, command, OPTIONS));
    for (const byte of REQUESTS) {
      dialogue.send(byte);
      await turn();
    }
    await dialogue.expect(REPLIES);
  });

  it("gives the same replies to 18,000 requests in one write", async (context) => {
    const dialogue = await open(context, await start(context, command, OPTIONS));
    dialogue.send(REQUESTS.repeat(1_000));
    await dialogue.expect(REPLIES.repeat(1_000));
  });

  it("ends a connection whose line does not end", async (context) => {
    const dialogue = await open(context, await start(context, command, OPTIONS));
    dialogue.send("x".repeat(LINE_BYTES_MAX));
    await dialogue.ended();
  });
}

function testReplies(command: readonly string[]): void {
  it("makes replies of every length", async (context) => {
    for (const { bytes, reply } of LENGTHS) {
      const options = [`--reply-bytes=${bytes}`];
      const dialogue = await open(context, await start(context, command, options));
      assert.equal(reply.length, bytes);
      dialogue.send("get k\r\nmn\r\n");
      await dialogue.expect(`${reply}MN\r\n`);
    }
  });

  it("makes meta replies of every length", async (context) => {
    for (const { bytes, reply } of META_LENGTHS) {
      const options = [`--reply-bytes=${bytes}`];
      const dialogue = await open(context, await start(context, command, options));
      assert.equal(reply.length, bytes);
      dialogue.send("mg k v\r\nmn\r\n");
      await dialogue.expect(`${reply}MN\r\n`);
    }
  });

  it("refuses a length that no reply can have", () => {
    for (const length of ["19", "1048577", "x", ""]) {
      const [program = "", ...words] = command;
      const options = { cwd: FOLDER, encoding: "utf8" } as const;
      const ended = spawnSync(program, [...words, `--reply-bytes=${length}`], options);
      const problem = `--reply-bytes: received "${length}", expected 20 to 1048576\n`;
      assert.deepEqual([ended.status, ended.stderr], [2, problem]);
    }
  });

  it("serves others while a reader does not read, and gives it all later", async (context) => {
    const floor = await start(context, command, [`--reply-bytes=${MIB}`]);
    const late = await open(context, floor);
    late.socket.pause();
    late.send("get k\r\n".repeat(BLOCKED_MIB));
    const other = await open(context, floor);
    other.send("mn\r\n");
    await other.expect("MN\r\n");
    late.socket.resume();
    await late.expect(replyOf(1, MIB - 26).repeat(BLOCKED_MIB));
    late.send("mn\r\n");
    await late.expect("MN\r\n");
  });

  it("ends with 0 on SIGTERM, with connections open", async (context) => {
    const floor = await start(context, command, OPTIONS);
    await open(context, floor);
    floor.process.kill("SIGTERM");
    assert.deepEqual(await once(floor.process, "exit"), [0, null]);
  });
}

function testFloor(command: readonly string[]): void {
  testFraming(command);
  testReplies(command);
}

describe("floor.ts", () => testFloor([process.execPath, "floor.ts"]));

function reasonWithoutC(): string | false {
  if (process.platform !== "linux") return "floor.c needs Linux (epoll)";
  return spawnSync("cc", ["--version"]).status === 0 ? false : "cc is not on PATH";
}

describe("floor.c", { skip: reasonWithoutC() }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "floor-"));
  const program = path.join(folder, "floor");
  after(() => rmSync(folder, { recursive: true }));
  before(() => {
    const words = ["-Wall", "-Wextra", "-Werror", "-O2", "-o", program, "floor.c"];
    const built = spawnSync("cc", words, { cwd: FOLDER, encoding: "utf8" });
    assert.equal(built.status, 0, built.stderr);
  });
  testFloor([program]);
});
