// The floors of one protocol as processes, for the test beside them: the Node twin, and the C one,
// built where there is a compiler. Its own file because all floors are started, asked and ended
// alike; what they answer is each one's test's.

import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it, type TestContext } from "node:test";

/** A loopback server that needs longer for a reply does not answer at all. */
const PATIENCE_MS = 5_000;

export interface Floor {
  readonly port: number;
  readonly process: ChildProcess;
}

/** One of a protocol's floors: starts it, any number of times. */
export class FloorUnderTest {
  readonly #folder: string;
  readonly #command: readonly string[];

  constructor(folder: string, command: readonly string[]) {
    this.#folder = folder;
    this.#command = command;
  }

  async start(context: TestContext, options: readonly string[]): Promise<Floor> {
    const [program = "", ...words] = this.#command;
    const child = spawn(program, [...words, ...options], {
      cwd: this.#folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    context.after(() => child.kill("SIGKILL"));
    const [line] = await once(createInterface(child.stdout), "line");
    return { port: JSON.parse(line).ready.port, process: child };
  }

  /** Lengths of replies that it must refuse, and what it must say that it expects. */
  testRefusals(lengths: readonly string[], expected: string): void {
    it("refuses a length that no reply can have", () => {
      for (const length of lengths) {
        const [program = "", ...words] = this.#command;
        const options = { cwd: this.#folder, encoding: "utf8" } as const;
        const ended = spawnSync(program, [...words, `--reply-bytes=${length}`], options);
        const problem = `--reply-bytes: received "${length}", expected ${expected}\n`;
        assert.deepEqual([ended.status, ended.stderr], [2, problem]);
      }
    });
  }
}

function reasonWithoutC(): string | false {
  if (process.platform !== "linux") return "floor.c needs Linux (epoll)";
  return spawnSync("cc", ["--version"]).status === 0 ? false : "cc is not on PATH";
}

/** Registers the tests for floor.ts and floor.c of `folder`. */
export function describeFloors(folder: string, testFloor: (floor: FloorUnderTest) => void): void {
  describe("floor.ts", () => testFloor(new FloorUnderTest(folder, [process.execPath, "floor.ts"])));
  describe("floor.c", { skip: reasonWithoutC() }, () => {
    const out = mkdtempSync(path.join(tmpdir(), "floor-"));
    const program = path.join(out, "floor");
    after(() => rmSync(out, { recursive: true }));
    before(() => {
      const words = ["-Wall", "-Wextra", "-Werror", "-O2", "-o", program, "floor.c"];
      const built = spawnSync("cc", words, { cwd: folder, encoding: "utf8" });
      assert.equal(built.status, 0, built.stderr);
    });
    testFloor(new FloorUnderTest(folder, [program]));
  });
}

function shown(text: string): string {
  return `${JSON.stringify(text.slice(0, 60))} (${text.length} bytes)`;
}

/** One connection; what a floor sends too much is found by the next `expect`. */
export class Dialogue {
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
    this.socket.write(text, "latin1");
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
    if (!this.socket.closed) {
      await once(this.socket, "close", { signal: AbortSignal.timeout(PATIENCE_MS) });
    }
    assert.equal(this.#receivedBytes, 0);
  }
}

export async function openDialogue(context: TestContext, floor: Floor): Promise<Dialogue> {
  const socket = connect({ host: "127.0.0.1", port: floor.port, noDelay: true });
  context.after(() => socket.destroy());
  await once(socket, "connect");
  return new Dialogue(socket);
}
