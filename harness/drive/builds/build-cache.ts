// One build: what it needs, where its output lies, and that it is done once.
//
// Builds are done on first use and kept by what went into them (build-cache-key.ts), so that clones
// share them and nothing is built twice. Whatever goes wrong here is an answer with its reason and
// fix; it never stops a run. What is started from a build is ready-contender.ts.

import { readFile, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Program } from "#model/contender.ts";
import {
  type BuildFacts,
  type BuildPaths,
  buildPaths,
  folderBytes,
  makeFolder,
  pruneBuilds,
} from "./build-cache-folder.ts";
import { buildKey } from "./build-cache-key.ts";
import { withLock } from "./build-cache-lock.ts";
import { runBuildSteps } from "./build-cache-steps.ts";
import { NO_UV, type PlaceholderValues, substitute } from "./placeholders.ts";
import { type FoundTools, foundTools, type Unavailable } from "./required-tools.ts";
import type { Toolchains } from "./toolchains.ts";

/** A contender in the workload that it is to answer, or one of the workload's services. */
export interface BuildTarget {
  readonly contender: Program;
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

/** A cold cargo or pip build of the largest contender takes 3 minutes on two busy cores. */
const BUILD_MS_MAX = 600_000;
/** Waiting for the log's last lines and the size of the output is part of holding the lock. */
const LOCK_SLACK_MS = 60_000;
/** What `{lab}` names. */
const LAB_FOLDER = path.join(import.meta.dirname, "scripts");
/** What a person reads of a failed build before opening its log. */
const LOG_LINES_SHOWN = 5;
const LOG_CHARACTERS_SHOWN = 600;

export interface PreparedBuild {
  readonly status: "prepared";
  readonly target: BuildTarget;
  readonly values: PlaceholderValues;
  readonly tools: FoundTools;
  /** Undefined where there is nothing to build. */
  readonly paths: BuildPaths | undefined;
}

/** Finds the tools that the contender's manifest requires, and where its build belongs. */
export async function prepareBuild(
  target: BuildTarget,
  settings: BuildSettings,
): Promise<PreparedBuild | Unavailable> {
  const { contender, workloadFolder } = target;
  const { requires, build } = contender.manifest;
  const { toolchains, cache } = settings;
  const tools = foundTools(await Promise.all(requires.map((each) => toolchains.find(each))));
  if (tools.status === "unavailable") return tools;
  const { versions } = tools;
  const input = { contender, workloadFolder, labFolder: LAB_FOLDER, versions };
  const key = build.length === 0 ? undefined : await buildKey(input);
  const paths = key === undefined ? undefined : buildPaths(cache, key);
  const values: PlaceholderValues = {
    node: process.execPath,
    workload: workloadFolder,
    lab: LAB_FOLDER,
    // uv-program.ts looks for one when it is time to build.
    uv: NO_UV,
    ...tools.values,
    ...(paths === undefined ? {} : { out: paths.out }),
  };
  return { status: "prepared", target, values, tools, paths };
}

/**
 * Builds unless it is built. Safe to call for several builds, and from several processes, at once.
 * @returns why it cannot be built, or undefined.
 */
export async function ensureBuilt(
  prepared: PreparedBuild,
  settings: BuildSettings,
): Promise<Unavailable | undefined> {
  const { paths } = prepared;
  if (paths === undefined) return undefined;
  const timeoutMs = settings.timeoutMs ?? BUILD_MS_MAX;
  try {
    const failure = await withLock(paths.lock, timeoutMs + LOCK_SLACK_MS, async () =>
      (await isBuilt(prepared)) ? undefined : build(prepared, paths, { ...settings, timeoutMs }),
    );
    if (failure !== undefined) return failure;
    const now = new Date();
    await utimes(paths.marker, now, now);
    return undefined;
  } catch (error) {
    return unwritable(error, settings.cache);
  }
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

/** True where there is nothing to build. */
export async function isBuilt({ paths }: PreparedBuild): Promise<boolean> {
  if (paths === undefined) return true;
  return readFile(paths.marker).then(
    () => true,
    () => false,
  );
}

/** @returns why it failed, or undefined. */
async function build(
  { target, values, tools }: PreparedBuild,
  paths: BuildPaths,
  settings: BuildSettings & { readonly timeoutMs: number },
): Promise<Unavailable | undefined> {
  const { manifest, folder } = target.contender;
  // A folder without its marker is what an interrupted build left.
  await rm(paths.folder, { recursive: true, force: true });
  await makeFolder(paths.out);
  const end = await runBuildSteps({
    commands: manifest.build.map((words) => substitute(words, values)),
    folder,
    log: paths.log,
    // Last, so that they stand in front of nothing.
    path: [settings.toolchains.path, ...tools.folders].join(path.delimiter),
    timeoutMs: settings.timeoutMs,
    mark: settings.mark ?? {},
    ...(settings.signal === undefined ? {} : { signal: settings.signal }),
  });
  if (end.state === "failed") {
    await rm(paths.out, { recursive: true, force: true });
    return failed(end.reason, paths.log);
  }
  const name = `${path.basename(target.workloadFolder)}/${target.contender.id}`;
  const facts: BuildFacts = { name, bytes: await folderBytes(paths.out) };
  await writeFile(paths.marker, JSON.stringify(facts));
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
