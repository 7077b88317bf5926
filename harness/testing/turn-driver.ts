// Turns a loop on a virtual clock until it is over: on to the next instant at which something
// happens or falls due, deliver, turn, and again while the loop has something to do at this very
// instant. This is what the event loop does in the generator process, without its passing of time.

import type { VirtualClock } from "./virtual-clock.ts";

/**
 * A loop that takes more turns than this has no end: 30 s of drain in steps of 50 µs are 600,000.
 */
const TURNS_MAX = 2_000_000;

export interface Turning {
  turn(): boolean;
}

export interface Driving {
  readonly clock: VirtualClock;
  /** The loop is turned at least at all multiples of this, as its own spinning does it. */
  readonly pollNs: number;
  /** The next instant that the loop itself waits for. */
  dueAfter(nowNs: number): number;
  /** Whether the loop wants another turn before time moves on. */
  isBusy(): boolean;
}

/** Throws when the loop does not end. */
export function driveLoop(loop: Turning, driving: Driving): void {
  const { clock, pollNs } = driving;
  for (let turns = 0; turns < TURNS_MAX; turns++) {
    clock.deliver();
    if (loop.turn()) return;
    if (driving.isBusy()) continue;
    const nowNs = clock.instantNs;
    const pollAtNs = (Math.floor(nowNs / pollNs) + 1) * pollNs;
    clock.advanceTo(Math.min(clock.nextNs, driving.dueAfter(nowNs), pollAtNs));
  }
  throw new Error(`the loop did not end within ${TURNS_MAX} turns`);
}
