// Checks of the tools: those that contenders require, and those that the lab can use beside them.
// Each that is missing is named with who needs it and the command that installs it here.

import type { FoundWorkload } from "#drive/discovery/discovery.ts";
import { javaRuntimeSatisfies } from "#drive/builds/java-runtime.ts";
import type { Toolchains } from "#drive/builds/toolchains.ts";
import { UV_NEEDS, UV_REQUIREMENT } from "#drive/builds/uv-program.ts";
import { type DoctorCheck, warning } from "./check.ts";

interface Need {
  readonly requirement: string;
  /** A variant needs it to run; its contender needs nothing of it. */
  readonly isVariants: boolean;
  readonly effect: string;
}

/** Tool → what is left out without it. */
const OPTIONAL: Readonly<Record<string, string>> = {
  cc: "without it the floor is its twin in Node, so no excess over it is printed",
  chromium: "without it the report is not checked in a browser",
  nginx: "without it the generator is not tried on a server that everybody knows",
  oha: "without it the generator is not compared with oha",
  [UV_REQUIREMENT]: "without it and without the lab's own, each Python build takes 3 s, not 0.2 s",
  wrk: "without it the generator is not compared with wrk",
};

/** What the contenders of these workloads require, then what the lab can use. */
export function neededTools(workloads: readonly FoundWorkload[]): Need[] {
  const uses = workloads.flatMap(({ workload, contenders }) =>
    contenders.flatMap(({ id, manifest }) => {
      const who = `${workload.id}/${id}`;
      const own = manifest.variants.flatMap(({ name, requires = [] }) =>
        requires.map((each) => ({ requirement: each, isVariants: true, who: `${who}/${name}` })),
      );
      return [
        ...manifest.requires.map((each) => ({ requirement: each, isVariants: false, who })),
        ...own,
      ];
    }),
  );
  const required = Object.values(
    Object.groupBy(uses, ({ requirement, isVariants }) => `${requirement} ${isVariants}`),
  ).flatMap((group = []) => {
    const [first] = group;
    if (first === undefined) return [];
    const names = [...new Set(group.map(({ who }) => who))].join(", ");
    return [{ ...first, effect: `without it unavailable: ${names}` }];
  });
  const named = new Set(required.map(({ requirement }) => requirement.split(">=")[0]));
  const optional = Object.entries(OPTIONAL)
    .filter(([tool]) => !named.has(tool))
    .map(([requirement, effect]) => ({ requirement, isVariants: false, effect }));
  const inOrder = required.toSorted((a, b) => (a.requirement < b.requirement ? -1 : 1));
  return [...inOrder, ...optional];
}

export async function toolChecks(
  needs: readonly Need[],
  toolchains: Toolchains,
): Promise<DoctorCheck[]> {
  return await Promise.all(needs.map((need) => toolCheck(need, toolchains)));
}

/** What the lab must find to install its own; undefined where it has none. */
function needsOfOwn({ requirement, isVariants }: Need): string | undefined {
  if (requirement === UV_REQUIREMENT) return UV_NEEDS;
  return isVariants && javaRuntimeSatisfies(requirement) ? "python" : undefined;
}

async function toolCheck(need: Need, toolchains: Toolchains): Promise<DoctorCheck> {
  const { requirement, isVariants, effect } = need;
  const tool = isVariants
    ? await toolchains.findToRun(requirement)
    : await toolchains.find(requirement);
  const id = `tool ${requirement}`;
  if (tool.status === "found") {
    return { id, level: "ok", state: `${tool.version}, ${tool.command}`, effect };
  }
  const needed = needsOfOwn(need);
  if (needed !== undefined && (await toolchains.find(needed)).status === "found") {
    const state = `${tool.reason}; the lab installs its own when a run asks for it`;
    return { id, level: "ok", state, effect };
  }
  return warning(true, { id, state: tool.reason, effect, fix: tool.fix });
}
