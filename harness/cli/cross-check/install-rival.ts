// Makes another tool ready to run: built or installed into the builds' cache on first use, or found
// on the machine. One that cannot be got is an answer with its reason and fix, as for a contender.

import {
  type BuildSettings,
  type BuildTarget,
  ensureBuilt,
  isBuilt,
  prepareBuild,
} from "#drive/builds/build-cache.ts";
import { substitute } from "#drive/builds/placeholders.ts";
import type { Unavailable } from "#drive/builds/required-tools.ts";
import { TOOLS_FOLDER } from "./built-program.ts";
import type { Rival, RivalProgram } from "./rival.ts";

/** k6 with empty caches took 7 minutes on two busy cores. */
const BUILD_MS_MAX = 1_200_000;

export type Installation =
  | {
      readonly ok: true;
      /** The program, before its arguments. */
      readonly command: readonly string[];
      readonly version: string;
    }
  | Missing;

interface Missing {
  readonly ok: false;
  readonly reason: string;
  readonly fix: string;
}

type Built = Extract<RivalProgram, { readonly from: "build" }>;

/** Builds it unless it is built. Safe to call from several processes at once. */
export async function installRival(
  { program }: Pick<Rival, "program">,
  builds: BuildSettings,
): Promise<Installation> {
  if (program.from === "machine") return await findOnMachine(program.tool, builds);
  const prepared = await prepareBuild(targetOf(program), builds);
  if (prepared.status === "unavailable") return missing(prepared);
  const failure = await ensureBuilt(prepared, { timeoutMs: BUILD_MS_MAX, ...builds });
  if (failure !== undefined) return missing(failure);
  const command = substitute(program.program.manifest.start, prepared.values);
  return { ok: true, command, version: program.version };
}

export type Location =
  | { readonly ok: true; readonly isBuilt: boolean; readonly version: string }
  | Missing;

/** What of it is there, without building anything. */
export async function locateRival(
  { program }: Pick<Rival, "program">,
  builds: BuildSettings,
): Promise<Location> {
  if (program.from === "machine") {
    const found = await findOnMachine(program.tool, builds);
    return found.ok ? { ok: true, isBuilt: true, version: found.version } : found;
  }
  const prepared = await prepareBuild(targetOf(program), builds);
  if (prepared.status === "unavailable") return missing(prepared);
  return { ok: true, isBuilt: await isBuilt(prepared), version: program.version };
}

function missing({ reason, fix }: Unavailable): Missing {
  return { ok: false, reason, fix };
}

/** It answers no workload: the folder of all tools stands in the place of one. */
function targetOf({ program }: Built): BuildTarget {
  return { contender: program, workloadFolder: TOOLS_FOLDER };
}

async function findOnMachine(tool: string, { toolchains }: BuildSettings): Promise<Installation> {
  const found = await toolchains.find(tool);
  if (found.status === "missing") return { ok: false, reason: found.reason, fix: found.fix };
  return { ok: true, command: [found.command], version: found.version };
}
