// The harness's side of the supervisor: starts it before anything else, tells it what to watch, and
// starts another one should it be killed. What it does when the harness dies is in
// supervisor-process.ts.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const PROGRAM = path.join(import.meta.dirname, "supervisor-process.ts");

export class Supervisor {
  readonly runId: string;
  /** A folder for the run's temporary files; gone when the run is over, however it ends. */
  readonly scratch: string;
  readonly #groups = new Set<number>();
  #child: ChildProcess;
  #ended = false;

  constructor(runId: string) {
    this.runId = runId;
    this.#child = this.#start();
    // Made after the supervisor stands and named to it at once: nobody else would remove it.
    this.scratch = mkdtempSync(path.join(os.tmpdir(), "tailproof-"));
    this.#tell(`scratch ${this.scratch}`);
  }

  /** A process group that must not outlive the harness. */
  watch(group: number): void {
    this.#groups.add(group);
    this.#tell(`watch ${group}`);
  }

  /** The group is gone: its number may be given to others. */
  forget(group: number): void {
    this.#groups.delete(group);
    this.#tell(`forget ${group}`);
  }

  /** Kills what is left and ends the supervisor; resolves when it is gone. */
  async end(): Promise<void> {
    this.#ended = true;
    rmSync(this.scratch, { recursive: true, force: true });
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin?.end();
    if (this.#child.exitCode === null && this.#child.signalCode === null) await gone;
  }

  #start(): ChildProcess {
    const child = spawn(process.execPath, [PROGRAM, this.runId], {
      stdio: ["pipe", "ignore", "inherit"],
      // A session of its own: a signal to the harness's group does not reach it.
      detached: true,
    });
    child.stdin?.on("error", () => {});
    child.once("exit", () => {
      if (this.#ended) return;
      this.#child = this.#start();
      this.#tell(`scratch ${this.scratch}`);
      for (const group of this.#groups) this.#tell(`watch ${group}`);
    });
    return child;
  }

  #tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}
