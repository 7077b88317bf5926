// The cases of the truth suite as data: what load is offered, what the server does to it, and what
// is judged. Each is a way in which measuring tools are known to go wrong.
//
// Its own file because it is the table that the report prints. Steps are as short as the quantiles
// that are judged allow (p99 needs 2,000 requests, p99.9 20,000): a machine that is disturbed every
// few seconds leaves short ones alone. Service times are some times what a virtual machine's timer
// takes from a core, 20 to 50 µs some hundred times a second.

import path from "node:path";
import type { RateShape } from "#model/rate-shape.ts";
import { TRUTH_PROTOCOLS, type TruthProtocol, type TruthQuantile } from "#model/self-test.ts";
import { NS_PER_MS, NS_PER_S, NS_PER_US } from "#model/units.ts";
import type { Arrivals } from "#model/workload.ts";
import type { PlantedFates } from "./planted-fates.ts";
import { SERVICE_NS_MIN, type ServiceLaw } from "./service-laws.ts";

/** What is counted in a case; see count-rows.ts. */
export type CountKind = "fates" | "achieved" | "arrivals";

export interface TruthCase {
  readonly id: string;
  /** Half a sentence: what happens. */
  readonly what: string;
  /** What a wrong tool reports; null where no usual mistake shows. */
  readonly wrong: string | null;
  readonly arrivals: Arrivals;
  readonly shape?: RateShape;
  readonly ratePerS: number;
  readonly durationS: number;
  /** Null: not in the quick set. */
  readonly quickDurationS: number | null;
  readonly law: ServiceLaw;
  readonly fates?: PlantedFates;
  readonly connections: number;
  /** Of each connection. */
  readonly inFlightMax: number;
  readonly quantiles: readonly TruthQuantile[];
  /** Beside what was sent and withheld, which is counted in every case. */
  readonly counts: readonly CountKind[];
  readonly protocols: readonly TruthProtocol[];
  /** Whether other tools are asked too: they send at even gaps, so only cases that do. */
  readonly otherTools: boolean;
}

/** Bytes of a reply's body. */
export const REPLY_BYTES = 64;
/** More than any case has in flight: the overload keeps 4,900 requests waiting. */
const WIDE = { connections: 50, inFlightMax: 200 } as const;

const BASE = {
  ...WIDE,
  wrong: null,
  arrivals: "uniform",
  // p90 too: a host that takes 1 % of the time away leaves no p99 to be judged.
  quantiles: ["p50", "p90", "p99", "max"],
  counts: [],
  protocols: TRUTH_PROTOCOLS,
  otherTools: false,
} as const;

/**
 * M/D/1: `load` of the time is service. Of almost 1 ms, or a pause of that length, which a busy
 * server takes twenty times as long to make good, would move even the median.
 */
function md1(
  load: number,
  rest: Pick<TruthCase, "durationS" | "quickDurationS"> & Partial<TruthCase>,
): TruthCase {
  const ratePerS = 1_000;
  return {
    ...BASE,
    id: `md1-${load}`,
    what: `Poisson arrivals, constant service, the server busy for ${load} of the time`,
    wrong: "too low: a closed loop waits instead of queueing",
    arrivals: "poisson",
    ratePerS,
    law: { kind: "constant", serviceNs: (load * NS_PER_S) / ratePerS },
    ...rest,
  };
}

const CALM: readonly TruthCase[] = [
  {
    ...BASE,
    id: "constant",
    what: "even arrivals, constant service, the server busy for 0.3 of the time",
    ratePerS: 600,
    durationS: 4,
    quickDurationS: 4,
    law: { kind: "constant", serviceNs: 500 * NS_PER_US },
    otherTools: true,
  },
  md1(0.5, { durationS: 4, quickDurationS: null }),
  // The busier the server, the fewer moments a tail comes from, and a quantile needs five.
  md1(0.8, { durationS: 6, quickDurationS: 4 }),
  md1(0.95, { durationS: 16, quickDurationS: null }),
  {
    ...BASE,
    id: "mm1-0.7",
    what: "Poisson arrivals, exponential service of 1 ms, never below 0.1 ms",
    wrong: "too low: a closed loop waits instead of queueing",
    arrivals: "poisson",
    ratePerS: 700,
    durationS: 10,
    quickDurationS: null,
    law: { kind: "exponential", meanNs: NS_PER_MS },
  },
];

const STALLED: readonly TruthCase[] = [
  {
    ...BASE,
    id: "pause-each-second",
    what: "the first request of each second takes 20 ms longer",
    wrong: "the pause is counted once a second",
    ratePerS: 3_200,
    // A tail must come from five moments, so from five pauses.
    durationS: 7,
    quickDurationS: 6,
    law: { kind: "each-second", serviceNs: SERVICE_NS_MIN, pauseNs: 20 * NS_PER_MS },
    quantiles: ["p50", "p99", "p99.9", "max"],
    otherTools: true,
  },
  {
    ...BASE,
    id: "freeze",
    what: "one freeze of 1.4 s",
    wrong: "a p99 of a few ms instead of about a second",
    ratePerS: 2_000,
    durationS: 30,
    quickDurationS: null,
    // Half busy: the backlog takes as long as the freeze to go.
    law: { kind: "freeze", serviceNs: 250 * NS_PER_US, freezeNs: 1.4 * NS_PER_S, atS: 5 },
    quantiles: ["p50", "p90", "p99", "max"],
    otherTools: true,
  },
  {
    ...BASE,
    id: "slow-start",
    what: "service takes ten times as long for the first 3 s",
    wrong: "hidden by a long warm-up",
    ratePerS: 400,
    // The slow part is a quarter: at 43 %, in 7 s, the median was the 88th percentile of the rest,
    // and 40 µs of waking a sleeping core a fifth of it.
    durationS: 12,
    quickDurationS: null,
    law: { kind: "slow-start", serviceNs: 200 * NS_PER_US, factor: 10, slowS: 3 },
    otherTools: true,
  },
  {
    ...BASE,
    id: "rare-log-normal",
    what: "1 % of the requests take log-normal times with a median of 50 ms",
    ratePerS: 600,
    durationS: 16,
    quickDurationS: null,
    law: {
      kind: "rare-log-normal",
      serviceNs: SERVICE_NS_MIN,
      share: 0.01,
      medianNs: 50 * NS_PER_MS,
      // The server is busy for 0.4 of the time; one in a thousand of them takes 0.2 s.
      spread: 0.5,
    },
    quantiles: ["p50", "p99", "max"],
    otherTools: true,
  },
];

const OVERLOADED: readonly TruthCase[] = [
  {
    ...BASE,
    id: "overload",
    what: "the server can do 2,500 requests a second and is offered 3,200",
    wrong: "a steady rate and low percentiles",
    ratePerS: 3_200,
    // The backlog grows all the time; so long, and its p99 comes from five moments.
    durationS: 7,
    quickDurationS: null,
    law: { kind: "constant", serviceNs: 400 * NS_PER_US },
    quantiles: ["p50", "p99", "max"],
    counts: ["achieved"],
    otherTools: true,
  },
  {
    ...BASE,
    id: "in-flight-limit",
    what: "the same with at most 32 requests in flight",
    wrong: "silently fewer requests",
    ratePerS: 3_200,
    durationS: 4,
    quickDurationS: 2,
    law: { kind: "constant", serviceNs: 400 * NS_PER_US },
    connections: 8,
    inFlightMax: 4,
    // Withheld requests rank above all others: p99 must be "> x".
    quantiles: ["p50", "p99"],
    counts: ["achieved"],
  },
];

const FAULTY: readonly TruthCase[] = [
  {
    ...BASE,
    id: "planted-faults",
    what: "1 % errors, 1 in 10,000 replies wrong, a reset each 5,000 (UDP: 0.1 % not sent)",
    wrong: "wrong counts; wrong replies are never noticed",
    // More than 10,000 requests, for one of them is answered wrongly.
    ratePerS: 2_500,
    durationS: 5,
    quickDurationS: 4.5,
    law: { kind: "constant", serviceNs: 250 * NS_PER_US },
    fates: { errorEach: 100, wrongEach: 10_000, resetEach: 5_000, silentEach: 1_000 },
    quantiles: ["p50", "p99"],
    counts: ["fates"],
    otherTools: true,
  },
];

/** Made once from seeded draws; no one's data. */
export const RECORDED_ARRIVALS = path.join(import.meta.dirname, "recorded-arrivals.txt");

function arrivalCase(
  id: string,
  what: string,
  load: Pick<TruthCase, "arrivals" | "shape" | "quickDurationS">,
): TruthCase {
  return {
    ...BASE,
    id: `arrivals-${id}`,
    what: `requests arrive ${what}`,
    wrong: "bursts: most of a second's requests leave in its first part",
    // Gaps of 1 ms, beside which some µs of scatter are nothing.
    ratePerS: 1_000,
    durationS: 4,
    law: { kind: "constant", serviceNs: 300 * NS_PER_US },
    counts: ["arrivals"],
    ...load,
  };
}

const ARRIVING: readonly TruthCase[] = [
  {
    ...arrivalCase("uniform", "at even gaps", { arrivals: "uniform", quickDurationS: 3 }),
    otherTools: true,
  },
  arrivalCase("poisson", "at random", { arrivals: "poisson", quickDurationS: 3 }),
  arrivalCase("mmpp", "in bursts of four times the calm rate", {
    arrivals: "poisson",
    shape: { kind: "burst", factor: 4, meanBurstS: 0.2, meanCalmS: 0.8 },
    quickDurationS: null,
  }),
  arrivalCase("ramp", "at a rate that grows threefold", {
    arrivals: "poisson",
    shape: { kind: "ramp", from: 1, to: 3 },
    quickDurationS: null,
  }),
  arrivalCase("sine", "at a rate that swings by half each 2 s", {
    arrivals: "poisson",
    shape: { kind: "sine", periodS: 2, amplitude: 0.5 },
    quickDurationS: null,
  }),
  arrivalCase("trace", "as they were recorded", {
    arrivals: "uniform",
    shape: { kind: "trace", file: RECORDED_ARRIVALS },
    quickDurationS: null,
  }),
];

export const truthCases: readonly TruthCase[] = [
  ...CALM,
  ...STALLED,
  ...OVERLOADED,
  ...FAULTY,
  ...ARRIVING,
];

/** Not judged: with no service time, what is measured is the transport and the tool. */
export const transportFloorCase: TruthCase = {
  ...BASE,
  id: "transport-floor",
  what: "even arrivals, no service time",
  ratePerS: 3_000,
  durationS: 3,
  quickDurationS: 3,
  law: { kind: "constant", serviceNs: 0 },
};
