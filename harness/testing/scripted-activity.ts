// What the loop would learn about itself, from a script: when another process ran on its core,
// when its own collector did, and when it was not allowed to run. The real reports are
// own-activity.ts's.

import type { OwnActivity } from "#load/pause-log.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface Span {
  readonly fromNs: number;
  readonly toNs: number;
}

export interface ActivityScript {
  /** Our thread was runnable and did not run. */
  readonly waits?: readonly Span[];
  readonly collections?: readonly Span[];
  /** A limit on CPU time held us back. */
  readonly throttles?: readonly Span[];
}

function overlapNs(spans: readonly Span[], fromNs: number, toNs: number): number {
  return spans.reduce(
    (sum, span) => sum + Math.max(0, Math.min(toNs, span.toNs) - Math.max(fromNs, span.fromNs)),
    0,
  );
}

export function scriptedActivity(
  clock: VirtualClock,
  { waits = [], collections = [], throttles = [] }: ActivityScript,
): OwnActivity {
  return {
    runQueueWaitNs: () => overlapNs(waits, -Infinity, clock.instantNs),
    throttledNs: () => overlapNs(throttles, -Infinity, clock.instantNs),
    collectedNs: (fromNs, toNs) => overlapNs(collections, fromNs, toNs),
  };
}
