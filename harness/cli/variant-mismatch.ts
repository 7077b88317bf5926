// Whether a contender does what its variant says, told by a conformance case that asks for many
// replies at once. Its own file because the suite judges answers, which are the same in all
// variants; this is about what differs between them.

import { writesMismatch } from "#judge/variant-writes.ts";
import { fewestSegments } from "#measure/reply-segments.ts";
import type { ConformanceCase } from "#model/conformance.ts";
import type { Variant } from "#model/contender.ts";

/** In one sentence; undefined where nothing is said, nothing can be told, or all is as said. */
export async function variantMismatch(
  { writes }: Pick<Variant, "writes">,
  { pipelined, run }: ConformanceCase,
  port: number,
): Promise<string | undefined> {
  if (writes === undefined || pipelined === undefined) return undefined;
  const segments = await fewestSegments(() => run(port));
  return segments === undefined ? undefined : writesMismatch(writes, pipelined, segments);
}
