// Short names of metrics for column heads and chart rows; the registry of the model has the full
// meaning. A metric that is not named here is printed under the name that it has in the record.

const LABELS: Readonly<Record<string, string>> = {
  "response.p50": "p50",
  "response.p90": "p90",
  "response.p99": "p99",
  "response.p99.9": "p99.9",
  cpuNsPerReply: "CPU per reply",
  achievedPerS: "achieved rate",
  closedLoopPerS: "closed-loop rate",
  kneePerS: "knee",
  "elapsed.p50": "elapsed p50",
  cpuNsPerRequest: "CPU per request",
  bytesPerS: "input rate",
  rowsPerS: "row rate",
  nsPerOp: "time per op",
  rssBytesPeak: "peak resident memory",
  pssBytes: "memory (PSS)",
};

export function metricLabel(name: string): string {
  return LABELS[name] ?? name;
}

/** The quantile that a response metric is about, e.g. `p99` of `response.p99`. */
export function quantileOf(metric: string): string | undefined {
  return metric.startsWith("response.") ? metric.slice("response.".length) : undefined;
}
