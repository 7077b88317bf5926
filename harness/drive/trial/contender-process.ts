// One contender as a running process: started in a group of its own, ready when its first line says
// so, and gone when the trial is over. What it did wrong on the way becomes a reason, never an
// exception that loses other trials.

import { type ChildProcess, spawn } from "node:child_process";
import { pidsOfTrial } from "#measure/process-usage.ts";
import type { Supervisor } from "./supervisor.ts";

/** Contenders are warmed up afterwards, so a slow start is no fault; a hang is. */
const READY_MS = 20_000;
/** The contract of a contender: it ends on SIGTERM within 5 s. */
const STOP_MS = 5_000;
/** The ready line is short; a first line longer than this is none. */
const FIRST_LINE_BYTES_MAX = 4_096;
/** Kept of stderr, from its end, for the reason of a crash. */
const STDERR_BYTES_MAX = 8_192;
const SHOWN_CHARACTERS = 160;

export interface ContenderLaunch {
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly trialId: string;
}

export type Readiness =
  | { readonly state: "ready"; readonly port: number }
  | { readonly state: "failed"; readonly reason: string };

/** How a contender ended when asked to. */
export interface Ending {
  /** Sentences for what broke the contract; empty when it ended as it should. */
  readonly faults: readonly string[];
}

export class ContenderProcess {
  readonly #child: ChildProcess;
  readonly #supervisor: Supervisor;
  readonly #trialId: string;
  readonly #exited: Promise<void>;
  #stderr = "";
  #startError: string | undefined;

  constructor(launch: ContenderLaunch, supervisor: Supervisor) {
    const [program = "", ...words] = launch.command;
    this.#supervisor = supervisor;
    this.#trialId = launch.trialId;
    this.#child = spawn(program, words, {
      cwd: launch.folder,
      env: launch.environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.once("error", (error) => {
        this.#startError = error.message;
        resolve();
      });
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_BYTES_MAX);
    });
    if (this.#child.pid !== undefined) supervisor.watch(this.#child.pid);
  }

  get running(): boolean {
    return (
      this.#child.pid !== undefined &&
      this.#child.exitCode === null &&
      this.#child.signalCode === null
    );
  }

  /** Resolves when the process is gone. */
  get exited(): Promise<void> {
    return this.#exited;
  }

  /** How it ended, with the end of its stderr. */
  get obituary(): string {
    const { exitCode, signalCode } = this.#child;
    const how =
      this.#startError ??
      (signalCode === null ? `exited with code ${String(exitCode)}` : `was ended by ${signalCode}`);
    const words = this.#stderr.trim().split("\n").at(-1) ?? "";
    return words === "" ? how : `${how}; its last words: ${shown(words)}`;
  }

  /** Waits for the ready line. */
  async ready(): Promise<Readiness> {
    const outcome = await Promise.race([
      this.#firstLine(),
      this.#exited.then(() => ({ gone: true })),
      new Promise<{ late: true }>((resolve) =>
        setTimeout(resolve, READY_MS, { late: true }).unref(),
      ),
    ]);
    // What else it prints is not read, but must not fill the pipe.
    this.#child.stdout?.resume();
    if ("gone" in outcome)
      return { state: "failed", reason: `${this.obituary} before it was ready` };
    if ("late" in outcome) {
      return { state: "failed", reason: `printed no ready line within ${READY_MS / 1_000} s` };
    }
    return readinessOf(outcome.line);
  }

  /** Ends it: SIGTERM, after 5 s SIGKILL, then whatever of it lives outside its group. */
  async stop(): Promise<Ending> {
    const faults: string[] = [];
    const pid = this.#child.pid;
    if (pid === undefined) return { faults };
    if (this.running) {
      signalGroup(pid, "SIGTERM");
      if (!(await endsWithin(this.#exited, STOP_MS))) {
        faults.push(`ignored SIGTERM for ${STOP_MS / 1_000} s and was killed`);
      }
    }
    signalGroup(pid, "SIGKILL");
    await this.#exited;
    this.#supervisor.forget(pid);
    const escaped = pidsOfTrial(this.#trialId);
    for (const each of escaped) signal(each, "SIGKILL");
    if (escaped.length > 0) {
      faults.push(
        `left ${escaped.length} process(es) outside its group, killed: ${escaped.join(", ")}`,
      );
    }
    return { faults };
  }

  #firstLine(): Promise<{ line: string }> {
    return new Promise((resolve) => {
      let text = "";
      const read = (chunk: string): void => {
        text += chunk;
        const end = text.indexOf("\n");
        if (end < 0 && text.length <= FIRST_LINE_BYTES_MAX) return;
        this.#child.stdout?.off("data", read);
        resolve({ line: end < 0 ? text : text.slice(0, end) });
      };
      this.#child.stdout?.setEncoding("utf8").on("data", read);
    });
  }
}

function readinessOf(line: string): Readiness {
  const wanted = '{"ready":{"port":N}}';
  const reason = `first line is ${shown(line)}; expected ${wanted}`;
  try {
    const port: unknown = (JSON.parse(line) as { ready?: { port?: unknown } }).ready?.port;
    const isPort = typeof port === "number" && Number.isInteger(port) && port > 0 && port < 65_536;
    return isPort ? { state: "ready", port } : { state: "failed", reason };
  } catch {
    return { state: "failed", reason };
  }
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, SHOWN_CHARACTERS));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
}

function signalGroup(leader: number, name: NodeJS.Signals): void {
  signal(-leader, name);
}

async function endsWithin(exited: Promise<void>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, limitMs, false);
  });
  const ended = await Promise.race([exited.then(() => true), late]);
  clearTimeout(timer);
  return ended;
}
