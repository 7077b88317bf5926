// A step of a job: one large request after the other, each timed by drive; or of a kernel: one
// request, in which the contender timed itself. Field names are the JSON contract of the record.
//
// Its own file because nothing of a service's step but usage and validity is in it: no rate was
// offered, so there is no schedule, no generator and no response time.

import type { Quantiles, ServicesUsage, UsageSlices } from "./step.ts";

export interface JobUsage {
  readonly cpuS: number;
  readonly cpuNsPerRequest: number;
  /** Absent where the scenario does not count its work so. */
  readonly cpuNsPerByte?: number;
  readonly cpuNsPerRow?: number;
  readonly rssBytesMax: number;
  readonly rssBytesMean: number;
}

/** A kernel's own account: nothing of it was seen by the lab's clock. */
export interface SelfMeasured {
  /** Of the samples; float, for a kernel may take less than 1 ns. */
  readonly nsPerOpMedian: number;
  readonly nsPerOpSamples: readonly number[];
}

export interface JobStep {
  /** From the first request to the last reply. */
  readonly durationS: number;
  /** Requests and replies: the next request waits for the reply to the one before. */
  readonly replied: number;
  readonly mismatched: number;
  /** From the request's first byte written to the reply's last byte read, by drive's clock. */
  readonly elapsed: Quantiles;
  /** Of the times themselves: there also where they are too few to support a quantile. */
  readonly elapsedMedianNs: number;
  /** Work of the right replies ÷ the elapsed time of all; absent as cpuNsPerByte is. */
  readonly bytesPerS?: number;
  readonly rowsPerS?: number;
  /** Of kernels alone. */
  readonly self?: SelfMeasured;
  readonly timeline: UsageSlices;
  readonly contender: JobUsage;
  readonly services?: ServicesUsage;
  readonly labels: readonly string[];
  readonly valid: boolean;
  readonly invalidReasons: readonly string[];
  readonly firstMismatch?: string;
}
