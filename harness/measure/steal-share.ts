// The share of CPU time that the hypervisor says it gave to others. Its own file because it is only
// what is admitted: many hosts take cores away and report nothing, which the pre-check sees.

import { setTimeout as sleep } from "node:timers/promises";
import { type SystemText, thisSystem } from "./system-text.ts";

interface CpuTicks {
  readonly steal: number;
  readonly total: number;
}

/** proc_stat(5): user, nice, system, idle, iowait, irq, softirq, steal; guest is in user. */
const FIELDS = 8;

/** Ticks of all cores since the start; undefined where the system does not tell. */
function ticksOf(text: SystemText): CpuTicks | undefined {
  const line = /^cpu +(.*)$/m.exec(text("/proc/stat") ?? "")?.[1];
  const ticks = line?.split(" ").slice(0, FIELDS).map(Number) ?? [];
  const steal = ticks[FIELDS - 1];
  if (steal === undefined) return undefined;
  return { steal, total: ticks.reduce((sum, each) => sum + each, 0) };
}

/**
 * Over `durationMs`, on all cores. Undefined where the system does not tell.
 * @param wait resolves after that time; tests need none.
 */
export async function stealShare(
  durationMs: number,
  text: SystemText = thisSystem,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<number | undefined> {
  const before = ticksOf(text);
  await wait(durationMs);
  const after = ticksOf(text);
  if (before === undefined || after === undefined) return undefined;
  const total = after.total - before.total;
  return total > 0 ? (after.steal - before.steal) / total : 0;
}
