// Figures inside the sentences of a judgement. Tables and charts have a formatter of their own in
// the report; these sentences are part of the record and must read the same wherever it is shown.

import { NS_PER_MS, NS_PER_US } from "#model/units.ts";

export function percent(share: number): string {
  return `${(share * 100).toPrecision(3)} %`;
}

/** Microseconds below 1 ms, milliseconds above. */
export function duration(ns: number): string {
  if (ns < NS_PER_MS) return `${(ns / NS_PER_US).toPrecision(3)} µs`;
  return `${Number((ns / NS_PER_MS).toPrecision(3))} ms`;
}
