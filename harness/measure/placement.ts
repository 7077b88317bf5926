// Decides which process may run on which core, and how a command is put there.
//
// The generator gets a core of its own, because what it must never do is wait; contenders and what
// they need share the rest. Cores are never moved during a run. Starting processes is drive's;
// where the system cannot pin, all run wherever it likes, and the record says so.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Placement } from "#model/host-facts.ts";
import { coresInWords, parseCpuList } from "./cpu-list.ts";
import { findExecutable } from "./executable.ts";

/** What the machine offers. */
export interface CoreFacts {
  /**
   * Cores that this process may use: its affinity, which the kernel keeps inside the cgroup's
   * cpuset.
   */
  readonly allowed: readonly number[];
  /** Cores that are hardware threads of the same physical core as `core`, itself included. */
  siblings(core: number): readonly number[];
  /** Absolute path of taskset; undefined where nothing can be pinned. */
  readonly taskset: string | undefined;
}

export interface CorePlacement extends Placement {
  /**
   * Where backing services run: cores of their own where there are enough, else the contenders'.
   */
  readonly serviceCores: readonly number[];
  /** The program that pins; undefined where all run unpinned. */
  readonly taskset: string | undefined;
}

/**
 * Generator on the last allowed core, contenders on the first that is no hardware thread beside it.
 */
export function decidePlacement(facts: CoreFacts): CorePlacement {
  const { allowed, taskset } = facts;
  const generatorCore = allowed.at(-1);
  if (taskset === undefined || generatorCore === undefined) return UNPINNED;
  const beside = facts.siblings(generatorCore);
  const others = allowed.slice(0, -1);
  const contenderCore = others.find((core) => !beside.includes(core)) ?? others[0] ?? generatorCore;
  const free = others.filter((core) => core !== contenderCore);
  const serviceCores = free.length > 0 ? free : [contenderCore];
  const how = [
    `generator on core ${generatorCore}, contenders on core ${contenderCore}, services on ${coresInWords(serviceCores)}, by taskset`,
    ...(contenderCore === generatorCore
      ? [
          "one core is allowed: generator and contender share it, so response times include the generator's own work",
        ]
      : []),
    ...(contenderCore !== generatorCore && beside.includes(contenderCore)
      ? [
          "generator and contenders are hardware threads of one physical core, so each slows the other",
        ]
      : []),
  ].join("; ");
  return {
    pinned: true,
    generatorCore,
    contenderCores: [contenderCore],
    serviceCores,
    how,
    taskset,
  };
}

const UNPINNED: CorePlacement = {
  pinned: false,
  generatorCore: null,
  contenderCores: [],
  serviceCores: [],
  how: "unpinned: this system has no taskset, so every process runs wherever the system puts it",
  taskset: undefined,
};

/**
 * The command that runs `command` on these cores only; the command itself where nothing is pinned.
 */
export function pinnedCommand(
  command: readonly string[],
  cores: readonly number[],
  placement: CorePlacement,
): readonly string[] {
  if (placement.taskset === undefined || cores.length === 0) return command;
  return [placement.taskset, "-c", cores.join(","), ...command];
}

/** Puts a running process with all its threads on these cores; nothing where none is pinned. */
export function pinProcess(
  pid: number,
  cores: readonly number[],
  { taskset }: Pick<CorePlacement, "taskset">,
): void {
  if (taskset === undefined || cores.length === 0) return;
  execFileSync(taskset, ["-a", "-p", "-c", cores.join(","), String(pid)], { stdio: "ignore" });
}

/** Reads this machine; nothing can be pinned outside Linux. */
export function readCoreFacts(pathVariable = process.env.PATH ?? ""): CoreFacts {
  const status = textOf("/proc/self/status") ?? "";
  const list = /^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? "";
  return {
    allowed: parseCpuList(list),
    siblings: (core) =>
      parseCpuList(
        textOf(`/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`) ?? String(core),
      ),
    taskset: process.platform === "linux" ? findExecutable("taskset", pathVariable) : undefined,
  };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
