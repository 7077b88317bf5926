// How long the generator waited for its core, by the kernel's own counter, read from outside: the
// evidence that other processes ran there, which must not come from the verdict that is on trial.

import { readFileSync } from "node:fs";
import { NS_PER_MS } from "#model/units.ts";

/** Tells for what share of the time the process waited from now until this is disposed of. */
export function watchWaits(pid: number, tell: (share: number) => void): AsyncDisposable {
  const [startMs, beforeNs] = [performance.now(), waitedNs(pid)];
  return {
    [Symbol.asyncDispose]() {
      tell((waitedNs(pid) - beforeNs) / (NS_PER_MS * (performance.now() - startMs)));
      return Promise.resolve();
    },
  };
}

/** proc(5), schedstat: time on the core, time waiting for it in ns. 0 where no kernel tells. */
function waitedNs(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1]);
  } catch {
    return 0;
  }
}
