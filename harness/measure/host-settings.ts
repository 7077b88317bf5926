// Settings and the state of the machine that move figures, and that an operator can often change:
// clock source, frequency governor, large pages, free memory. Its own file beside host.ts, whose
// facts belong to every record; these are looked at before a run.

import os from "node:os";
import { BYTES_PER_KIB } from "#model/units.ts";
import { type SystemText, thisSystem } from "./system-text.ts";

/** Undefined where the system does not tell. */
export interface HostSettings {
  readonly clockSource: string | undefined;
  readonly clockSourcesAvailable: readonly string[];
  /** Of the cores asked for, each named once. */
  readonly governors: readonly string[];
  readonly transparentHugePages: string | undefined;
  readonly memoryFreeBytes: number;
}

const CLOCK = "/sys/devices/system/clocksource/clocksource0";

export function readHostSettings(
  cores: readonly number[],
  text: SystemText = thisSystem,
): HostSettings {
  const governors = cores.flatMap((core) => {
    const governor = text(`/sys/devices/system/cpu/cpu${core}/cpufreq/scaling_governor`)?.trim();
    return governor === undefined ? [] : [governor];
  });
  const pages = text("/sys/kernel/mm/transparent_hugepage/enabled") ?? "";
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(text("/proc/meminfo") ?? "")?.[1];
  return {
    clockSource: text(`${CLOCK}/current_clocksource`)?.trim(),
    clockSourcesAvailable: (text(`${CLOCK}/available_clocksource`) ?? "").trim().split(/\s+/),
    governors: [...new Set(governors)],
    // The kernel puts the setting in force in brackets.
    transparentHugePages: /\[(\w+)\]/.exec(pages)?.[1],
    memoryFreeBytes: available === undefined ? os.freemem() : Number(available) * BYTES_PER_KIB,
  };
}
