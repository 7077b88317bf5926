// Runs the pre-check of a block: a spinning process on the generator's core, and what it saw.
//
// Its own file because it starts a process, which the loop itself (pauses-pre-check.ts) must not
// carry with it. How often it is repeated, and what share of pauses is too much, are drive's.

import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { PauseShare } from "./pauses-pre-check.ts";
import { type CorePlacement, pinnedCommand } from "./placement.ts";

const PROGRAM = path.join(import.meta.dirname, "pre-check-process.ts");

/** Starting Node on a busy machine; beyond it the process hangs. */
const START_MS_MAX = 20_000;

export interface PreCheckSettings {
  readonly placement: CorePlacement;
  /** Of the spinning process; carries the run's mark, so that nothing is left of it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * Spins in a process of its own on the generator's core, while this one sleeps.
 * @throws when the process cannot be started, does not end, or is aborted.
 */
export async function preCheckPauses(
  durationMs: number,
  { placement, environment, signal }: PreCheckSettings,
): Promise<PauseShare> {
  const cores = placement.generatorCore === null ? [] : [placement.generatorCore];
  const command = pinnedCommand([process.execPath, PROGRAM, String(durationMs)], cores, placement);
  const [program = "", ...rest] = command;
  const timeout = Math.ceil(durationMs) + START_MS_MAX;
  const { stdout } = await promisify(execFile)(program, rest, {
    timeout,
    signal,
    env: environment,
  });
  return JSON.parse(stdout) as PauseShare;
}
