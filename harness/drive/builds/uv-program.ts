// The uv that makes the environments of Python contenders: this machine's, else the lab's own,
// installed like any build, by the machine's Python, when a build first asks for it.
//
// Its own file because it is a tool that no manifest requires: without it the same is built by pip,
// more slowly. Which uv, and its hashes, are in uv-program/requirements.lock.

import path from "node:path";
import type { Program } from "#model/contender.ts";
import {
  type BuildSettings,
  ensureBuilt,
  isBuilt,
  type PreparedBuild,
  prepareBuild,
} from "./build-cache.ts";
import { NO_UV, placeholdersIn, substitute } from "./placeholders.ts";
import type { Toolchains } from "./toolchains.ts";

/** The oldest that was tried: it has every option that python-environment.py gives it. */
export const UV_REQUIREMENT = "uv>=0.3";
/** What installing the lab's own needs, as it does for any environment. */
export const UV_NEEDS = "python>=3.11";

/** 18 MB over a slow line. Beyond it a build by pip is sooner done. */
const INSTALL_MS_MAX = 120_000;

/** It is built as a contender is: the cache, its lock, its log and its pruning are the same. */
const PROGRAM: Program = {
  id: "uv-program",
  folder: path.join(import.meta.dirname, "uv-program"),
  manifest: {
    requires: [UV_NEEDS],
    build: [
      [
        "{python}",
        "{lab}/python-environment.py",
        "--into",
        "{out}/venv",
        "--lock",
        "requirements.lock",
      ],
    ],
    start: ["{out}/venv/bin/uv"],
    variants: [],
  },
};

/** It answers no workload. */
const TARGET = { contender: PROGRAM, workloadFolder: import.meta.dirname };

/** Asked once in the life of a Toolchains: without a network each try takes seconds. */
const answers = new WeakMap<Toolchains, Promise<string>>();

/** `prepared` with the uv that it asks for, if it is still to be built. */
export async function withUv(
  prepared: PreparedBuild,
  settings: BuildSettings,
): Promise<PreparedBuild> {
  const { build } = prepared.target.contender.manifest;
  const isAsked = placeholdersIn(build.flat()).includes("uv");
  if (!isAsked || (await isBuilt(prepared))) return prepared;
  const answer = answers.get(settings.toolchains) ?? provideUv(settings);
  answers.set(settings.toolchains, answer);
  return { ...prepared, values: { ...prepared.values, uv: await answer } };
}

/** @returns the absolute path of a uv, or NO_UV. */
async function provideUv(settings: BuildSettings): Promise<string> {
  const found = await settings.toolchains.find(UV_REQUIREMENT);
  if (found.status === "found") return found.command;
  const prepared = await prepareBuild(TARGET, settings);
  if (prepared.status === "unavailable") return NO_UV;
  const timeoutMs = settings.timeoutMs ?? INSTALL_MS_MAX;
  const failure = await ensureBuilt(prepared, { ...settings, timeoutMs });
  if (failure !== undefined) return NO_UV;
  const [program = NO_UV] = substitute(PROGRAM.manifest.start, prepared.values);
  return program;
}
