// Before a block: is the host calm enough? A spin on the generator's core, up to three times; after
// three failures the block runs all the same, is labelled, and supports no claim.

import { type PreCheckSettings, preCheckPauses } from "#measure/pre-check.ts";
import type { PreCheck } from "#model/run-record.ts";

/** Share of the spin in gaps above 100 µs that is still calm. */
const PAUSED_SHARE_MAX = 0.01;
const ATTEMPTS_MAX = 3;

export interface BlockPreCheck extends PreCheckSettings {
  readonly workload: string;
  readonly block: number;
  readonly spinS: number;
  readonly attempted: (attempt: number, pausedShare: number) => void;
}

/** The share of time that the host took away, in the last of up to three spins. */
export async function preCheckBlock(settings: BlockPreCheck): Promise<PreCheck> {
  const { workload, block, spinS, signal, attempted } = settings;
  for (let attempts = 1; ; attempts++) {
    const pausedShare = await pausedShareOf(spinS * 1_000, settings);
    attempted(attempts, pausedShare);
    const passed = pausedShare < PAUSED_SHARE_MAX;
    if (passed || attempts === ATTEMPTS_MAX || signal.aborted) {
      return { workload, block, pausedShare, passed, attempts };
    }
  }
}

/** 1 when the spin was cut off: nothing is taken for calm. */
async function pausedShareOf(durationMs: number, settings: PreCheckSettings): Promise<number> {
  try {
    return (await preCheckPauses(durationMs, settings)).pausedShare;
  } catch (error) {
    if (settings.signal.aborted) return 1;
    throw error;
  }
}
