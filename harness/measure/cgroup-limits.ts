// How much CPU and memory the control groups of this process leave it, in either version.
//
// Its own file because the limit of any group above counts as well, and because containers hide
// where in the tree they are: a path that is not there is looked for upwards.

import path from "node:path";
import { type SystemText, thisSystem } from "./system-text.ts";

export interface CgroupLimits {
  /** CPU time per time; undefined where nothing limits it. */
  readonly cores: number | undefined;
  readonly memoryBytes: number | undefined;
}

const ROOT = "/sys/fs/cgroup";
/** Version 1 writes "no limit" as the largest number of pages; no machine has an eighth of it. */
const UNLIMITED_BYTES = 2 ** 60;

/** The tightest limits of this process's groups and all groups above them. */
export function readCgroupLimits(text: SystemText = thisSystem): CgroupLimits {
  const folders = groupFolders(text("/proc/self/cgroup") ?? "");
  return {
    cores: least(folders.flatMap((folder) => coresOf(folder, text))),
    memoryBytes: least(
      folders.flatMap((folder) =>
        [text(`${folder}/memory.max`), text(`${folder}/memory.limit_in_bytes`)].map(Number),
      ),
    ),
  };
}

/** Folders of the groups and of all above them, in both versions. */
function groupFolders(groups: string): string[] {
  const folders = groups.split("\n").flatMap((line) => {
    // proc_pid_cgroup(5): hierarchy, controllers separated by commas, path.
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || group === undefined) return [];
    const mounts = controllers === "" ? ["", "unified"] : [controllers, ...controllers.split(",")];
    return mounts.flatMap((mount) =>
      upwards(group).map((each) => path.resolve(ROOT, mount, `.${each}`)),
    );
  });
  return [...new Set(folders)];
}

/** `/a/b` → `/a/b`, `/a`, `/`. */
function upwards(group: string): string[] {
  const parent = path.posix.dirname(group);
  return parent === group ? [group] : [group, ...upwards(parent)];
}

function coresOf(folder: string, text: SystemText): number[] {
  const [quotaUs, periodUs] = (text(`${folder}/cpu.max`) ?? "").split(" ");
  const oldQuotaUs = text(`${folder}/cpu.cfs_quota_us`);
  const oldPeriodUs = text(`${folder}/cpu.cfs_period_us`);
  return [
    Number(quotaUs || Number.NaN) / Number(periodUs),
    Number(oldQuotaUs) / Number(oldPeriodUs),
  ];
}

/** Leaves out what is no limit: "max", -1, the largest number, a file that is not there. */
function least(values: readonly number[]): number | undefined {
  const limits = values.filter((value) => value > 0 && value < UNLIMITED_BYTES);
  return limits.length === 0 ? undefined : Math.min(...limits);
}
