// One of the two truth servers as a bare process, and a connection to it, for the tests that both
// answer the same. Its own file because the tests of protocols, of order and of endings need it.
// What the lab itself starts is launch-truth-server.ts's.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { TruthProtocol } from "#model/self-test.ts";
import { readTruthLog, type TruthLog } from "./truth-log.ts";
import { FATE, type TruthPlan, writeTruthPlan } from "./truth-plan.ts";

/** A server on the loopback that needs longer for a reply does not answer at all. */
const PATIENCE_MS = 5_000;

/** A plan of so many requests from index 1,000 on that all take no time; then what is changed. */
export function planOf(count: number, changes: Partial<TruthPlan> = {}): TruthPlan {
  return {
    firstIndex: 1_000,
    count,
    otherServiceNs: 0,
    replyBytes: 20,
    serviceNs: new Float64Array(count),
    fates: new Uint8Array(count).fill(FATE.answer),
    ...changes,
  };
}

export class ServedProcess implements AsyncDisposable {
  readonly process: ChildProcess;
  readonly port: number;
  readonly #folder: string;

  private constructor(process: ChildProcess, port: number, folder: string) {
    this.process = process;
    this.port = port;
    this.#folder = folder;
  }

  static async start(
    command: readonly string[],
    protocol: TruthProtocol,
    plan: TruthPlan,
  ): Promise<ServedProcess> {
    const folder = mkdtempSync(path.join(tmpdir(), "truth-"));
    writeTruthPlan(path.join(folder, "plan"), plan);
    const [program = "", ...words] = command;
    const files = ["--plan=plan", "--log=log"];
    const child = spawn(program, [...words, `--protocol=${protocol}`, ...files], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(createInterface(child.stdout), "line");
    return new ServedProcess(child, JSON.parse(line).ready.port, folder);
  }

  async connect(): Promise<Dialogue> {
    const socket = connect({ host: "127.0.0.1", port: this.port, noDelay: true });
    await once(socket, "connect");
    return new Dialogue(socket);
  }

  /** Asks it to end. @returns its log. */
  async end(): Promise<TruthLog> {
    this.process.kill("SIGTERM");
    assert.deepEqual(await once(this.process, "exit"), [0, null]);
    return readTruthLog(path.join(this.#folder, "log"));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.process.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true });
    return Promise.resolve();
  }
}

/** One connection; what the server sends too much is found by the next `expect`. */
export class Dialogue {
  readonly socket: Socket;
  #received: Buffer[] = [];
  #receivedBytes = 0;
  #fault: string | undefined;
  #heard = Promise.withResolvers<void>();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received.push(chunk);
      this.#receivedBytes += chunk.length;
      this.#hear();
    });
    socket.on("error", (error) => {
      this.#fault = String(Reflect.get(error, "code"));
    });
    socket.on("close", () => this.#hear());
  }

  send(text: string): void {
    this.socket.write(text, "latin1");
  }

  /** Expects exactly this text next, and all that has come to be it. */
  async expect(text: string): Promise<void> {
    await this.#until(() => this.#receivedBytes >= text.length);
    const received = Buffer.concat(this.#received).toString("latin1");
    [this.#received, this.#receivedBytes] = [[], 0];
    // Not assert.equal, which would print the difference of megabytes.
    assert.ok(received === text, `expected ${shown(text)}, received ${shown(received)}`);
  }

  /** Waits for any bytes. */
  async answered(): Promise<void> {
    await this.#until(() => this.#receivedBytes > 0);
  }

  /** Waits for its end. @returns the fault, or undefined after an orderly one; and what came. */
  async ended(): Promise<{ readonly fault: string | undefined; readonly bytes: number }> {
    await this.#until(() => false);
    assert.ok(this.socket.closed, "the server has not closed the connection");
    return { fault: this.#fault, bytes: this.#receivedBytes };
  }

  #hear(): void {
    this.#heard.resolve();
    this.#heard = Promise.withResolvers<void>();
  }

  /** Until the condition holds, nothing more can come, or patience ends. */
  async #until(condition: () => boolean): Promise<void> {
    const late = setTimeout(() => this.socket.destroy(), PATIENCE_MS);
    while (!condition() && !this.socket.closed) await this.#heard.promise;
    clearTimeout(late);
  }
}

function shown(text: string): string {
  return `${JSON.stringify(text.slice(0, 90))} (${text.length} bytes)`;
}
