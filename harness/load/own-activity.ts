// What the generator's thread can find out about itself: the kernel's count of time spent waiting
// for the core, and the runtime's reports of garbage collections. Linux tells the first; elsewhere
// it reads 0 and competition cannot be told from the host's pauses.

import { openSync, readSync } from "node:fs";
import { PerformanceObserver } from "node:perf_hooks";
import { NS_PER_MS } from "#model/units.ts";
import type { OwnActivity } from "./pause-log.ts";

/** Collections remembered: only the last turns' matter. */
const COLLECTIONS_MAX = 64;
/** `<ran ns> <waited ns> <slices>` of the main thread, which is the one that runs the loop. */
const SCHEDSTAT = "/proc/self/schedstat";

/** Opens the kernel's counter and subscribes to the collector's reports. */
export function observeOwnActivity(): OwnActivity {
  const counter = openCounter();
  const text = new Uint8Array(96);
  const collections: { fromNs: number; toNs: number }[] = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      collections.push({ fromNs: startTime * NS_PER_MS, toNs: (startTime + duration) * NS_PER_MS });
      if (collections.length > COLLECTIONS_MAX) collections.shift();
    }
  }).observe({ entryTypes: ["gc"] });
  return {
    runQueueWaitNs: () => (counter < 0 ? 0 : secondNumber(text, readSync(counter, text, 0, 96, 0))),
    collectedNs: (fromNs, toNs) =>
      collections.reduce(
        (sum, each) => sum + Math.max(0, Math.min(toNs, each.toNs) - Math.max(fromNs, each.fromNs)),
        0,
      ),
  };
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
