// The cases of the sample self-test and the tools that were given them. Its own file because these
// are characters, while sample-self-test.ts is what happens to them. Both are invented.

import type { TruthQuantile } from "#model/self-test.ts";

export interface SampleCase {
  readonly id: string;
  readonly about: string;
  readonly wrongTool: string | null;
  /** A quantile without a truth falls among requests that never had an answer. */
  readonly truthNs: Readonly<Partial<Record<TruthQuantile, number>>>;
  /** Where the unanswered begin. */
  readonly censoredNs: number;
}

export interface SampleTool {
  readonly id: string;
  readonly version: string;
  readonly command: string;
  /** Reported ÷ truth; undefined: it does not report the quantile. */
  readonly factor: (id: string, quantile: TruthQuantile) => number | undefined;
  /** Its words by case, where it noticed. */
  readonly notices: Readonly<Record<string, string>>;
}

const US = 1_000;
const MS = 1_000_000;

function sample(
  id: string,
  about: string,
  wrongTool: string | null,
  truthNs: SampleCase["truthNs"],
): SampleCase {
  return { id, about, wrongTool, truthNs, censoredNs: 900 * MS };
}

export const SAMPLE_CASES: readonly SampleCase[] = [
  sample("constant", "uniform arrivals, constant service, load 0.3", null, {
    p50: 131 * US,
    p99: 134 * US,
    "p99.9": 141 * US,
    max: 212 * US,
  }),
  sample("md1-0.95", "Poisson arrivals, constant service, load 0.95", "too low: closed loops", {
    p50: 1_180 * US,
    p99: 4_720 * US,
    "p99.9": 6_100 * US,
    max: 6_900 * US,
  }),
  sample("mm1-0.7", "Poisson arrivals, exponential service, load 0.7", "too low", {
    p50: 462 * US,
    p99: 3_070 * US,
    "p99.9": 4_600 * US,
    max: 7_400 * US,
  }),
  sample("pauses", "a pause of 20 ms every second", "the pause counted once", {
    p50: 190 * US,
    p99: 17 * MS,
    "p99.9": 19.8 * MS,
    max: 20.3 * MS,
  }),
  sample("freeze", "one freeze of 1.4 s in 30 s", "p99 of a few ms instead of about a second", {
    p50: 188 * US,
    p99: 1_110 * MS,
    "p99.9": 1_370 * MS,
    max: 1_402 * MS,
  }),
  sample("in-flight", "more in flight than the limit allows", "silently fewer requests", {
    p50: 240 * MS,
  }),
];

export const SAMPLE_TOOLS: readonly SampleTool[] = [
  {
    id: "alpha",
    version: "3.1.0",
    command: "alpha --rate 5000 --duration 10s http://127.0.0.1:PORT/",
    factor: (id, quantile) => (id === "freeze" && quantile !== "p50" ? 0.004 : 1.03),
    notices: {},
  },
  {
    id: "beta",
    version: "0.9.2",
    command: "beta -q 5000 -c 50 -t 10 http://127.0.0.1:PORT/",
    factor: (id, quantile) => {
      if (quantile === "p99.9") return undefined;
      return id === "md1-0.95" || id === "mm1-0.7" ? 0.21 : 1.002;
    },
    notices: { "in-flight": "812 iterations were dropped; raise the limit of virtual users" },
  },
  {
    id: "gamma",
    version: "11",
    command: "gamma constant-rate.js",
    factor: (id) => (id === "pauses" ? 2.4 : 0.996),
    notices: { pauses: "late by 20 ms" },
  },
  {
    id: "delta",
    version: "1.63.0",
    command: "delta load -qps 5000 -uniform http://127.0.0.1:PORT/",
    factor: (id, quantile) => (id === "freeze" && quantile === "p99" ? 0.0284 : 1.01),
    notices: {},
  },
];
