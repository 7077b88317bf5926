// A contender of fake jobs and kernels, with one planted fault: what drive must survive and name.
// A job `{ "numbers": n }` is answered by `{ "sum": … }`; a kernel `{ "kernel", "parameters" }` by
// what it measured of itself. Arguments, all optional:
//
//   --fault=<kind>       one of FRAMED_FAULTS; `none` answers as it should
//   --at=<n>             the request, from 1, at which a fault shows
//   --work-ms=<n>        CPU time of each request
//   --store=<host:port>  a fake-store.ts that is told of each request before it is answered
//
// Others, such as the limits that a workload appends, are ignored.

import { closeSync } from "node:fs";
import net from "node:net";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { digestOf, sumTo } from "./fake-answers.ts";

const FRAMED_FAULTS = [
  "none",
  "garbage-first-line",
  "exits-at-once",
  "wrong-once",
  "dies-under-load",
  "late",
  "cut-off",
  "too-long",
  "talks-behind",
  "talks-unasked",
  "closes-stdout",
  "ignores-sigterm",
  "wrong-digest",
  "overstates",
  "no-answer",
  "error-answer",
] as const;
export type FramedFault = (typeof FRAMED_FAULTS)[number];

const LENGTH_BYTES = 4;
/** Above what a reply may have. */
const TOO_LONG_BYTES = 2 ** 30;
const SAMPLES = 5;

const { values } = parseArgs({
  strict: false,
  options: {
    fault: { type: "string", default: "none" },
    at: { type: "string", default: "1" },
    "work-ms": { type: "string", default: "0" },
    store: { type: "string" },
  },
});
const fault = values.fault as FramedFault;
const at = Number(values.at);
const workMs = Number(values["work-ms"]);
let requests = 0;

interface Request {
  readonly numbers?: number;
  readonly kernel?: string;
  readonly parameters?: Readonly<Record<string, number>>;
}

function work(): void {
  const endMs = performance.now() + workMs;
  while (performance.now() < endMs);
}

function answerTo({ numbers = 0, kernel, parameters = {} }: Request): unknown {
  if (kernel !== undefined) return kernelAnswer(kernel, parameters.operations ?? 1);
  const sum = sumTo(numbers);
  return { sum: fault === "wrong-once" && requests === at ? sum + 1 : sum };
}

/** Times a loop of its own, as a micro-harness would. */
function kernelAnswer(kernel: string, operations: number): unknown {
  if (fault === "no-answer") return { digest: digestOf(kernel, operations) };
  if (fault === "error-answer") return { error: `there is no kernel "${kernel}"` };
  const samples = Array.from({ length: SAMPLES }, () => {
    const startMs = performance.now();
    let sum = 0;
    for (let i = 0; i < operations; i++) sum += i;
    // The result is used, so the loop is not left out.
    const elapsedNs = (performance.now() - startMs) * 1e6 + (sum < 0 ? 1 : 0) + 1;
    return { ops: operations, elapsedNs: fault === "overstates" ? elapsedNs + 60e9 : elapsedNs };
  });
  const digest = digestOf(kernel, operations);
  return { digest: fault === "wrong-digest" ? `${digest}!` : digest, samples };
}

function send(answer: unknown): void {
  const body = Buffer.from(JSON.stringify(answer));
  const length = Buffer.alloc(LENGTH_BYTES);
  const isTurn = requests === at;
  if (isTurn && fault === "dies-under-load") process.kill(process.pid, "SIGKILL");
  if (isTurn && fault === "late") return;
  length.writeUInt32LE(isTurn && fault === "too-long" ? TOO_LONG_BYTES : body.length);
  // The runtime never closes its own stdout.
  if (isTurn && fault === "closes-stdout") return closeSync(1);
  const cut = isTurn && fault === "cut-off" ? body.subarray(0, 2) : body;
  const behind = isTurn && fault === "talks-behind" ? "and another thing" : "";
  process.stdout.write(Buffer.concat([length, cut, Buffer.from(behind)]));
  if (isTurn && fault === "cut-off") closeSync(1);
  if (isTurn && fault === "talks-unasked") setTimeout(() => process.stdout.write("well"), 5);
}

/** Tells the store of each request; resolves at once where there is none. */
function storeClient(): () => Promise<void> {
  if (typeof values.store !== "string") return () => Promise.resolve();
  const [host = "", port = ""] = values.store.split(":");
  const socket = net.connect(Number(port), host);
  const waiting: (() => void)[] = [];
  createInterface({ input: socket }).on("line", () => waiting.shift()?.());
  socket.on("error", () => process.exit(1));
  socket.on("close", () => process.exit(1));
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      socket.write("add requests 1\n");
    });
}

const tell = storeClient();
let received = Buffer.alloc(0);

async function takeFrames(): Promise<void> {
  while (received.length >= LENGTH_BYTES) {
    const end = LENGTH_BYTES + received.readUInt32LE(0);
    if (received.length < end) return;
    const request = JSON.parse(received.toString("utf8", LENGTH_BYTES, end)) as Request;
    received = received.subarray(end);
    requests++;
    work();
    await tell();
    send(answerTo(request));
  }
}

if (fault === "exits-at-once") {
  process.stderr.write("no such thing as a free start\n");
  process.exit(3);
}
if (fault === "ignores-sigterm") process.on("SIGTERM", () => {});
process.stdin.on("data", (chunk: Buffer) => {
  received = Buffer.concat([received, chunk]);
  void takeFrames();
});
process.stdout.write(fault === "garbage-first-line" ? "let us start\n" : '{"ready":{}}\n');
