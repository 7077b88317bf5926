// The same two questions as process-usage.ts on systems without /proc, answered by ps: coarser, and
// said so.
//
// Its own file because it is another program's text that is read here. ps gives hundredths of a
// second of CPU, the present resident memory but not its peak, and environments only of the user's
// own processes.

import { spawnSync } from "node:child_process";
import { BYTES_PER_KIB, NS_PER_S } from "#model/units.ts";
import { environmentMark, TRIAL_VARIABLE } from "./trial-mark.ts";
import type { Usage } from "./usage.ts";

/** Runs ps with these arguments and gives its lines. */
export type Ps = (psArguments: readonly string[]) => readonly string[];

export const systemPs: Ps = (psArguments) => {
  const { stdout } = spawnSync("ps", psArguments, { encoding: "utf8", maxBuffer: 64_000_000 });
  return (stdout ?? "").split("\n").filter((line) => line.trim() !== "");
};

/** Marked processes and their descendants. */
export function psPidsOfTrial(trialId: string, ps: Ps = systemPs): number[] {
  const mark = `${TRIAL_VARIABLE}=${environmentMark(trialId)}`;
  const rows = ps(["-A", "-E", "-ww", "-o", "pid=,ppid=,command="]).map((line) => {
    const [, pid, parent] = /^\s*(\d+)\s+(\d+)\s/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), marked: line.includes(mark) };
  });
  const found = new Set(rows.filter((row) => row.marked).map((row) => row.pid));
  for (const pid of found) {
    for (const row of rows) if (row.parent === pid) found.add(row.pid);
  }
  return [...found].toSorted((a, b) => a - b);
}

/** What the processes use together. */
export function psUsage(pids: readonly number[], ps: Ps = systemPs): Usage {
  let [cpuNs, rssBytes] = [0, 0];
  const lines = pids.length === 0 ? [] : ps(["-o", "rss=,time=", "-p", pids.join(",")]);
  for (const line of lines) {
    const [rssKib, time] = line.trim().split(/\s+/);
    rssBytes += Number(rssKib) * BYTES_PER_KIB;
    cpuNs += secondsOf(time ?? "") * NS_PER_S;
  }
  return { cpuNs, rssBytes, rssBytesPeak: rssBytes, source: "ps" };
}

/** `[[days-]hours:]minutes:seconds[.hundredths]`. */
function secondsOf(time: string): number {
  const [days, clock] = time.includes("-") ? time.split("-") : ["0", time];
  const seconds = (clock ?? "").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return Number(days) * 86_400 + seconds;
}
