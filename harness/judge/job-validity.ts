// Whether a job's step may be used, and the JobStep that goes into the record; the counterpart of
// step-validity.ts where there is neither schedule nor generator. What remains to judge are the
// answers, a trend over the requests, and whether the times are the contender's at all.

import { encodePayload } from "#histogram/payload.ts";
import { quantilesOf } from "#histogram/quantiles.ts";
import { Recorder } from "#histogram/recorder.ts";
import type { JobStep, JobUsage, SelfMeasured } from "#model/job-step.ts";
import type { Quantiles, ServicesUsage, UsageSlices } from "#model/step.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import type { JobWork } from "#model/workload.ts";
import { duration, percent } from "./figures.ts";
import { NOT_STEADY, PIPE_TIME, SELF_MEASURED } from "./labels.ts";
import { median } from "./statistics.ts";

/**
 * A round trip over the pipe takes 30 to 100 µs: a tenth of this, and nothing of what is longer.
 */
const ELAPSED_NS_MIN = NS_PER_MS;
/** Medians of the first and the last third that differ by more have a trend. */
const TREND_MAX = 0.1;
/**
 * What a contender's own samples must fill of its request, as the lab's clock saw it: warm-up needs
 * the rest. A figure can then flatter by a factor of 2 at most.
 */
const SAMPLED_SHARE_MIN = 0.5;
/** Fewer requests have no thirds. */
const TREND_REQUESTS_MIN = 6;

/** What drive saw of a step's requests. */
export interface JobOutcome {
  /** Of each request, in their order; at least one. */
  readonly elapsedNs: readonly number[];
  readonly durationS: number;
  readonly mismatched: number;
  readonly firstMismatch?: string;
}

/** What drive measured of the processes, and the labels that it knows of. */
export interface JobReading {
  readonly cpuNs: number;
  readonly rssBytesMax: number;
  readonly rssBytesMean: number;
  readonly slices: UsageSlices;
  readonly services?: ServicesUsage;
  readonly labels: readonly string[];
}

/** The step of a job whose requests each are `work`. */
export function judgeJobStep(outcome: JobOutcome, reading: JobReading, work: JobWork): JobStep {
  const { elapsedNs, mismatched } = outcome;
  const elapsedS = elapsedNs.reduce((sum, each) => sum + each, 0) / NS_PER_S;
  const rightShare = (elapsedNs.length - mismatched) / elapsedS;
  return {
    ...stepOf(outcome, reading, usageOf(reading, elapsedNs.length, work)),
    ...(work.bytes === undefined ? {} : { bytesPerS: work.bytes * rightShare }),
    ...(work.rows === undefined ? {} : { rowsPerS: work.rows * rightShare }),
    labels: [...reading.labels, ...labelsOf(elapsedNs)],
  };
}

/** One sample of a kernel's own clock. */
export interface KernelSample {
  readonly ops: number;
  readonly elapsedNs: number;
}

/** The step of a kernel, from its own samples (at least one). */
export function judgeKernelStep(
  outcome: JobOutcome,
  reading: JobReading,
  samples: readonly KernelSample[],
): JobStep {
  const step = stepOf(outcome, reading, usageOf(reading, 1, {}));
  const nsPerOpSamples = samples.map(({ ops, elapsedNs }) => elapsedNs / ops);
  const self: SelfMeasured = { nsPerOpMedian: median(nsPerOpSamples), nsPerOpSamples };
  const seenNs = outcome.elapsedNs[0] as number;
  const invalidReasons = [...step.invalidReasons, ...samplesProblems(samples, seenNs)];
  return {
    ...step,
    self,
    labels: [...reading.labels, SELF_MEASURED],
    valid: invalidReasons.length === 0,
    invalidReasons,
  };
}

/** Whether what a contender says of itself fits what the lab's own clock saw of it. */
function samplesProblems(samples: readonly KernelSample[], seenNs: number): string[] {
  const claimedNs = samples.reduce((sum, { elapsedNs }) => sum + elapsedNs, 0);
  const lasting = `${duration(claimedNs)} of samples in a request of ${duration(seenNs)}`;
  if (claimedNs > seenNs) return [lasting];
  if (claimedNs >= SAMPLED_SHARE_MIN * seenNs) return [];
  return [`${lasting}: less than ${percent(SAMPLED_SHARE_MIN)} of what the lab's clock saw`];
}

function stepOf(outcome: JobOutcome, reading: JobReading, contender: JobUsage): JobStep {
  const { elapsedNs, durationS, mismatched, firstMismatch } = outcome;
  const { slices, services, labels } = reading;
  const invalidReasons = mismatched > 0 ? [`answers: ${mismatched} wrong`] : [];
  return {
    durationS,
    replied: elapsedNs.length,
    mismatched,
    elapsed: elapsedQuantiles(elapsedNs),
    elapsedMedianNs: median(elapsedNs),
    timeline: slices,
    contender,
    ...(services === undefined ? {} : { services }),
    labels,
    valid: invalidReasons.length === 0,
    invalidReasons,
    ...(firstMismatch === undefined ? {} : { firstMismatch }),
  };
}

function elapsedQuantiles(elapsedNs: readonly number[]): Quantiles {
  const recorder = new Recorder();
  for (const each of elapsedNs) recorder.record(each);
  const { maxNs, sumNs } = recorder;
  return quantilesOf(encodePayload(recorder), { maxNs, sumNs });
}

function usageOf(reading: JobReading, requests: number, { bytes, rows }: JobWork): JobUsage {
  const { cpuNs, rssBytesMax, rssBytesMean } = reading;
  const cpuNsPerRequest = cpuNs / requests;
  return {
    cpuS: cpuNs / NS_PER_S,
    cpuNsPerRequest,
    ...(bytes === undefined ? {} : { cpuNsPerByte: cpuNsPerRequest / bytes }),
    ...(rows === undefined ? {} : { cpuNsPerRow: cpuNsPerRequest / rows }),
    rssBytesMax,
    rssBytesMean,
  };
}

function labelsOf(elapsedNs: readonly number[]): string[] {
  const third = Math.floor(elapsedNs.length / 3);
  const hasTrend =
    elapsedNs.length >= TREND_REQUESTS_MIN &&
    Math.abs(Math.log(median(elapsedNs.slice(-third)) / median(elapsedNs.slice(0, third)))) >
      Math.log(1 + TREND_MAX);
  return [
    ...(median(elapsedNs) < ELAPSED_NS_MIN ? [PIPE_TIME] : []),
    ...(hasTrend ? [NOT_STEADY] : []),
  ];
}
