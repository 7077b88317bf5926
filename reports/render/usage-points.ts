// CPU and memory of a contender over the time of a step, as points of a line: few enough to be
// seen, with nothing averaged away that matters. Its own file because picture and table read the
// same points. CPU of merged slices is their mean, memory their highest.

import type { Timeline } from "#model/step.ts";
import { NS_PER_MS } from "#model/units.ts";

export interface UsagePoint {
  /** Middle of the slice for CPU, its end for memory. */
  readonly atMs: number;
  readonly value: number;
}

export interface UsageLines {
  readonly spanMs: number;
  /** Share of one core: 1 is a core fully used. */
  readonly cores: readonly UsagePoint[];
  readonly rssBytes: readonly UsagePoint[];
}

function chunks(
  values: readonly number[],
  most: number,
): { at: number; values: readonly number[] }[] {
  const size = Math.max(1, Math.ceil(values.length / most));
  return Array.from({ length: Math.ceil(values.length / size) }, (_, nth) => ({
    at: nth * size,
    values: values.slice(nth * size, (nth + 1) * size),
  }));
}

/**
 * At most `pointsMax` points a line. Undefined where usage was read at the ends of the step only.
 */
export function usageLines(
  { usageSliceMs, cpuNs, rssBytes }: Timeline,
  pointsMax: number,
): UsageLines | undefined {
  if (usageSliceMs <= 0 || cpuNs.length < 2) return undefined;
  const cores = chunks(cpuNs, pointsMax).map(({ at, values }) => ({
    atMs: (at + values.length / 2) * usageSliceMs,
    value: values.reduce((sum, ns) => sum + ns, 0) / (values.length * usageSliceMs * NS_PER_MS),
  }));
  const memory = chunks(rssBytes, pointsMax).map(({ at, values }) => ({
    atMs: (at + values.length) * usageSliceMs,
    value: Math.max(...values),
  }));
  const slices = Math.max(cpuNs.length, rssBytes.length);
  return { spanMs: slices * usageSliceMs, cores, rssBytes: memory };
}
