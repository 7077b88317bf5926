// Which processes belong to a trial, and how much CPU and memory they use.
//
// CPU comes from schedstat in nanoseconds, not from the 10 ms ticks of stat, because a short step
// would round away. The kernel brings a running thread's schedstat up to date at its timer tick (1
// to 4 ms), so a difference of two readings is off by at most that per running thread. Sampling
// over time and what becomes of the figures are drive's.

import { writeFileSync } from "node:fs";
import { BYTES_PER_KIB, NS_PER_MS } from "#model/units.ts";
import { psPidsOfTrial, psUsage } from "./ps-usage.ts";
import { ProcFiles } from "./proc-files.ts";
import type { Usage } from "./usage.ts";
import { environmentMark, TRIAL_VARIABLE } from "./trial-mark.ts";

const procFiles = new ProcFiles();

/** Linux shows times in stat as USER_HZ ticks, 100 a second on every architecture in use. */
const TICK_NS = 10 * NS_PER_MS;
/** Of the kernels in use; a larger one would show as less memory over time, never in a figure. */
const PAGE_BYTES = 4_096;

/**
 * Processes whose environment carries the trial's mark, and their descendants. Costs about 12 µs
 * per process of the same owner on the machine.
 */
export function pidsOfTrial(trialId: string, files: ProcFiles = procFiles): number[] {
  if (!files.exist) return psPidsOfTrial(trialId);
  const mark = Buffer.from(`${TRIAL_VARIABLE}=${environmentMark(trialId)}\0`);
  // Another user's environment cannot be read, and trying costs an error each: on a desktop, most
  // of the machine.
  const user = process.getuid?.() ?? 0;
  const found = new Set(
    files.pids().filter((pid) => {
      if (user !== 0 && files.owner(pid) !== user) return false;
      return files.bytes(pid, "environ")?.includes(mark) === true;
    }),
  );
  // A Set visits what is added while it is walked: children of children follow.
  for (const pid of found) for (const child of childrenOf(pid, files)) found.add(child);
  return [...found].toSorted((a, b) => a - b);
}

function childrenOf(pid: number, files: ProcFiles): number[] {
  return files.threads(pid).flatMap((thread) => {
    const children = files.text(pid, `task/${thread}/children`) ?? "";
    return children.split(" ").filter(Boolean).map(Number);
  });
}

/** What the processes use together; those that have gone count nothing. */
export function readUsage(pids: readonly number[], files: ProcFiles = procFiles): Usage {
  if (!files.exist) return psUsage(pids);
  const usage = { cpuNs: 0, rssBytes: 0, rssBytesPeak: 0, source: "schedstat" as Usage["source"] };
  for (const pid of pids) {
    const times = cpuOf(pid, files);
    if (times === undefined) continue;
    const status = files.text(pid, "status") ?? "";
    usage.cpuNs += times.cpuNs;
    usage.rssBytes += kibField(status, "VmRSS");
    usage.rssBytesPeak += kibField(status, "VmHWM");
    if (times.ticksOnly) usage.source = "ticks";
  }
  return usage;
}

/**
 * CPU in ticks of 10 ms and resident memory, from two files a process however many threads it has:
 * 20 µs each, cheap enough to read while a step runs. No peak.
 */
export function readCoarseUsage(pids: readonly number[], files: ProcFiles = procFiles): Usage {
  if (!files.exist) return psUsage(pids);
  const usage = { cpuNs: 0, rssBytes: 0, rssBytesPeak: 0 };
  for (const pid of pids) {
    const times = ticksOf(pid, files);
    if (times === undefined) continue;
    usage.cpuNs += times.ownNs + times.reapedNs;
    // statm: sizes in pages; the second is what is resident.
    usage.rssBytes += Number(files.text(pid, "statm")?.split(" ")[1] ?? 0) * PAGE_BYTES;
  }
  return { ...usage, source: "ticks" };
}

/**
 * Begins the peak of resident memory anew, so that the next reading tells that of the time since.
 * Where the system does not allow it, it stays that of the process's life.
 */
export function resetPeaks(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      // proc(5): 5 resets the "high water mark"; no page is touched.
      writeFileSync(`/proc/${pid}/clear_refs`, "5");
    } catch {
      // Another system, another user's process, or one that has ended.
    }
  }
}

function cpuOf(pid: number, files: ProcFiles): { cpuNs: number; ticksOnly: boolean } | undefined {
  const ticks = ticksOf(pid, files);
  if (ticks === undefined) return undefined;
  const threadsNs = threadsCpuNs(pid, files);
  // Ended threads are in the ticks alone; ticks are rounded down, so they exceed only where threads
  // have ended.
  const cpuNs = Math.max(threadsNs ?? 0, ticks.ownNs) + ticks.reapedNs;
  return { cpuNs, ticksOnly: threadsNs === undefined };
}

/** Undefined where the process has gone. */
function ticksOf(pid: number, files: ProcFiles): { ownNs: number; reapedNs: number } | undefined {
  const stat = files.text(pid, "stat");
  if (stat === undefined || stat === "") return undefined;
  // The command's name stands in parentheses and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // proc(5): utime, stime, cutime and cstime are fields 14 to 17, and the first one here is field
  // 3.
  const [own, ownKernel, reaped, reapedKernel] = fields.slice(11, 15).map(Number);
  return {
    ownNs: ((own ?? 0) + (ownKernel ?? 0)) * TICK_NS,
    reapedNs: ((reaped ?? 0) + (reapedKernel ?? 0)) * TICK_NS,
  };
}

/** Undefined where the kernel keeps no schedstat. */
function threadsCpuNs(pid: number, files: ProcFiles): number | undefined {
  let sum: number | undefined;
  for (const thread of files.threads(pid)) {
    const schedstat = files.text(pid, `task/${thread}/schedstat`);
    if (schedstat === undefined || schedstat === "") continue;
    sum = (sum ?? 0) + Number(schedstat.slice(0, schedstat.indexOf(" ")));
  }
  return sum;
}

function kibField(text: string, name: string): number {
  const value = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1];
  return value === undefined ? 0 : Number(value) * BYTES_PER_KIB;
}

/**
 * Proportional memory of the processes: pages that n processes share count 1/n in each. Null where
 * the system does not tell. The kernel walks every page table for it, so it is read after the last
 * step, never during one.
 */
export function readPssBytes(pids: readonly number[], files: ProcFiles = procFiles): number | null {
  const values = pids.flatMap((pid) => {
    const rollup = files.text(pid, "smaps_rollup");
    return rollup?.includes("Pss:") === true ? [kibField(rollup, "Pss")] : [];
  });
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}
