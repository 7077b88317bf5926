// The generator's clock, as a parameter: the paced loop runs on real time here and on a virtual
// clock in tests.
//
// performance.now() is read, not hrtime.bigint(), because it allocates nothing that survives the
// call site; both read the monotonic clock and cost 35–50 ns. The origin is the start of the
// process.

import { NS_PER_MS } from "#model/units.ts";

/** Monotonic nanoseconds from an arbitrary origin. */
export interface Clock {
  nowNs(): number;
}

export const monotonicClock: Clock = { nowNs: () => performance.now() * NS_PER_MS };
