// Where the module of a protocol is: a codec of the lab, or the workload's own.
//
// Its own file because the planner asks for it by name, long after discovery. What the module does
// is the generator's.

import { existsSync } from "node:fs";
import path from "node:path";
import { UsageError } from "#drive/usage-error.ts";

/**
 * Absolute path of the module that exports `codec` for protocol `name`.
 * @throws UsageError where there is none.
 */
export function codecModule(root: string, workloadId: string, name: string): string {
  const places = [
    path.join("harness", "load", "codecs", `${name}.ts`),
    path.join("workloads", workloadId, "codec", "index.ts"),
  ];
  const found = places.map((place) => path.resolve(root, place)).find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new UsageError([
    `workload ${workloadId} speaks "${name}", for which there is no codec; expected ${places.join(" or ")}.`,
  ]);
}
