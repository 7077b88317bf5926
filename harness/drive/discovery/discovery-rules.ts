// What a contender must keep beside its own schema: that it fits the workload that it was put in.
//
// Its own file because these rules need both sides; each is about a mistake that would otherwise
// show as a strange result, such as a baseline that counts as the reference.

import { type Contender, FRAMED } from "#model/contender.ts";
import { suggestion } from "#model/schema/closest-name.ts";
import type { Workload } from "#model/workload.ts";
import { debugBuildProblems } from "./debug-build.ts";

/** Protocols that a workload's contenders may speak. */
export function spokenIn(workload: Workload): string[] {
  if (workload.shape !== "service") return [FRAMED];
  return [...new Set(workload.scenarios.map((scenario) => scenario.speaks))];
}

/** Sentences that begin with the key path. */
export function contenderProblems(contender: Contender, workload: Workload): string[] {
  const { speaks } = contender.manifest;
  const spoken = spokenIn(workload);
  return [
    ...roleProblems(contender),
    ...debugBuildProblems(contender.manifest),
    ...(spoken.includes(speaks)
      ? []
      : [
          `speaks: received "${speaks}"; expected ${words(spoken)}, as workload ${workload.id} does.${suggestion(speaks, spoken)}`,
        ]),
  ];
}

/** The place decides the role where the role is one of a kind. */
function roleProblems({ id, manifest }: Contender): string[] {
  const { role } = manifest;
  const unique = id === "reference" || id === "floor";
  if (unique)
    return role === id ? [] : [`role: received "${role}"; expected "${id}" in this folder.`];
  if (role !== "reference" && role !== "floor") return [];
  return [`role: received "${role}"; expected "baseline", "ceiling" or "peer" in this folder.`];
}

function words(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  return quoted.length === 1 ? quoted.join("") : `one of ${quoted.join(", ")}`;
}
