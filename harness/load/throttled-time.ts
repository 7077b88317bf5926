// How long a limit on CPU time held this process back, from the kernel's counters of its control
// groups, in either version and of all groups above. Its own file because a pause that a limit made
// is nobody's on the host: whoever set the limit can lift it.
//
// A group's counter grows for every member, so a growth means ours only together with a gap of
// ours.

import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { NS_PER_US } from "#model/units.ts";

/** Where Linux tells. */
export interface CgroupFiles {
  /** The groups of this process, one hierarchy a line: proc_pid_cgroup(5). */
  readonly membership: string;
  readonly root: string;
}
const LINUX: CgroupFiles = { membership: "/proc/self/cgroup", root: "/sys/fs/cgroup" };

/** Longer than a dozen hierarchies, or than the counters of one group. */
const TEXT_BYTES_MAX = 4_096;

export class ThrottledTime {
  readonly #files: CgroupFiles;
  readonly #buffer = Buffer.alloc(TEXT_BYTES_MAX);
  readonly #membership: number;
  /** Groups that #counters are of. */
  #groups = "";
  #counters: readonly number[] = [];
  /** What the counters had counted when they became ours, less what others had before. */
  #originNs = 0;
  #lastNs = 0;

  constructor(files = LINUX) {
    this.#files = files;
    this.#membership = opened(files.membership);
    this.readNs();
  }

  /**
   * Cumulated; 0 where the system does not tell. A process may be moved, so its groups are read
   * too: 6 µs in all.
   */
  readNs(): number {
    if (this.#membership < 0) return 0;
    const groups = this.#text(this.#membership);
    if (groups === this.#groups) this.#lastNs = Math.max(this.#lastNs, this.#countedNs());
    else this.#move(groups);
    return this.#lastNs;
  }

  /** What the new groups counted before is not ours. */
  #move(groups: string): void {
    this.#groups = groups;
    for (const counter of this.#counters) closeSync(counter);
    const files = cpuFolders(groups, this.#files.root).map((folder) => `${folder}/cpu.stat`);
    this.#counters = [...new Set(files)].map(opened).filter((counter) => this.#counts(counter));
    this.#originNs = 0;
    this.#originNs = this.#countedNs() - this.#lastNs;
  }

  /** A group at the top of its hierarchy has no limit, and counts none. */
  #counts(counter: number): boolean {
    if (counter < 0 || this.#text(counter).includes("throttled_")) return counter >= 0;
    closeSync(counter);
    return false;
  }

  #countedNs(): number {
    return (
      this.#counters.reduce((sum, counter) => sum + throttledNs(this.#text(counter)), 0) -
      this.#originNs
    );
  }

  /** Empty where the group is gone. */
  #text(file: number): string {
    try {
      const length = readSync(file, this.#buffer, 0, TEXT_BYTES_MAX, 0);
      return this.#buffer.toString("latin1", 0, length);
    } catch {
      return "";
    }
  }
}

function opened(file: string): number {
  try {
    return openSync(file, "r");
  } catch {
    return -1;
  }
}

/** Version 1 counts ns, version 2 µs. */
function throttledNs(text: string): number {
  const [, unit, count] = /^throttled_(time|usec) (\d+)$/m.exec(text) ?? [];
  return Number(count ?? 0) * (unit === "usec" ? NS_PER_US : 1);
}

/** Folders of the groups that may limit CPU time, and of all above them. */
function cpuFolders(groups: string, root: string): string[] {
  return groups.split("\n").flatMap((line) => {
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || group === undefined) return [];
    const isVersion2 = controllers === "";
    if (!isVersion2 && !controllers.split(",").includes("cpu")) return [];
    const mounts = isVersion2 ? ["", "unified"] : [controllers, "cpu"];
    return mounts.flatMap((mount) =>
      upwards(group).map((each) => path.resolve(root, mount, `.${each}`)),
    );
  });
}

/** `/a/b` → `/a/b`, `/a`, `/`. */
function upwards(group: string): string[] {
  const parent = path.posix.dirname(group);
  return parent === group ? [group] : [group, ...upwards(parent)];
}
