// Checks of the system's settings and of memory, the runtime and the disk. Pure: what was read is a
// parameter.

import type { CgroupLimits } from "#measure/cgroup-limits.ts";
import type { HostSettings } from "#measure/host-settings.ts";
import { formatBytes } from "#render/format.ts";
import { blocking, type DoctorCheck, warning } from "./check.ts";

export interface SystemReadings {
  readonly settings: HostSettings;
  readonly limits: CgroupLimits;
  readonly node: { readonly running: string; readonly pinned: string };
  readonly cache: { readonly folder: string; readonly freeBytes: number | undefined };
}

const GIB = 2 ** 30;
/** Generator, contender and a backing service of the largest workload together. */
const MEMORY_ENOUGH_BYTES = 2 * GIB;
/** Less than generator and smallest contender need: the kernel would end one of them. */
const MEMORY_LEAST_BYTES = GIB / 2;
/** A build of the largest contender, with what it leaves while it is made. */
const DISK_ENOUGH_BYTES = 2 * GIB;

/** Read by one instruction or a page that the kernel shares; others are system calls, some slow. */
const FAST_CLOCKS = ["tsc", "kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page"];

export function systemChecks(readings: SystemReadings): DoctorCheck[] {
  const { settings, limits } = readings;
  return [
    memoryCheck(settings, limits),
    clockCheck(settings),
    governorCheck(settings),
    pagesCheck(settings),
    nodeCheck(readings),
    diskCheck(readings),
  ];
}

function memoryCheck({ memoryFreeBytes }: HostSettings, limits: CgroupLimits): DoctorCheck {
  const limit = limits.memoryBytes ?? Number.POSITIVE_INFINITY;
  const bytes = Math.min(memoryFreeBytes, limit);
  const limited =
    limits.memoryBytes === undefined
      ? "no limit by a control group"
      : `a control group allows ${formatBytes(limit)}`;
  return blocking(
    bytes < MEMORY_LEAST_BYTES,
    warning(bytes < MEMORY_ENOUGH_BYTES, {
      id: "memory",
      state: `${formatBytes(memoryFreeBytes)} available, ${limited}`,
      effect: "short of memory, the kernel swaps, drops caches or ends contenders",
      fix: "end what uses memory, or raise the limit of this container, to 2 GiB",
    }),
  );
}

function clockCheck({ clockSource, clockSourcesAvailable }: HostSettings): DoctorCheck {
  const faster = FAST_CLOCKS.find((name) => clockSourcesAvailable.includes(name));
  return warning(clockSource !== undefined && !FAST_CLOCKS.includes(clockSource), {
    id: "clock-source",
    state: clockSource ?? "not told by this system",
    effect: "reading the clock costs a system call, several times a request",
    fix:
      faster === undefined
        ? "none here: this system offers no faster clock"
        : `echo ${faster} | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource`,
  });
}

function governorCheck({ governors }: HostSettings): DoctorCheck {
  return warning(
    governors.some((governor) => governor !== "performance"),
    {
      id: "governor",
      state:
        governors.length === 0 ? "not visible, as on most virtual machines" : governors.join(", "),
      effect: "cores that change their frequency with the load make slow rates look slower",
      fix: "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor",
    },
  );
}

function pagesCheck({ transparentHugePages }: HostSettings): DoctorCheck {
  return warning(transparentHugePages === "always", {
    id: "huge-pages",
    state: transparentHugePages ?? "not told by this system",
    effect: "large pages for everyone move memory figures, and making them causes pauses",
    fix: "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled",
  });
}

function nodeCheck({ node: { running, pinned } }: SystemReadings): DoctorCheck {
  return warning(running !== pinned, {
    id: "node",
    state: running === pinned ? `${running}, as pinned` : `${running}; pinned is ${pinned}`,
    effect: "figures under another Node cannot be compared with published ones",
    fix: "start the lab by npm run bench, which runs the pinned Node",
  });
}

function diskCheck({ cache: { folder, freeBytes } }: SystemReadings): DoctorCheck {
  return warning(freeBytes === undefined || freeBytes < DISK_ENOUGH_BYTES, {
    id: "build-cache",
    state:
      freeBytes === undefined
        ? `${folder} cannot be looked at`
        : `${formatBytes(freeBytes)} free for builds in ${folder}`,
    effect: "contenders that cannot be built are unavailable",
    fix: "npm run bench -- doctor --cache --prune, or set XDG_CACHE_HOME to a larger disk",
  });
}
