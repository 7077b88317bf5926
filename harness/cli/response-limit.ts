// The limit of `--slo`, such as `response.p99<5ms`: which quantile of the response time, and how
// long it may be.
//
// Its own file because it is a small language of its own, and the only value of the command line
// that names a metric.

import { QUANTILE_NAMES } from "#model/step.ts";
import { NS_PER_MS, NS_PER_S, NS_PER_US } from "#model/units.ts";
import type { Slo } from "#model/workload.ts";
import type { Reading } from "./usage-options.ts";

const UNIT_NS: Readonly<Record<string, number>> = {
  us: NS_PER_US,
  µs: NS_PER_US,
  ms: NS_PER_MS,
  s: NS_PER_S,
};
const FORM = /^response\.(p[\d.]+)\s*<=?\s*(\d+(?:\.\d+)?)\s*(us|µs|ms|s)$/;

export function responseLimit(text: string): Reading<Slo> {
  const [, name, figure, unit] = FORM.exec(text.trim()) ?? [];
  const quantile = QUANTILE_NAMES.find((each) => each === name);
  const limitNs = Number(figure) * (UNIT_NS[unit ?? ""] ?? NaN);
  if (quantile !== undefined && limitNs > 0) return { value: { quantile, limitNs } };
  const quantiles = QUANTILE_NAMES.join(", ");
  return {
    expected: `a limit such as "response.p99<5ms" (one of ${quantiles}; us, ms or s)`,
  };
}
