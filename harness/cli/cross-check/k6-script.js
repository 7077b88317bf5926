// What k6 runs: GETs of one address at a constant rate of arrivals. k6 reads it, with a JavaScript
// engine of its own; its settings come as -e NAME=value.

import http from "k6/http";

export const options = {
  scenarios: {
    constant: {
      executor: "constant-arrival-rate",
      exec: "ask",
      rate: Number(__ENV.RATE),
      timeUnit: "1s",
      duration: `${__ENV.SECONDS}s`,
      preAllocatedVUs: Number(__ENV.VUS),
    },
  },
  // A metric that nothing was added to is told only if a threshold names it.
  thresholds: { dropped_iterations: ["count>=0"], http_req_failed: ["rate>=0"] },
  summaryTrendStats: ["p(50)", "p(99)", "p(99.9)", "max", "count"],
  discardResponseBodies: true,
};

export function ask() {
  http.get(__ENV.URL);
}

export function handleSummary({ metrics }) {
  return { stdout: JSON.stringify(metrics) };
}
