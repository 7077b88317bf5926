// Checks of the cores: how many there are, whether processes can be put on them, and whether they
// are there all the time. Pure: what was read is a parameter.

import type { CgroupLimits } from "#measure/cgroup-limits.ts";
import type { PauseShare } from "#measure/pauses-pre-check.ts";
import type { CorePlacement } from "#measure/placement.ts";
import { formatCount, formatNumber, formatSeconds, formatShare } from "#render/format.ts";
import { MS_PER_S } from "#model/units.ts";
import { blocking, type DoctorCheck, warning } from "./check.ts";

export interface CoreReadings {
  readonly cores: number;
  readonly placement: CorePlacement;
  /** Generator and contenders are hardware threads of one physical core. */
  readonly isCoreShared: boolean;
  readonly limits: CgroupLimits;
  readonly pauses: PauseShare;
  /** Undefined where the system does not tell. */
  readonly stealShare: number | undefined;
  readonly loadAverage1m: number;
  readonly platform: NodeJS.Platform;
}

/** One for the generator, one for what it measures. */
const CORES_NEEDED = 2;
/** As for the pre-check of a block: above it a block is labelled `noisy-host`. */
const PAUSED_SHARE_MAX = 0.01;
/** A core that is lost for 1 % of the time moves p99. */
const STEAL_SHARE_MAX = 0.01;
/** Half a core, or on larger machines a quarter of all. */
const LOAD_MAX = 0.5;
const LOAD_SHARE_MAX = 0.25;

export function coreChecks(readings: CoreReadings): DoctorCheck[] {
  return [
    coreCheck(readings),
    placementCheck(readings),
    cpuLimitCheck(readings),
    pauseCheck(readings),
    stealCheck(readings),
    loadCheck(readings),
  ];
}

function coreCheck({ cores }: CoreReadings): DoctorCheck {
  const isTooFew = cores < CORES_NEEDED;
  return blocking(
    isTooFew,
    warning(isTooFew, {
      id: "cores",
      state: cores === 1 ? "1 core" : `${formatCount(cores)} cores`,
      effect: "on one core, response times would hold the generator's own work",
      fix: "use a machine, a container or a CPU affinity with at least 2 cores",
    }),
  );
}

function placementCheck({ placement, isCoreShared, platform }: CoreReadings): DoctorCheck {
  const fix = isCoreShared
    ? "use a machine with two physical cores, or switch hyper-threading off"
    : platform === "linux"
      ? "apt-get install util-linux (for taskset)"
      : "measure on Linux: this system pins no process to a core";
  return warning(!placement.pinned || isCoreShared, {
    id: "placement",
    state: placement.how,
    effect: "processes that share or change cores slow each other, and figures scatter",
    fix,
  });
}

function cpuLimitCheck({ limits, cores }: CoreReadings): DoctorCheck {
  const limit = limits.cores ?? cores;
  const isForbidding = cores >= CORES_NEEDED && limit < CORES_NEEDED;
  return blocking(
    isForbidding,
    warning(limit < cores, {
      id: "cpu-limit",
      state:
        limits.cores === undefined
          ? "no limit by a control group"
          : `a control group allows ${formatNumber(limit)} of ${formatCount(cores)} cores`,
      effect: "when the allowance is used up, all processes stop for up to 100 ms",
      fix: "raise the limit to all cores (docker --cpus, systemd CPUQuota, Kubernetes limits.cpu)",
    }),
  );
}

function pauseCheck({ pauses }: CoreReadings): DoctorCheck {
  const { pausedShare, spunMs, longestMs } = pauses;
  const time = formatSeconds(spunMs / MS_PER_S);
  const longest = pauses.pauses === 0 ? "" : `, the longest ${formatNumber(longestMs)} ms`;
  return warning(pausedShare >= PAUSED_SHARE_MAX, {
    id: "pauses",
    state: `the generator's core was away for ${formatShare(pausedShare)} of ${time}${longest}`,
    effect: "blocks with 1 % or more are labelled noisy-host and support no claim",
    fix: "end other work on this machine; on a shared host, come back in a calmer minute",
  });
}

function stealCheck({ stealShare }: CoreReadings): DoctorCheck {
  return warning(stealShare !== undefined && stealShare >= STEAL_SHARE_MAX, {
    id: "steal",
    state:
      stealShare === undefined
        ? "not told by this system"
        : `the hypervisor gave ${formatShare(stealShare)} of the CPU time to others`,
    effect: "stolen time counts as CPU time of whoever ran, and as response time",
    fix: "use a machine with cores of its own, or come back in a calmer minute",
  });
}

function loadCheck({ loadAverage1m, cores }: CoreReadings): DoctorCheck {
  return warning(loadAverage1m > Math.max(LOAD_MAX, LOAD_SHARE_MAX * cores), {
    id: "load",
    state: `${formatNumber(loadAverage1m)} processes ran or waited on average over the last minute`,
    effect: "what else runs takes cores from the generator or from contenders",
    fix: "end other work (top shows it) and wait a minute",
  });
}
