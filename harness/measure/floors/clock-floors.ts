// What looking at the clock costs, and the smallest step that it shows. Its own file because every
// other figure of the lab rests on these two.

import { NS_PER_MS } from "#model/units.ts";
import { type Floor, leastNsPerCall, nanoseconds } from "./floor.ts";

/** About 1 ms: shorter than most pauses, long against reading the clock around it. */
const READS = 20_000;

export function clockFloors(): { clockReadNs: Floor; clockGrainNs: Floor } {
  const readNs = leastNsPerCall(READS, (calls) => {
    for (let at = 0; at < calls; at++) performance.now();
  });
  return {
    clockReadNs: nanoseconds(readNs, "reading the clock: performance.now()"),
    clockGrainNs: nanoseconds(
      grainMs(() => performance.now(), READS) * NS_PER_MS,
      "the smallest step of the clock: between two readings of performance.now() in a row",
    ),
  };
}

/** The smallest step above 0 in `reads` readings; 0 where the clock stood still. */
export function grainMs(nowMs: () => number, reads: number): number {
  let [last, least] = [nowMs(), Number.POSITIVE_INFINITY];
  for (let at = 0; at < reads; at++) {
    const now = nowMs();
    if (now > last && now - last < least) least = now - last;
    last = now;
  }
  return least === Number.POSITIVE_INFINITY ? 0 : least;
}
