// Drive's end of the line to the generator process: starts it on its core, hands it the plan, reads
// its events.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import path from "node:path";
import type { GeneratorCommand, GeneratorEvent, TrialPlan } from "#model/plan.ts";
import { checkPlan } from "#model/schema/plan-schema.ts";
import type { Supervisor } from "./supervisor.ts";

const PROGRAM = path.join(import.meta.dirname, "..", "..", "load", "generator-process.ts");
/**
 * V8's helper threads would run on the generator's own core and preempt the loop: everything on one
 * thread. 8 MiB of young space: at 50,000 requests/s 4 MiB gave 45 collections above 100 µs in 4 s
 * and a lag p99 of 120–160 µs, 8 MiB gave 10 and 55–60 µs for 8 MiB more memory. The old space
 * holds next to nothing (tables are typed arrays); its limit keeps garbage from piling up.
 */
const NODE_FLAGS = [
  "--single-threaded",
  "--min-semi-space-size=8",
  "--max-semi-space-size=8",
  "--max-old-space-size=64",
  "--expose-gc",
  // node:ffi, through which sockets are read, says that it is experimental.
  "--disable-warning=ExperimentalWarning",
];

export interface GeneratorLaunch {
  readonly plan: TrialPlan;
  /** Puts the generator on its core: the words that go before a command line. */
  readonly pin: (command: readonly string[]) => readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export class GeneratorClient {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #supervisor: Supervisor;
  readonly #gone: Promise<void>;

  constructor({ plan, pin, environment }: GeneratorLaunch, supervisor: Supervisor) {
    // The generator checks only the version: a plan that it cannot carry out must not reach it.
    const checked = checkPlan(plan, "plan of the trial");
    if (!checked.ok) throw new Error(checked.problems.join("\n"));
    const [program = "", ...words] = pin([process.execPath, ...NODE_FLAGS, PROGRAM]);
    this.#supervisor = supervisor;
    this.#child = spawn(program, words, {
      stdio: ["pipe", "pipe", "inherit"],
      env: environment,
      detached: true,
    });
    this.#gone = new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.once("error", () => resolve());
    });
    if (this.#child.pid !== undefined) supervisor.watch(this.#child.pid);
    if (this.#child.stdout === null) throw new Error("the generator has no stdout");
    this.#lines = createInterface({ input: this.#child.stdout });
    // A write to a generator that died is no error of its own: its exit tells.
    this.#child.stdin?.on("error", () => {});
    this.#child.stdin?.write(`${JSON.stringify(plan)}\n`);
  }

  /** Undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * The events until the generator is gone; a generator that ends without `done` yields a fault.
   */
  async *events(): AsyncGenerator<GeneratorEvent> {
    for await (const line of this.#lines) {
      const event = JSON.parse(line) as GeneratorEvent;
      yield event;
      if (event.event === "done" || event.event === "fault") return;
    }
    await this.#gone;
    const { exitCode, signalCode } = this.#child;
    yield {
      event: "fault",
      reason: `the generator ended early (${signalCode ?? String(exitCode)})`,
    };
  }

  send(command: GeneratorCommand): void {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  /** Ends it at once; its results so far have been read. */
  async stop(): Promise<void> {
    const pid = this.#child.pid;
    if (pid === undefined) return;
    if (this.#child.exitCode === null && this.#child.signalCode === null)
      this.#child.kill("SIGKILL");
    await this.#gone;
    this.#supervisor.forget(pid);
  }
}
