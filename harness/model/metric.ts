// The registry of metrics: one entry says everything that a table, a chart or a comparison needs to
// know of one. A new metric is a new entry here; its values are computed where its inputs are.

export type Better = "more" | "less";

export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly better: Better;
  /** One sentence in plain words, printed in the report. */
  readonly meaning: string;
  /**
   * How two contenders are compared in it: quantities that can be 0 have a difference, not a ratio.
   */
  readonly compare: "ratio" | "difference";
}

const less = { better: "less", compare: "ratio" } as const;
const more = { better: "more", compare: "ratio" } as const;

export const METRICS = [
  {
    name: "response.p50",
    unit: "ns",
    ...less,
    meaning:
      "Half of the requests were answered within this time, counted from the planned instant.",
  },
  {
    name: "response.p99",
    unit: "ns",
    ...less,
    meaning: "99 of 100 requests were answered within this time, counted from the planned instant.",
  },
  {
    name: "response.p99.9",
    unit: "ns",
    ...less,
    meaning:
      "999 of 1,000 requests were answered within this time, counted from the planned instant.",
  },
  {
    name: "cpuNsPerReply",
    unit: "ns",
    ...less,
    meaning:
      "CPU time that the contender's processes used for one reply, the kernel's share included.",
  },
  {
    name: "achievedPerS",
    unit: "1/s",
    ...more,
    meaning: "Right replies inside the step, per second of the plan.",
  },
  {
    name: "closedLoopPerS",
    unit: "1/s",
    ...more,
    meaning:
      "Replies per second of the warm-up's last second: a closed loop at full speed, not a sustainable rate.",
  },
  {
    name: "kneePerS",
    unit: "1/s",
    ...more,
    meaning:
      "The knee: the highest offered rate at which it answered everything and kept the limit on the response time.",
  },
  {
    name: "elapsed.p50",
    unit: "ns",
    ...less,
    meaning: "Half of a job's requests took at most this time, one request at a time.",
  },
  {
    name: "cpuNsPerRequest",
    unit: "ns",
    ...less,
    meaning:
      "CPU time that the contender's processes used for one request of a job, the kernel's share included.",
  },
  {
    name: "bytesPerS",
    unit: "B/s",
    ...more,
    meaning: "Input of a job's requests that were answered right, per second that they took.",
  },
  {
    name: "rowsPerS",
    unit: "rows/s",
    ...more,
    meaning: "Rows of a job's requests that were answered right, per second that they took.",
  },
  {
    name: "nsPerOp",
    unit: "ns",
    ...less,
    meaning:
      "Time of one operation of a kernel: the median of the samples that the contender took of itself.",
  },
  {
    name: "rssBytesPeak",
    unit: "B",
    ...less,
    meaning:
      "Highest resident memory of the contender's processes in the compared steps; pages that are mapped several times count as often.",
  },
  {
    name: "pssBytes",
    unit: "B",
    ...less,
    meaning:
      "Proportional memory of the contender's process tree after the last compared step: shared pages count in parts, and once however often they are mapped.",
  },
] as const satisfies readonly Metric[];

export type MetricName = (typeof METRICS)[number]["name"];

/** The entry of a metric. */
export function metricOf(name: MetricName): Metric {
  const found = METRICS.find((metric) => metric.name === name);
  if (found === undefined) throw new Error(`no metric is called ${name}`);
  return found;
}
