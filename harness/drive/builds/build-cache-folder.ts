// The folder of all builds: where it is, how large it is, and what goes when it grows too large.
//
//   <cache>/builds/<key>/out        what a manifest calls {out}; never moved: venvs hold their path
//   <cache>/builds/<key>/build.log
//   <cache>/builds/<key>/.complete  written last: name, size as JSON; changed when last used
//   <cache>/builds/<key>.lock       held while building

import { existsSync } from "node:fs";
import { lstat, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

const MARKER = ".complete";

/** Together with the largest single build about 5 GiB, which a developer's disk can spare. */
const CACHE_BYTES_MAX = 4 * 2 ** 30;

/** A build in use by a run that is going on must stay: no run lasts longer. */
const KEPT_MS = 24 * 3_600_000;

/**
 * `$XDG_CACHE_HOME/tailproof`, by default `~/.cache/tailproof`; a relative one is ignored, as the
 * standard says.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment.XDG_CACHE_HOME ?? "";
  const base = path.isAbsolute(named) ? named : path.join(os.homedir(), ".cache");
  return path.join(base, "tailproof");
}

export interface BuildPaths {
  readonly folder: string;
  readonly out: string;
  readonly log: string;
  readonly marker: string;
  readonly lock: string;
}

export function buildPaths(cache: string, key: string): BuildPaths {
  const folder = path.join(cache, "builds", key);
  return {
    folder,
    out: path.join(folder, "out"),
    log: path.join(folder, "build.log"),
    marker: path.join(folder, MARKER),
    lock: `${folder}.lock`,
  };
}

/** The content of the marker. */
export interface BuildFacts {
  readonly name?: string;
  readonly bytes: number;
}

export interface CachedBuild {
  readonly key: string;
  /** What was built: `<workload>/<contender>`; undefined where its maker did not say. */
  readonly name: string | undefined;
  readonly bytes: number;
  readonly lastUsedMs: number;
}

/** Complete builds, least recently used first. */
export async function listBuilds(cache: string): Promise<CachedBuild[]> {
  const keys = await readdir(path.join(cache, "builds")).catch(() => []);
  const builds = await Promise.all(
    keys.map(async (key) => {
      const { marker } = buildPaths(cache, key);
      try {
        const { name, bytes } = JSON.parse(await readFile(marker, "utf8")) as BuildFacts;
        return [{ key, name, bytes, lastUsedMs: (await stat(marker)).mtimeMs }];
      } catch {
        // A lock, or a build that is not complete.
        return [];
      }
    }),
  );
  return builds.flat().toSorted((a, b) => a.lastUsedMs - b.lastUsedMs);
}

export interface PruneRule {
  readonly bytesMax: number;
  /** Builds used since then stay, whatever their size. */
  readonly usedSinceMs: number;
}

/** Removes builds until the rest fits, least recently used first. @returns what was removed. */
export async function pruneBuilds(
  cache: string,
  rule: PruneRule = { bytesMax: CACHE_BYTES_MAX, usedSinceMs: Date.now() - KEPT_MS },
): Promise<CachedBuild[]> {
  const builds = await listBuilds(cache);
  let bytes = builds.reduce((sum, build) => sum + build.bytes, 0);
  const removed: CachedBuild[] = [];
  for (const build of builds) {
    if (bytes <= rule.bytesMax || build.lastUsedMs >= rule.usedSinceMs) break;
    const { folder, marker } = buildPaths(cache, build.key);
    // The marker first: what is half removed is then no build.
    await rm(marker, { force: true });
    await rm(folder, { recursive: true, force: true });
    bytes -= build.bytes;
    removed.push(build);
  }
  return removed;
}

/** Bytes of all files below `folder`. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    bytes += entry.isDirectory() ? await folderBytes(full) : (await lstat(full)).size;
  }
  return bytes;
}

/**
 * Makes `folder` and what is missing above it. One by one, because the recursive mkdir of Node
 * never ends where a file system answers "no such folder" to a folder that it does not allow
 * (/proc).
 * @throws the file system's error for the first folder that cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  const parts = path.resolve(folder).split(path.sep);
  for (let depth = 2; depth <= parts.length; depth++) {
    const part = parts.slice(0, depth).join(path.sep);
    if (existsSync(part)) continue;
    await mkdir(part).catch((error: unknown) => {
      // Another process may have made it meanwhile.
      if (!existsSync(part)) throw error;
    });
  }
}
