// Keeps this process off the generator's core while the lab is tested: what plants a fault must not
// be one.

import { type CorePlacement, pinProcess, readCoreFacts } from "#measure/placement.ts";

/** Does `work` on the contenders' cores; afterwards this process may run wherever it could. */
export async function offTheGeneratorsCore<Result>(
  placement: CorePlacement,
  work: () => Promise<Result>,
): Promise<Result> {
  const { allowed } = readCoreFacts();
  pinProcess(process.pid, placement.contenderCores, placement);
  try {
    return await work();
  } finally {
    pinProcess(process.pid, allowed, placement);
  }
}
