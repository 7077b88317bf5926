// A quota of CPU for one process: a control group of our own, in either version. Linux alone.
//
// The group is made and removed by a keeper, a shell that outlives us by a moment: it waits for the
// end of its stdin, ends what is still in the group, and removes it, however this process ended.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { NS_PER_US } from "#model/units.ts";

const ROOT = "/sys/fs/cgroup";
/** Arguments: the folder. Nothing of the operator's may end it before its work is done. */
const KEEPER = `
trap '' INT TERM HUP
mkdir "$1" || exit 1
echo made
read -r _
n=0
while [ -d "$1" ] && ! rmdir "$1" 2>/dev/null && [ $n -lt 100 ]; do
  while read -r member; do kill -KILL "$member"; done <"$1/cgroup.procs"
  sleep 0.05
  n=$((n + 1))
done`;
/** Arguments: the folder, then a command line that is to run inside the group. */
const JOIN = 'folder=$1; shift; echo $$ >"$folder/cgroup.procs" && exec "$@"';

/** Where groups can be made, and how a quota is written there. */
interface QuotaPlace {
  readonly folder: string;
  readonly version: 1 | 2;
}

/** Where a quota can be set; undefined where it cannot. */
export function quotaPlace(): QuotaPlace | undefined {
  return placesOf(textOf("/proc/self/cgroup")).find(({ folder }) => isWritable(folder));
}

/** cgroups(7): our own group in the hierarchy that has the cpu controller, else its root. */
function placesOf(groups: string): QuotaPlace[] {
  return groups.split("\n").flatMap((line): QuotaPlace[] => {
    // proc_pid_cgroup(5): hierarchy, controllers separated by commas, path.
    const [, controllers, group = "/"] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers?.split(",").includes("cpu") === true) {
      return [group, "/"].map((each) => ({
        folder: path.join(ROOT, controllers, each),
        version: 1,
      }));
    }
    if (controllers !== "") return [];
    return [group, "/"]
      .map((each): QuotaPlace => ({ folder: path.join(ROOT, each), version: 2 }))
      .filter(({ folder }) => textOf(`${folder}/cgroup.subtree_control`).includes("cpu"));
  });
}

export class CpuQuota implements AsyncDisposable {
  readonly folder: string;
  readonly #place: QuotaPlace;
  readonly #keeper: ChildProcess;

  /** @throws where the group cannot be made. */
  static async open({ folder, version }: QuotaPlace, name: string): Promise<CpuQuota> {
    const group = path.join(folder, `tailproof-${name}`);
    const keeper = spawn("/bin/sh", ["-c", KEEPER, "keeper", group], {
      stdio: ["pipe", "pipe", "ignore"],
      // Not ours to end: it has work to do behind our own end.
      detached: true,
      env: { PATH: process.env.PATH ?? "" },
    });
    const exited = once(keeper, "exit").then(() => false);
    const made = once(keeper.stdout, "data").then(() => true);
    if (await Promise.race([made, exited])) return new CpuQuota({ folder: group, version }, keeper);
    throw new Error(`${group}: no control group could be made`);
  }

  private constructor(place: QuotaPlace, keeper: ChildProcess) {
    this.folder = place.folder;
    this.#place = place;
    this.#keeper = keeper;
  }

  /** Starts `command` inside the group, which limits nothing until `limit`. */
  wrap(command: readonly string[]): readonly string[] {
    return ["/bin/sh", "-c", JOIN, "join", this.folder, ...command];
  }

  /** From now on the group gets `share` of one core, dealt out anew every `periodMs`. */
  limit(share: number, periodMs: number): void {
    const periodUs = Math.round(periodMs * 1_000);
    this.#write(`${Math.round(share * periodUs)}`, periodUs);
  }

  lift(): void {
    this.#write(this.#place.version === 1 ? "-1" : "max", WIDEST_PERIOD_US);
  }

  /** For how long the group stood still for want of a share, in ns since it was made. */
  get throttledNs(): number {
    const stat = textOf(`${this.folder}/cpu.stat`);
    const [, unit, count = 0] = /^throttled_(time|usec) (\d+)$/m.exec(stat) ?? [];
    return Number(count) * (unit === "usec" ? NS_PER_US : 1);
  }

  #write(quotaUs: string, periodUs: number): void {
    if (this.#place.version === 2) {
      writeFileSync(`${this.folder}/cpu.max`, `${quotaUs} ${periodUs}`);
      return;
    }
    writeFileSync(`${this.folder}/cpu.cfs_period_us`, `${periodUs}`);
    writeFileSync(`${this.folder}/cpu.cfs_quota_us`, quotaUs);
  }

  /** Resolves when the group is gone, with whatever was still in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#keeper.stdin?.end();
    if (this.#keeper.exitCode === null) await once(this.#keeper, "exit");
  }
}

/** The kernel's own period; where nothing is limited it matters to nobody. */
const WIDEST_PERIOD_US = 100_000;

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return existsSync(`${folder}/cgroup.procs`);
  } catch {
    return false;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
