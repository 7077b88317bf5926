// Runs the commands of one build, one after the other, into one log file.
//
// Its own file because it starts processes: argument arrays without a shell, each in a process
// group of its own so that a build that hangs ends with all its compilers. Where results go, and
// whether to build, is build-cache.ts.

import { spawn } from "node:child_process";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";

export interface BuildSteps {
  readonly commands: readonly (readonly string[])[];
  readonly folder: string;
  readonly log: string;
  readonly path: string;
  /** Added to the environment of every command. */
  readonly mark: Readonly<Record<string, string>>;
  /** For all commands together. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export type BuildEnd =
  | { readonly state: "built" }
  | { readonly state: "failed"; readonly reason: string };

/** Never throws for what the build does; throws where the log cannot be written. */
export async function runBuildSteps(steps: BuildSteps): Promise<BuildEnd> {
  const limit = AbortSignal.timeout(steps.timeoutMs);
  const stop = steps.signal === undefined ? limit : AbortSignal.any([limit, steps.signal]);
  const log = await open(steps.log, "w");
  try {
    for (const command of steps.commands) {
      await log.write(`$ ${command.join(" ")}\n`);
      const reason = await runStep(command, steps, { log, stop });
      if (limit.aborted) {
        return { state: "failed", reason: `took longer than ${steps.timeoutMs / 1_000} s` };
      }
      if (steps.signal?.aborted === true) return { state: "failed", reason: "was interrupted" };
      if (reason !== undefined) return { state: "failed", reason };
    }
    return { state: "built" };
  } finally {
    await log.close();
  }
}

/** @returns why the command failed, or undefined. */
function runStep(
  command: readonly string[],
  { folder, path: searched, mark }: BuildSteps,
  { log, stop }: { log: FileHandle; stop: AbortSignal },
): Promise<string | undefined> {
  if (stop.aborted) return Promise.resolve("was interrupted");
  const [program = "", ...rest] = command;
  // The lab's own Node first: scripts of npm start `node` by that name.
  const PATH = [path.dirname(process.execPath), searched].join(path.delimiter);
  return new Promise((resolve) => {
    const child = spawn(program, rest, {
      cwd: folder,
      // Builds need more than contenders do (proxies, package caches), and are not measured.
      env: { ...process.env, ...mark, PATH, NO_COLOR: "1" },
      stdio: ["ignore", log.fd, log.fd],
      detached: true,
    });
    const kill = () => killGroup(child.pid);
    const end = (reason: string | undefined) => {
      stop.removeEventListener("abort", kill);
      resolve(reason);
    };
    stop.addEventListener("abort", kill);
    child.once("error", (error) => end(`${program} cannot be started: ${error.message}`));
    child.once("exit", (code, signal) => {
      end(code === 0 ? undefined : `${program} ended with ${signal ?? `code ${String(code)}`}`);
    });
  });
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
