// `bench doctor`: whether this machine can measure, what is missing and how to get it, and what
// basic operations cost here at the least. With --cache, the builds that are kept.

import type { Command } from "commander";
import { cacheFolder } from "#drive/builds/build-cache-folder.ts";
import { leftoversOfRuns } from "#drive/run/leftovers.ts";
import { runsGoingOn } from "#drive/run/other-runs.ts";
import { UsageError } from "#drive/usage-error.ts";
import { type Floors, type FloorSettings, measureFloors } from "#measure/floors/floors.ts";
import { openCatalogue } from "./catalogue.ts";
import { cacheText, listCache, pruneCache } from "./doctor/cache-view.ts";
import type { DoctorCheck } from "./doctor/check.ts";
import { coreChecks } from "./doctor/core-checks.ts";
import { doctorText } from "./doctor/doctor-text.ts";
import { readHost } from "./doctor/host-readings.ts";
import { rivalChecks } from "./doctor/rival-checks.ts";
import { runChecks } from "./doctor/run-checks.ts";
import { systemChecks } from "./doctor/system-checks.ts";
import { neededTools, toolChecks } from "./doctor/tool-checks.ts";
import { UsageProblems, wordsOf } from "./usage-options.ts";
import { EXIT, type Surroundings, type Verb } from "./verb.ts";

interface DoctorWords {
  readonly json?: boolean;
  readonly cache?: boolean;
  readonly prune?: boolean;
}

export const doctor: Verb = {
  name: "doctor",
  declare(command: Command): void {
    command
      .description("Check whether this machine can measure, and what each missing part needs.")
      .option("--cache", "list the builds that are kept, instead")
      .option("--prune", "with --cache: remove them")
      .option("--json", "print one JSON document");
  },
  async run(command: Command, surroundings: Surroundings): Promise<number> {
    const problems = new UsageProblems();
    for (const word of wordsOf(command, problems)) {
      problems.sentences.push(`unexpected word "${word}"`);
    }
    const { json = false, cache = false, prune = false } = command.opts<DoctorWords>();
    if (prune && !cache) problems.sentences.push("--prune: expected --cache beside it");
    if (problems.sentences.length > 0) throw new UsageError(problems.sentences);
    if (cache) return await showCache({ json, prune }, surroundings);
    try {
      return await examine(json, surroundings);
    } catch (error) {
      // What was being measured was ended with us.
      if (surroundings.signal.aborted) return EXIT.interrupted;
      throw error;
    }
  },
};

async function showCache(
  { json, prune }: { readonly json: boolean; readonly prune: boolean },
  { print }: Surroundings,
): Promise<number> {
  const folder = cacheFolder();
  const view = prune ? await pruneCache(folder) : await listCache(folder);
  print(json ? `${JSON.stringify({ cache: view }, null, 2)}\n` : cacheText(view, Date.now()));
  return EXIT.pass;
}

async function examine(json: boolean, surroundings: Surroundings): Promise<number> {
  const { root, print, tell, signal } = surroundings;
  const { workloads, builds, compileCache } = await openCatalogue(root, []);
  if (!json) tell("looking at this machine, about 6 s\n");
  const goingOn = runsGoingOn();
  const tools = await toolChecks(neededTools(workloads), builds.toolchains);
  const environment = { ...process.env, NODE_COMPILE_CACHE: compileCache };
  const readings = await readHost({ root, builds, environment, signal });
  const { floors, check } = await floorsOf({ ...readings, environment, signal });
  signal.throwIfAborted();
  const groups = [
    { title: "cores", checks: coreChecks(readings) },
    { title: "system", checks: [...systemChecks(readings), check] },
    { title: "the lab", checks: runChecks(goingOn, leftoversOfRuns(goingOn)) },
    { title: "tools", checks: [...tools, ...(await rivalChecks(builds))] },
  ];
  const checks = groups.flatMap((group) => group.checks);
  print(json ? `${JSON.stringify({ checks, floors }, null, 2)}\n` : doctorText(groups, floors));
  return checks.some(({ level }) => level === "block") ? EXIT.invalid : EXIT.pass;
}

/** A host that cannot be measured so, say for want of a loopback, is told of like any other. */
async function floorsOf(
  settings: FloorSettings,
): Promise<{ readonly floors: Partial<Floors>; readonly check: DoctorCheck }> {
  const id = "floors";
  const effect = "bounds of physics cannot be checked";
  try {
    const floors = await measureFloors(settings);
    return { floors, check: { id, level: "ok", state: "measured", effect } };
  } catch (error) {
    const state = `not measured: ${error instanceof Error ? error.message : String(error)}`;
    const fix = "allow processes of the lab to speak to each other on 127.0.0.1";
    return { floors: {}, check: { id, level: "warn", state, effect, fix } };
  }
}
