// Runs another tool once, bounded in time and in what it prints, in a process group of its own that
// the supervisor knows. What it prints is returned, not judged.

import { type ChildProcess, spawn } from "node:child_process";
import type { Supervisor } from "#drive/trial/supervisor.ts";
import { BYTES_PER_KIB } from "#model/units.ts";

/** The largest result is some KiB; more is not one. */
const STDOUT_BYTES_MAX = BYTES_PER_KIB ** 2;
/** Kept of stderr from its start; warnings about single requests may go on without end. */
const STDERR_BYTES_MAX = 64 * BYTES_PER_KIB;

export interface ToolLaunch {
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Beyond it the tool is killed. */
  readonly limitS: number;
  readonly signal: AbortSignal | undefined;
}

export type ToolEnd =
  | {
      readonly state: "ended";
      /** `code 0`, `SIGSEGV`. */
      readonly how: string;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly state: "failed"; readonly reason: string };

/** Never rejects: what goes wrong is the end's reason. */
export async function runTool(launch: ToolLaunch, supervisor: Supervisor): Promise<ToolEnd> {
  const { command, folder, environment, limitS, signal } = launch;
  if (signal?.aborted === true) return { state: "failed", reason: "it was interrupted" };
  const [program = "", ...words] = command;
  const child = spawn(program, words, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  if (child.pid !== undefined) supervisor.watch(child.pid);
  let reason: string | undefined;
  const stop = (why: string): void => {
    reason ??= why;
    killGroup(child);
  };
  const limit = setTimeout(() => stop(`it did not end within ${limitS} s`), limitS * 1_000);
  const abort = (): void => stop("it was interrupted");
  signal?.addEventListener("abort", abort, { once: true });
  const stderr = kept(child.stderr, STDERR_BYTES_MAX, () => {});
  const stdout = kept(child.stdout, STDOUT_BYTES_MAX, () => {
    stop(`it printed more than ${STDOUT_BYTES_MAX} bytes`);
  });
  const how = await endOf(child);
  clearTimeout(limit);
  signal?.removeEventListener("abort", abort);
  if (child.pid !== undefined) supervisor.forget(child.pid);
  if ("error" in how) return { state: "failed", reason: `it cannot be started: ${how.error}` };
  if (reason !== undefined) return { state: "failed", reason };
  return { state: "ended", how: how.words, stdout: stdout(), stderr: stderr() };
}

/** When it is gone and has closed its pipes; what it left in its group is ended with it. */
function endOf(child: ChildProcess): Promise<{ words: string } | { error: string }> {
  return new Promise((resolve) => {
    child.once("error", ({ message }) => resolve({ error: message }));
    child.once("exit", () => killGroup(child));
    child.once("close", (code, signal) => resolve({ words: signal ?? `code ${String(code)}` }));
  });
}

/** Keeps the first bytes of a stream and reads the rest. @returns what gives their text. */
function kept(stream: NodeJS.ReadableStream, bytesMax: number, overflow: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    if (bytes < bytesMax) chunks.push(chunk.subarray(0, bytesMax - bytes));
    bytes += chunk.length;
    if (bytes > bytesMax) overflow();
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
}
