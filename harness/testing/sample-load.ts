// A load run as a document, with figures that were made up: for tests of what is said about it.

import type { LoadDocument } from "#cli/load/load-document.ts";
import type { LoadResult } from "#cli/load/load-result.ts";
import type { LoadStep } from "#cli/load/load-step.ts";
import { loadExitCode, loadVerdict } from "#cli/load/load-verdict.ts";
import { plainText } from "#render/format.ts";
import type { Quantiles } from "#model/step.ts";
import { NS_PER_MS, NS_PER_US } from "#model/units.ts";

function quantiles(p50Us: number): Quantiles {
  const p50Ns = p50Us * NS_PER_US;
  const [p90Ns, p99Ns, maxNs] = [2 * p50Ns, 5 * p50Ns, 40 * p50Ns];
  return { count: 1_000, meanNs: p50Ns, p50Ns, p90Ns, p99Ns, p999Ns: null, maxNs, hdr: "" };
}

const times = { response: quantiles(100), service: quantiles(99), lag: quantiles(0.5) };

const STEP: LoadStep = {
  offeredPerS: 1_000,
  drawnPerS: 1_000,
  achievedPerS: 999,
  durationS: 1,
  planned: 1_000,
  sent: 1_000,
  withheld: 0,
  owed: 1_000,
  replied: 1_000,
  failed: 0,
  unanswered: 0,
  mismatched: 0,
  scheduleSha256: "",
  ...times,
  all: times,
  generator: {
    disturbedShare: 0.01,
    pauses: 3,
    pauseNsMax: NS_PER_MS,
    pausedNs: 2 * NS_PER_MS,
    ownPausedShare: 0,
    withheldOutsidePauses: 0,
    busyShare: 0,
    reconnects: 0,
    cpuS: 1,
    rssBytesMax: 0,
    rssBytesPerMinute: [],
    fit: true,
    fitQuantiles: ["p50", "p90", "p99"],
    causes: [],
  },
  timeline: {
    sliceMs: 100,
    bucketsPerOctave: 4,
    firstBucketNs: 1,
    buckets: 1,
    intendedCounts: "",
    pauses: [],
    usageSliceMs: 0,
    cpuNs: [],
    rssBytes: [],
  },
  bookkeeping: {
    inFlightNs: 0,
    timeInSystemNs: 0,
    inFlightMean: 0,
    inFlightStandardError: 0,
    littleMean: 0,
  },
  labels: [],
  valid: true,
  invalidReasons: [],
  tallies: { "2xx": 1_000 },
  unreadable: 0,
  connections: { openAtEnd: 50, noneOpenS: 0, receivedBytes: 1_000, cutReplies: 0 },
};

/** A step in which all went well, but for `changes`. */
export function sampleStep(changes: Partial<LoadStep> = {}): LoadStep {
  return { ...STEP, ...changes };
}

function resultOf(steps: readonly LoadStep[]): LoadResult {
  return {
    status: "complete",
    settings: {
      ratesPerS: steps.map(({ offeredPerS }) => offeredPerS),
      durationS: 1,
      warmUpS: 2,
      connections: 50,
      pipelining: 1,
      arrivals: "poisson",
      timeoutS: 10,
      seed: 1,
      firstRequest: "GET /a HTTP/1.1",
      requests: 1,
      requestBytesMax: 80,
      expectedStatus: null,
    },
    steps,
  };
}

export function sampleLoad(
  steps: readonly LoadStep[],
  changes: Partial<LoadDocument> = {},
): LoadDocument {
  const result = { ...resultOf(steps), ...changes };
  return {
    schema: "tailproof.load/1",
    verdict: plainText(loadVerdict(result)),
    exitCode: loadExitCode(result),
    target: {
      url: "http://localhost:8080/a",
      scheme: "http",
      host: "localhost",
      address: "127.0.0.1",
      port: 8080,
      tls: null,
    },
    placement: "generator on core 1; where the target runs is not ours to say",
    ...result,
  };
}
