// Checks of the load generators that the lab builds or installs itself for cross-checks: whether
// each is there, or what gets it. Those that come from the machine alone are in tool-checks.ts.

import { locateRival } from "#cli/cross-check/install-rival.ts";
import type { Rival } from "#cli/cross-check/rival.ts";
import { rivals } from "#cli/cross-check/rivals.ts";
import type { BuildSettings } from "#drive/builds/build-cache.ts";
import { type DoctorCheck, warning } from "./check.ts";

export async function rivalChecks(builds: BuildSettings): Promise<DoctorCheck[]> {
  // Two rows of one tool have one program.
  const first = rivals.filter(
    ({ program }, at) => rivals.findIndex((other) => other.program === program) === at,
  );
  const checks = await Promise.all(first.map((rival) => rivalCheck(rival, builds)));
  return checks.flat();
}

async function rivalCheck(rival: Rival, builds: BuildSettings): Promise<DoctorCheck[]> {
  const { id: tool, name, program } = rival;
  if (program.from === "machine") return [];
  const id = `tool ${tool}`;
  const effect = `without it the generator is not compared with ${name}`;
  const found = await locateRival(rival, builds);
  if (!found.ok) return [warning(true, { id, state: found.reason, effect, fix: found.fix })];
  const command = `npm run bench -- load URL --cross-check=${tool}`;
  const state = found.isBuilt
    ? `${found.version}, in the builds' cache`
    : `${found.version}, not installed; \`${command}\` does it, in ${program.takes}`;
  return [{ id, level: "ok", state, effect }];
}
