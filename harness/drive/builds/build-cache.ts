// Makes a contender ready to start: its tools found, its build done (or not yet), its command line
// filled in.
//
// Builds are done on first use and kept by what went into them (build-cache-key.ts), so that clones
// share them and nothing is built twice. Whatever goes wrong here makes the contender unavailable,
// with the reason and the fix; it never stops a run.

import { readFile, rm, utimes, writeFile } from "node:fs/promises";
import type { Contender } from "#model/contender.ts";
import {
  type BuildPaths,
  buildPaths,
  folderBytes,
  makeFolder,
  pruneBuilds,
} from "./build-cache-folder.ts";
import { buildKey } from "./build-cache-key.ts";
import { withLock } from "./build-cache-lock.ts";
import { runBuildSteps } from "./build-cache-steps.ts";
import { type PlaceholderValues, substitute } from "./placeholders.ts";
import type { Toolchains } from "./toolchains.ts";

/** A contender in the workload that it is to answer. */
export interface BuildTarget {
  readonly contender: Contender;
  readonly workloadFolder: string;
}

export interface BuildSettings {
  readonly toolchains: Toolchains;
  /** See cacheFolder(). */
  readonly cache: string;
  /** For one whole build; 10 minutes unless given. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /**
   * Added to the environment of the build's commands: the run's mark, by which the supervisor finds
   * them.
   */
  readonly mark?: Readonly<Record<string, string>>;
}

export interface Ready {
  readonly status: "ready";
  /** `start` with its placeholders filled in. */
  readonly command: readonly string[];
  /** Variant name → `command` and the variant's arguments. */
  readonly variants: Readonly<Record<string, readonly string[]>>;
  readonly cwd: string;
  /** Required tool → version. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface Unavailable {
  readonly status: "unavailable";
  readonly reason: string;
  readonly fix: string;
  /** The whole log, where a build failed. */
  readonly log?: string;
}

export type Availability = Ready | { readonly status: "unbuilt" } | Unavailable;

/** A cold cargo or pip build of the largest contender takes 3 minutes on two busy cores. */
const BUILD_MS_MAX = 600_000;
/** Waiting for the log's last lines and the size of the output is part of holding the lock. */
const LOCK_SLACK_MS = 60_000;
/** What a person reads of a failed build before opening its log. */
const LOG_LINES_SHOWN = 5;
const LOG_CHARACTERS_SHOWN = 600;

/** What of `target` is there, without building anything. */
export async function locateContender(
  target: BuildTarget,
  settings: BuildSettings,
): Promise<Availability> {
  const prepared = await prepare(target, settings);
  if (prepared.status === "unavailable") return prepared;
  return (await isBuilt(prepared.paths)) ? ready(target, prepared) : { status: "unbuilt" };
}

/**
 * Builds `target` unless it is built. Safe to call for several contenders, and from several
 * processes, at once.
 */
export async function buildContender(
  target: BuildTarget,
  settings: BuildSettings,
): Promise<Ready | Unavailable> {
  const prepared = await prepare(target, settings);
  if (prepared.status === "unavailable") return prepared;
  const { paths } = prepared;
  if (paths === undefined) return ready(target, prepared);
  const timeoutMs = settings.timeoutMs ?? BUILD_MS_MAX;
  try {
    const failure = await withLock(paths.lock, timeoutMs + LOCK_SLACK_MS, async () =>
      (await isBuilt(paths)) ? undefined : build(target, prepared, { ...settings, timeoutMs }),
    );
    if (failure !== undefined) return failure;
    const now = new Date();
    await utimes(paths.marker, now, now);
  } catch (error) {
    return unwritable(error, settings.cache);
  }
  return ready(target, prepared);
}

/** Errors of the file system alone: any other one is a bug, and shows itself. */
function unwritable(error: unknown, cache: string): Unavailable {
  if (!(error instanceof Error) || Reflect.get(error, "syscall") === undefined) throw error;
  return {
    status: "unavailable",
    reason: `the build cache cannot be used: ${error.message}`,
    fix: `make ${cache} writable and leave room there, or set XDG_CACHE_HOME to another folder`,
  };
}

interface Prepared {
  readonly status: "prepared";
  readonly values: PlaceholderValues;
  readonly versions: Readonly<Record<string, string>>;
  /** Undefined where there is nothing to build. */
  readonly paths: BuildPaths | undefined;
}

async function prepare(
  target: BuildTarget,
  settings: BuildSettings,
): Promise<Prepared | Unavailable> {
  const { contender, workloadFolder } = target;
  const { requires, build } = contender.manifest;
  const tools = await Promise.all(requires.map((each) => settings.toolchains.find(each)));
  const missing = tools.filter((tool) => tool.status === "missing");
  if (missing.length > 0) {
    const [reason, fix] = (["reason", "fix"] as const).map((key) =>
      [...new Set(missing.map((tool) => tool[key]))].join("; "),
    );
    return { status: "unavailable", reason: reason ?? "", fix: fix ?? "" };
  }
  const found = tools.filter((tool) => tool.status === "found");
  const versions = Object.fromEntries(found.map((tool) => [tool.name, tool.version]));
  const commands = Object.fromEntries(found.map((tool) => [tool.name, tool.command]));
  const key =
    build.length === 0 ? undefined : await buildKey({ contender, workloadFolder, versions });
  const paths = key === undefined ? undefined : buildPaths(settings.cache, key);
  const values: PlaceholderValues = {
    node: process.execPath,
    workload: workloadFolder,
    ...(commands.python === undefined ? {} : { python: commands.python }),
    ...(commands.java === undefined ? {} : { java: commands.java }),
    ...(paths === undefined ? {} : { out: paths.out }),
  };
  return { status: "prepared", values, versions, paths };
}

function ready({ contender }: BuildTarget, { values, versions }: Prepared): Ready {
  const command = substitute(contender.manifest.start, values);
  const variants = contender.manifest.variants.map((variant) => [
    variant.name,
    [...command, ...substitute(variant.arguments, values)],
  ]);
  return {
    status: "ready",
    command,
    variants: Object.fromEntries(variants),
    cwd: contender.folder,
    versions,
  };
}

async function isBuilt(paths: BuildPaths | undefined): Promise<boolean> {
  if (paths === undefined) return true;
  return readFile(paths.marker).then(
    () => true,
    () => false,
  );
}

/** @returns why it failed, or undefined. */
async function build(
  { contender }: BuildTarget,
  { values, paths }: Prepared,
  settings: BuildSettings & { readonly timeoutMs: number },
): Promise<Unavailable | undefined> {
  if (paths === undefined) return undefined;
  // A folder without its marker is what an interrupted build left.
  await rm(paths.folder, { recursive: true, force: true });
  await makeFolder(paths.out);
  const end = await runBuildSteps({
    commands: contender.manifest.build.map((words) => substitute(words, values)),
    folder: contender.folder,
    log: paths.log,
    path: settings.toolchains.path,
    timeoutMs: settings.timeoutMs,
    mark: settings.mark ?? {},
    ...(settings.signal === undefined ? {} : { signal: settings.signal }),
  });
  if (end.state === "failed") {
    await rm(paths.out, { recursive: true, force: true });
    return failed(end.reason, paths.log);
  }
  await writeFile(paths.marker, JSON.stringify({ bytes: await folderBytes(paths.out) }));
  await pruneBuilds(settings.cache);
  return undefined;
}

async function failed(reason: string, log: string): Promise<Unavailable> {
  const lines = (await readFile(log, "utf8")).split("\n").filter((line) => line.trim() !== "");
  const last = lines.slice(-LOG_LINES_SHOWN).join("\n").slice(-LOG_CHARACTERS_SHOWN);
  return {
    status: "unavailable",
    reason: `the build failed: ${reason}. Its last lines:\n${last}`,
    fix: `read the whole log and repair what it names: ${log}`,
    log,
  };
}
