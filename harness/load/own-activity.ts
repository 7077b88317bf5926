// What the generator's thread can find out about itself: the kernel's counts of time spent waiting
// for the core and held back by a limit on CPU time, and the runtime's reports of garbage
// collections. Linux tells the first two; elsewhere they read 0, and neither can be told from the
// host's pauses.

import { openSync, readSync } from "node:fs";
import { PerformanceObserver } from "node:perf_hooks";
import { instantNs } from "./clock.ts";
import type { OwnActivity } from "./pause-log.ts";
import { ThrottledTime } from "./throttled-time.ts";

/** Collections remembered: at 50,000 requests/s a young one every 15 ms, of a minute. */
const COLLECTIONS_MAX = 4_096;
/** `<ran ns> <waited ns> <slices>` of the main thread, which is the one that runs the loop. */
const SCHEDSTAT = "/proc/self/schedstat";

interface Collection {
  readonly fromNs: number;
  readonly toNs: number;
}

/** Opens the kernel's counters and subscribes to the collector's reports. */
export function observeOwnActivity(): OwnActivity {
  const counter = openCounter();
  const text = new Uint8Array(96);
  const throttled = new ThrottledTime();
  const collections: Collection[] = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      collections.push({ fromNs: instantNs(startTime), toNs: instantNs(startTime + duration) });
      if (collections.length > COLLECTIONS_MAX) collections.shift();
    }
  }).observe({ entryTypes: ["gc"] });
  return {
    runQueueWaitNs: () => (counter < 0 ? 0 : secondNumber(text, readSync(counter, text, 0, 96, 0))),
    throttledNs: () => throttled.readNs(),
    collectedNs: (fromNs, toNs) => overlapNs(collections, fromNs, toNs),
  };
}

/** Newest first: what is asked about is mostly the last turns. */
function overlapNs(collections: readonly Collection[], fromNs: number, toNs: number): number {
  let sumNs = 0;
  for (let at = collections.length - 1; at >= 0; at--) {
    const each = collections[at] as Collection;
    if (each.toNs <= fromNs) break;
    sumNs += Math.max(0, Math.min(toNs, each.toNs) - Math.max(fromNs, each.fromNs));
  }
  return sumNs;
}

function openCounter(): number {
  try {
    return openSync(SCHEDSTAT, "r");
  } catch {
    return -1;
  }
}

/** The second of two decimal numbers separated by a space; digits only, so nothing is allocated. */
function secondNumber(text: Uint8Array, length: number): number {
  let at = 0;
  while (at < length && text[at] !== 32) at++;
  let value = 0;
  for (at++; at < length && text[at] !== 32; at++) value = value * 10 + (text[at] as number) - 48;
  return value;
}
