// The generator's clock, as a parameter: the paced loop runs on real time here and on a virtual
// clock in tests.
//
// performance.now() is read, not hrtime.bigint(), because it allocates nothing that survives the
// call site; both read the monotonic clock and cost 35–50 ns.

import { NS_PER_MS } from "#model/units.ts";

/** Monotonic nanoseconds from an arbitrary origin. */
export interface Clock {
  nowNs(): number;
}

/**
 * The reading at the start of the process. Not 0: whole nanoseconds of its first two seconds would
 * be small integers to V8 and all later ones not, so that what it compiled of the loop meanwhile
 * was thrown away and compiled again within the first step, 1 to 8 ms at a time.
 */
const ORIGIN_NS = 2 ** 40;

/** The reading of the clock at `ms` of the runtime's own timeline. */
export function instantNs(ms: number): number {
  return ms * NS_PER_MS + ORIGIN_NS;
}

export const monotonicClock: Clock = { nowNs: () => instantNs(performance.now()) };
