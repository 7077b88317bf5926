// `bench doctor --cache`: the builds that are kept, with size and age, and their removal.

import { type CachedBuild, listBuilds, pruneBuilds } from "#drive/builds/build-cache-folder.ts";
import { runsGoingOn } from "#drive/run/other-runs.ts";
import { UsageError } from "#drive/usage-error.ts";
import { formatBytes, formatCount, plainText } from "#render/format.ts";
import { MS_PER_S } from "#model/units.ts";

export interface CacheView {
  readonly folder: string;
  readonly builds: readonly {
    readonly key: string;
    readonly name: string | null;
    readonly bytes: number;
    readonly lastUsedAt: string;
  }[];
  readonly bytes: number;
  readonly removed: boolean;
}

/** The builds, least recently used first. */
export async function listCache(folder: string): Promise<CacheView> {
  return viewOf(folder, await listBuilds(folder), false);
}

/**
 * Removes every build. @returns what was removed.
 * @throws UsageError while a run is going on, whose builds must stay.
 */
export async function pruneCache(folder: string, goingOn = runsGoingOn()): Promise<CacheView> {
  const [run] = goingOn;
  if (run !== undefined) {
    throw new UsageError([
      `--prune: a run is going on (pid ${run.pid}) and needs its builds; prune when it has ended`,
    ]);
  }
  const everything = { bytesMax: -1, usedSinceMs: Number.POSITIVE_INFINITY };
  return viewOf(folder, await pruneBuilds(folder, everything), true);
}

function viewOf(folder: string, builds: readonly CachedBuild[], removed: boolean): CacheView {
  return {
    folder,
    builds: builds.map(({ key, name, bytes, lastUsedMs }) => {
      return { key, name: name ?? null, bytes, lastUsedAt: new Date(lastUsedMs).toISOString() };
    }),
    bytes: builds.reduce((sum, { bytes }) => sum + bytes, 0),
    removed,
  };
}

export function cacheText({ folder, builds, bytes, removed }: CacheView, nowMs: number): string {
  const rows = builds.map(({ key, name, bytes: size, lastUsedAt }) => [
    name ?? key,
    formatBytes(size),
    ageText(nowMs - Date.parse(lastUsedAt)),
  ]);
  const widths = [0, 1, 2].map((at) => Math.max(0, ...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map(([name = "", size = "", age = ""]) => {
    const [first = 0, second = 0, third = 0] = widths;
    return `  ${name.padEnd(first)}  ${size.padStart(second)}  used ${age.padStart(third)} ago`;
  });
  const count = builds.length === 1 ? "1 build" : `${formatCount(builds.length)} builds`;
  const what = removed ? `removed ${count}` : count;
  const hint =
    removed || builds.length === 0 ? [] : ["npm run bench -- doctor --cache --prune removes them"];
  return [`${folder}: ${what}, ${formatBytes(bytes)}`, ...lines, ...hint, ""]
    .map(plainText)
    .join("\n");
}

const AGES = [
  { unit: "d", seconds: 86_400 },
  { unit: "h", seconds: 3_600 },
  { unit: "min", seconds: 60 },
  { unit: "s", seconds: 1 },
];

/** In the largest unit of which there are two or more, so that "1 h" is not 119 minutes. */
function ageText(ms: number): string {
  const seconds = Math.max(0, ms) / MS_PER_S;
  const { unit, seconds: size } = AGES.find((age) => seconds >= 2 * age.seconds) ?? {
    unit: "s",
    seconds: 1,
  };
  return `${Math.floor(seconds / size)} ${unit}`;
}
