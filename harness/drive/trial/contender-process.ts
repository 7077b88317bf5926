// One contender or backing service as a running process: started in a group of its own, ready when
// its first line says so, and gone when the trial is over. What it did wrong on the way becomes a
// reason, never an exception that loses other trials.

import { type ChildProcess, spawn } from "node:child_process";
import { portHolder } from "#measure/port-holder.ts";
import { pidsOfTrial } from "#measure/process-usage.ts";
import { FramedLink } from "./framed-link.ts";
import type { Supervisor } from "./supervisor.ts";

/** Contenders are warmed up afterwards, so a slow start is no fault; a hang is. */
const READY_MS = 20_000;
/** The contract of a contender: it ends on SIGTERM within 5 s. */
const STOP_MS = 5_000;
/** The ready line is short; a first line longer than this is none. */
const FIRST_LINE_BYTES_MAX = 4_096;
const LINE_FEED = 0x0a;
/** Kept of stderr, from its end, for the reason of a crash. */
const STDERR_BYTES_MAX = 8_192;
const SHOWN_CHARACTERS = 160;

export interface ContenderLaunch {
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly trialId: string;
  /** How it is asked; over its stdin and stdout, or, where left out, at a port that it names. */
  readonly link?: "framed";
}

interface Unready {
  readonly state: "failed";
  readonly reason: string;
}
export type Readiness = { readonly state: "ready"; readonly port: number } | Unready;
export type FramedReadiness = { readonly state: "ready"; readonly link: FramedLink } | Unready;

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
      stdio: [launch.link === "framed" ? "pipe" : "ignore", "pipe", "pipe"],
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

  /** Waits for the ready line with its port. */
  async ready(): Promise<Readiness> {
    const first = await this.#awaitFirstLine();
    // What else it prints is not read, but must not fill the pipe.
    this.#child.stdout?.resume();
    return "state" in first ? first : this.#atOwnPort(portOf(first.line));
  }

  /** What answers at another's port would be measured, and none of its work counted. */
  #atOwnPort(readiness: Readiness): Readiness {
    if (readiness.state === "failed") return readiness;
    const { port } = readiness;
    return portHolder(port, pidsOfTrial(this.#trialId)) === "other"
      ? { state: "failed", reason: `names port ${port}, which none of its own processes holds` }
      : readiness;
  }

  /** Waits for the ready line of a contender that was launched with a framed link. */
  async readyFramed(): Promise<FramedReadiness> {
    const { stdin, stdout } = this.#child;
    const first = await this.#awaitFirstLine();
    if ("state" in first) return first;
    const unready = framedProblem(first.line);
    if (unready !== undefined) return unready;
    if (stdin === null || stdout === null) throw new Error("it was launched without a framed link");
    return { state: "ready", link: new FramedLink(stdin, stdout, first.rest) };
  }

  async #awaitFirstLine(): Promise<FirstLine | Unready> {
    const outcome = await Promise.race([
      this.#firstLine(),
      this.#exited.then(() => ({ gone: true })),
      new Promise<{ late: true }>((resolve) =>
        setTimeout(resolve, READY_MS, { late: true }).unref(),
      ),
    ]);
    if ("gone" in outcome)
      return { state: "failed", reason: `${this.obituary} before it was ready` };
    if ("late" in outcome) {
      return { state: "failed", reason: `printed no ready line within ${READY_MS / 1_000} s` };
    }
    return outcome;
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

  #firstLine(): Promise<FirstLine> {
    return new Promise((resolve) => {
      let bytes = Buffer.alloc(0);
      const read = (chunk: Buffer): void => {
        bytes = Buffer.concat([bytes, chunk]);
        const end = bytes.indexOf(LINE_FEED);
        if (end < 0 && bytes.length <= FIRST_LINE_BYTES_MAX) return;
        this.#child.stdout?.off("data", read);
        const line = end < 0 ? bytes : bytes.subarray(0, end);
        resolve({ line: line.toString("utf8"), rest: bytes.subarray(line.length + 1) });
      };
      this.#child.stdout?.on("data", read);
    });
  }
}

/** The first line of stdout, and what came behind it in the same read. */
interface FirstLine {
  readonly line: string;
  readonly rest: Buffer;
}

function portOf(line: string): Readiness {
  const port = readyOf(line)?.port;
  const isPort = typeof port === "number" && Number.isInteger(port) && port > 0 && port < 65_536;
  return isPort ? { state: "ready", port } : notReady(line, '{"ready":{"port":N}}');
}

function framedProblem(line: string): Unready | undefined {
  return readyOf(line) === undefined ? notReady(line, '{"ready":{}}') : undefined;
}

function readyOf(line: string): { readonly port?: unknown } | undefined {
  try {
    const { ready } = JSON.parse(line) as { ready?: unknown };
    return typeof ready === "object" && ready !== null ? ready : undefined;
  } catch {
    return undefined;
  }
}

function notReady(line: string, wanted: string): Unready {
  return { state: "failed", reason: `first line is ${shown(line)}; expected ${wanted}` };
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
