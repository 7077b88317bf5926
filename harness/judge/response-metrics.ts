// Which metrics are quantiles of the response time, and how one is read from a step or from
// several. Its own file because verdict, metrics and comparisons must mean the same figure by the
// same name. Quantiles are never averaged: over several steps they are those of the merged
// histogram.

import { mergePayloads, encodeBucketed } from "#histogram/payload.ts";
import { quantilesOf } from "#histogram/quantiles.ts";
import { TimelineCounts } from "#histogram/timeline-counts.ts";
import type { MetricName } from "#model/metric.ts";
import type { QuantileName, Quantiles, Step } from "#model/step.ts";
import { NS_PER_MS } from "#model/units.ts";

const RESPONSE_QUANTILES: Partial<Readonly<Record<MetricName, QuantileName>>> = {
  "response.p50": "p50",
  "response.p99": "p99",
  "response.p99.9": "p99.9",
};

/** The quantile of the response time that a metric is; undefined for other metrics. */
export function responseQuantileOf(metric: MetricName): QuantileName | undefined {
  return RESPONSE_QUANTILES[metric];
}

/** One quantile by its name; null where the count does not support it. */
export function quantileOf(quantiles: Quantiles, name: QuantileName): number | null {
  const { p50Ns, p90Ns, p99Ns, p999Ns } = quantiles;
  return { p50: p50Ns, p90: p90Ns, p99: p99Ns, "p99.9": p999Ns }[name];
}

/**
 * Undisturbed response times of several steps as one histogram, under the rule on published
 * quantiles.
 */
export function mergedResponse(steps: readonly Step[]): Quantiles {
  const timelines = steps.flatMap(({ timeline: { intendedCounts, sliceMs } }) =>
    intendedCounts === "" ? [] : TimelineCounts.fromBase64(intendedCounts, sliceMs * NS_PER_MS),
  );
  const slicesAtOrAbove = (valueNs: number): number =>
    timelines.reduce((sum, timeline) => sum + timeline.slicesAtOrAbove(valueNs), 0);
  return quantilesOf(encodeBucketed(mergePayloads(steps.map((step) => step.response.hdr))), {
    maxNs: steps.reduce((maxNs, step) => Math.max(maxNs, step.response.maxNs ?? 0), 0),
    // A record does not tell how many failed inside pauses; counting all errs towards an
    // unpublished quantile.
    censored: steps.reduce((sum, step) => sum + withoutReply(step), 0),
    // The rule on slices needs all timelines; a step that kept none cannot be counted against the
    // others.
    ...(timelines.length === steps.length ? { slicesAtOrAbove } : {}),
  });
}

/** Requests in calm times that got no reply. */
export function withoutReply({ generator, failed, unanswered }: Step): number {
  return generator.withheldOutsidePauses + failed + unanswered;
}
