// A contender of the fake job and the fake kernel with one planted lie, as a process. Arguments:
//
//   --lie=<kind>     one of JOB_LIES; `none` answers as it should
//   --work-ms=<n>    CPU time of each request of the job; 0 unless given
//
// Others, such as the limits that a workload appends, are ignored.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { digestOf, sumTo } from "../fake-answers.ts";

const JOB_LIES = [
  "none",
  "answers-early",
  "flatters",
  "works-elsewhere",
  "works-elsewhere-unmarked",
] as const;
export type JobLie = (typeof JOB_LIES)[number];

const LENGTH_BYTES = 4;
const SAMPLES = 5;
/** Of the time that a sample took: what `flatters` reports of it. */
const TOLD_SHARE = 0.4;
/** What it answers that has not read what it was asked. */
const FIRST_GUESS = 500_500;

const { values } = parseArgs({
  strict: false,
  options: {
    lie: { type: "string", default: "none" },
    "work-ms": { type: "string", default: "0" },
  },
});
const lie = values.lie as JobLie;
const workMs = Number(values["work-ms"]);

interface Request {
  readonly numbers?: number;
  readonly kernel?: string;
  readonly parameters?: Readonly<Record<string, number>>;
}

/** A process outside the group, which does the work for each byte that it is sent. */
function startWorker(): ChildProcess {
  const burn = "const end = performance.now() + Number(process.argv[1]);";
  const spin = "while (performance.now() < end);";
  const program = `process.stdin.on("data", () => { ${burn} ${spin} process.stdout.write("."); })`;
  return spawn(process.execPath, ["-e", program, String(workMs)], {
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
    env: lie === "works-elsewhere-unmarked" ? {} : process.env,
  });
}

const worker = lie.startsWith("works-elsewhere") ? startWorker() : undefined;

async function work(): Promise<void> {
  if (worker === undefined) {
    const endMs = performance.now() + workMs;
    while (performance.now() < endMs);
    return;
  }
  worker.stdin?.write(".");
  if (worker.stdout !== null) await once(worker.stdout, "data");
}

/** Times a loop of its own, as a micro-harness would. */
function kernelAnswer(kernel: string, operations: number): unknown {
  const samples = Array.from({ length: SAMPLES }, () => {
    const startMs = performance.now();
    let sum = 0;
    for (let i = 0; i < operations; i++) sum += i;
    // The result is used, so the loop is not left out.
    const elapsedNs = (performance.now() - startMs) * 1e6 + (sum < 0 ? 1 : 0);
    return { ops: operations, elapsedNs: lie === "flatters" ? TOLD_SHARE * elapsedNs : elapsedNs };
  });
  return { digest: digestOf(kernel, operations), samples };
}

function send(answer: unknown): void {
  const body = Buffer.from(JSON.stringify(answer));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(body.length);
  process.stdout.write(Buffer.concat([length, body]));
}

async function reply({ numbers = 0, kernel, parameters = {} }: Request): Promise<void> {
  if (kernel !== undefined) return send(kernelAnswer(kernel, parameters.operations ?? 1));
  await work();
  send({ sum: sumTo(numbers) });
}

let received = Buffer.alloc(0);
let isAnswered = false;

function takeFrames(): void {
  while (received.length >= LENGTH_BYTES) {
    const end = LENGTH_BYTES + received.readUInt32LE(0);
    if (lie === "answers-early" && !isAnswered) send({ sum: FIRST_GUESS });
    isAnswered = true;
    if (received.length < end) return;
    const request = JSON.parse(received.toString("utf8", LENGTH_BYTES, end)) as Request;
    received = received.subarray(end);
    isAnswered = false;
    if (lie !== "answers-early") void reply(request);
  }
}

process.on("SIGTERM", () => {
  if (worker === undefined) process.exit(0);
  // Nothing is left behind: this liar is to be caught by what it uses.
  worker.once("exit", () => process.exit(0));
  worker.kill("SIGKILL");
});
process.stdin.on("data", (chunk: Buffer) => {
  received = Buffer.concat([received, chunk]);
  takeFrames();
});
process.stdout.write('{"ready":{}}\n');
