// Whoever is killed, nothing of the run lives on: a small harness with unruly contenders is killed
// alone, after its supervisor, and ended in order. What is left is looked for here, not by the
// lab's own search.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import {
  CAN_LOOK,
  holdsWithin,
  isFreed,
  listeningPorts,
  processesRunning,
  processesWith,
} from "#testing/leftovers.ts";

const HOST = path.join(import.meta.dirname, "..", "..", "testing", "faulty-contender-host.ts");
const GONE_MS = 3_000;
const LIMIT = { timeout: 30_000 };
/** Two contenders and the child that left its group. */
const MARKED = 3;

class Host {
  readonly #runId = randomBytes(8).toString("hex");
  readonly process: ChildProcess;
  #scratch = "";
  #ports: number[] = [];

  constructor() {
    this.process = spawn(process.execPath, [HOST, this.#runId], {
      stdio: ["pipe", "pipe", "inherit"],
    });
  }

  async stands(): Promise<void> {
    const [line] = (await once(this.process.stdout ?? this.process, "data")) as [Buffer];
    this.#scratch = line.toString().trim();
    assert.ok(existsSync(this.#scratch));
    assert.ok(await holdsWithin(GONE_MS, () => this.#marked().length === MARKED));
    this.#ports = listeningPorts(this.#marked());
    assert.equal(this.#ports.length, 2);
    assert.equal(this.supervisors().length, 1);
  }

  supervisors(): number[] {
    return processesRunning(`supervisor-process.ts\0${this.#runId}`);
  }

  async leavesNothing(): Promise<void> {
    const isGone = (): boolean =>
      this.#marked().length + this.supervisors().length === 0 && !existsSync(this.#scratch);
    const within = await holdsWithin(GONE_MS, isGone);
    const left = { marked: this.#marked(), supervisors: this.supervisors() };
    assert.ok(within, `left: ${JSON.stringify(left)}, ${this.#scratch}`);
    for (const port of this.#ports) assert.ok(await isFreed(port));
  }

  #marked(): number[] {
    return processesWith(`TAILPROOF_RUN=${this.#runId}_`);
  }
}

/** Whether the process handles SIGHUP by now: signal 1, the lowest bit of proc(5)'s SigCgt. */
function catchesHangUp(pid: number): boolean {
  const caught = /^SigCgt:\s*([\da-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
  return (Number.parseInt(caught?.at(-1) ?? "0", 16) & 1) === 1;
}

describe("nothing of a run lives on", { skip: !CAN_LOOK && "needs /proc" }, () => {
  test("when its harness is killed", LIMIT, async () => {
    const host = new Host();
    await host.stands();
    host.process.kill("SIGKILL");
    await host.leavesNothing();
  });

  test(
    "when its supervisor is killed, which starts again, and then its harness",
    LIMIT,
    async () => {
      const host = new Host();
      await host.stands();
      const [first = 0] = host.supervisors();
      process.kill(first, "SIGKILL");
      const isReplaced = (): boolean => host.supervisors().some((pid) => pid !== first);
      assert.ok(await holdsWithin(GONE_MS, isReplaced), "no other supervisor was started");
      host.process.kill("SIGKILL");
      await host.leavesNothing();
    },
  );

  test("when a signal goes to the supervisor first", LIMIT, async () => {
    const host = new Host();
    await host.stands();
    const [supervisor = 0] = host.supervisors();
    assert.ok(await holdsWithin(GONE_MS, () => catchesHangUp(supervisor)));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(supervisor, signal);
    host.process.kill("SIGKILL");
    await host.leavesNothing();
  });

  test("when its harness ends in order", LIMIT, async () => {
    const host = new Host();
    await host.stands();
    host.process.stdin?.write("end\n");
    const [code] = (await once(host.process, "exit")) as [number | null];
    assert.equal(code, 0);
    await host.leavesNothing();
  });
});
