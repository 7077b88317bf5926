// What all parts of a self-test stand on, and the look at the host before each block of one. Its
// own file because every part needs both and none may have another rule for a calm host.

import { ownEnvironment } from "#drive/run/trial-place.ts";
import { preCheckBlock } from "#drive/run/block-pre-check.ts";
import type { PartPreCheck, SelfTestPart, SelfTestSize } from "#model/self-test.ts";
import type { FaultGround } from "../planted-faults/planted-fault.ts";

export interface SelfTestGround extends FaultGround {
  readonly size: SelfTestSize;
  readonly seed: number;
  /** Progress, a line at a time. */
  readonly tell: (line: string) => void;
}

const SPIN_S: Readonly<Record<SelfTestSize, number>> = { quick: 0.3, full: 1 };

/** The pre-check of block `block` of a part. */
export async function partPreCheck(
  ground: SelfTestGround,
  part: SelfTestPart,
  block: number,
): Promise<PartPreCheck> {
  const { pausedShare, passed, attempts } = await preCheckBlock({
    placement: ground.placement,
    environment: ownEnvironment(ground),
    signal: ground.signal,
    workload: "selftest",
    block,
    spinS: SPIN_S[ground.size],
    attempted: () => {},
  });
  return { part, block, pausedShare, passed, attempts };
}
