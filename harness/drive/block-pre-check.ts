// Before a block: is the host calm enough? A spin on the generator's core, up to three times; after three failures the
// block runs all the same, is labelled, and supports no claim.

import { spawn } from "node:child_process";
import path from "node:path";
import type { PreCheck } from "#model/run-record.ts";

const PROGRAM = path.join(import.meta.dirname, "..", "measure", "pre-check-process.ts");
/** Share of the spin in gaps above 100 µs that is still calm. */
const PAUSED_SHARE_MAX = 0.01;
const ATTEMPTS_MAX = 3;

export interface PreCheckSettings {
  readonly workload: string;
  readonly block: number;
  readonly spinS: number;
  /** Puts the spin on the generator's core. */
  readonly pin: (command: readonly string[]) => readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly attempted: (attempt: number, pausedShare: number) => void;
}

/** The share of time that the host took away, for this block. */
export async function preCheckBlock(settings: PreCheckSettings): Promise<PreCheck> {
  const { workload, block } = settings;
  let pausedShare = 1;
  for (let attempts = 1; attempts <= ATTEMPTS_MAX; attempts++) {
    pausedShare = await spinOnce(settings);
    settings.attempted(attempts, pausedShare);
    const passed = pausedShare < PAUSED_SHARE_MAX;
    const isLast = attempts === ATTEMPTS_MAX || settings.signal.aborted;
    if (passed || isLast) return { workload, block, pausedShare, passed, attempts };
  }
  throw new Error("unreachable: the last attempt returns");
}

/** Paused share of one spin; 1 when it was ended from outside, so that nothing is taken for calm. */
function spinOnce({ spinS, pin, environment, signal }: PreCheckSettings): Promise<number> {
  const [program = "", ...words] = pin([process.execPath, PROGRAM, String(spinS * 1_000)]);
  return new Promise((resolve) => {
    const child = spawn(program, words, {
      env: environment,
      stdio: ["ignore", "pipe", "inherit"],
      signal,
    });
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    child.once("error", () => resolve(1));
    child.once("close", (code) => {
      resolve(code === 0 ? (JSON.parse(text) as { pausedShare: number }).pausedShare : 1);
    });
  });
}
