// The cache workload, declared: what it asks, which request mixes it has, how large each size is.
// The requests are traffic.ts's, the judgement of replies oracle.ts's; trials and seconds are the
// planner's.

import type { ServiceScenario, ServiceWorkload } from "#harness";
import { claims } from "./claims.ts";
import { wholeParameter } from "./parameters.ts";
import { SLO, wantedKnees } from "./wanted-knees.ts";

/**
 * What all scenarios share: memcached's protocol, independent arrivals, 50 connections as a pool of
 * a web tier has.
 */
const SERVICE = {
  speaks: "memcache",
  arrivals: "poisson",
  connections: 50,
  inFlightMax: 16,
} as const;

/**
 * Medians of the reply's length over the distributions of sizes.ts (each key's value equally
 * likely): a value costs its bytes, its key's and 20 to 22 more for `VALUE`, flags, length, line
 * ends and `END`; STORED costs 8. With 10 % sets the median is the gets' 44th percentile, (0.5 −
 * 0.1) / 0.9. A test computes both from four hundred thousand keys.
 */
const REPLY_BYTES_MEDIAN_GETS = 245;
const REPLY_BYTES_MEDIAN_MIXED = 220;

/**
 * The same quantile of meta gets: beside value and key `VA`, length, flags, an opaque of 8 bytes
 * and a CAS number, here of 7 digits as after some millions of writes.
 */
const REPLY_BYTES_MEDIAN_META = 233;

const SCENARIOS: readonly ServiceScenario[] = [
  {
    id: "replay",
    what: "90 % gets, 10 % sets of prefilled keys, in the order of a recorded web trace (web07).",
    quick: true,
    ...SERVICE,
    replyBytesMedian: REPLY_BYTES_MEDIAN_MIXED,
  },
  {
    id: "get-set",
    what: "90 % gets, 10 % sets of prefilled keys, popular by Zipf's law with exponent 1.",
    quick: true,
    ...SERVICE,
    replyBytesMedian: REPLY_BYTES_MEDIAN_MIXED,
  },
  {
    id: "get",
    what: "Gets alone, all hits, of prefilled keys, popular by Zipf's law with exponent 1.",
    quick: false,
    ...SERVICE,
    replyBytesMedian: REPLY_BYTES_MEDIAN_GETS,
  },
  {
    id: "meta",
    what: "The mix of get-set in meta commands: `mg k v f c O`, which returns all five, and `ms`.",
    quick: false,
    ...SERVICE,
    replyBytesMedian: REPLY_BYTES_MEDIAN_META,
  },
];

/**
 * Rates around the range in which one thread serves small unbatched requests on common machines.
 */
const RATES_PER_S = [5_000, 10_000, 20_000, 40_000] as const;

export const workload: ServiceWorkload = {
  id: "cache",
  shape: "service",
  question:
    "How fast does a memcached-protocol cache answer a web service's reads, and what does its language cost?",
  claims,
  scenarios: SCENARIOS,
  // An object takes about 430 B with a store's own bookkeeping, so each limit holds all keys:
  // nothing is evicted.
  sizes: {
    quick: { parameters: { keys: 20_000, memoryMib: 64 }, ratesPerS: [5_000] },
    // One rate that every contender sustains, so that all can be compared at it; what lies above is
    // the knees'.
    standard: { parameters: { keys: 250_000, memoryMib: 512 }, ratesPerS: [10_000] },
    rigorous: { parameters: { keys: 4_000_000, memoryMib: 2_048 }, ratesPerS: RATES_PER_S },
  },
  slo: SLO,
  wantedKnees,
  contenderArguments: (parameters) => [
    `--memory-mib=${wholeParameter(parameters, "memoryMib")}`,
    "--threads=1",
  ],
};
