// Whose highest sustainable rate is wanted, and under which limit on the response time: the sides
// of the claims that speak of throughput, and of the targets that our reference is held to.
//
// All other variants are measured at the size's rates alone: a knee costs a grid of steps in every
// trial.

import { NS_PER_MS, type Slo, type WantedVariant } from "#harness";

/** The limit of the talk whose claims are tested: 1 ms for 999 of 1,000 reads. */
export const SLO: Slo = { quantile: "p99.9", limitNs: NS_PER_MS };

export const wantedKnees: readonly WantedVariant[] = [
  { contender: "c-memcached", variant: "one-thread", priority: "claim" },
  { contender: "rust-tokio", variant: "as-described", priority: "claim" },
  { contender: "reference", variant: "merge", priority: "target" },
  { contender: "java-netty", variant: "tuned", priority: "target" },
  { contender: "python-asyncio", variant: "tuned", priority: "target" },
];
