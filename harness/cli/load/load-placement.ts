// Where the generator runs, and where the target should: it was started by somebody else, so where
// cores are few it is said how it is kept off the generator's.

import type { CoreFacts, CorePlacement } from "#measure/placement.ts";

/** With more cores than these the system finds one that is free. */
const FEW_CORES = 4;

/** @param isLocal whether the target runs on this machine. */
export function loadPlacement(
  { generatorCore, how }: Pick<CorePlacement, "generatorCore" | "how">,
  { allowed }: Pick<CoreFacts, "allowed">,
  isLocal: boolean,
): string {
  if (generatorCore === null) return how;
  const place = `generator on core ${generatorCore}`;
  if (!isLocal) return place;
  const others = allowed.filter((core) => core !== generatorCore);
  if (others.length === 0) {
    return `${place}, the only one: the target shares it, so times include the generator's own work`;
  }
  if (allowed.length > FEW_CORES) return `${place}; where the target runs is not ours to say`;
  const list = others.join(",");
  return `${place}; keep the target off core ${generatorCore}: taskset -acp ${list} PID`;
}
