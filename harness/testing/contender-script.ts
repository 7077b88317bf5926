// What a scripted contender does, as data: how long each request takes, in which order it works,
// and every way of misbehaving that the truth suite names. How it is acted out is
// scripted-transport.ts's.
//
// Requests are numbered from 0 in the order in which the contender reads them; times are those of
// the virtual clock.

import type { Span } from "./scripted-activity.ts";

/**
 * fifo: one server for all connections · per-connection: one for each · parallel: every request at
 * once, so that short ones overtake long ones.
 */
export type Serving = "fifo" | "per-connection" | "parallel";

/**
 * What becomes of one request: `reset` drops its connection instead of a reply; `silence` forgets
 * it.
 */
export type Fate = "right" | "wrong" | "silence" | "reset" | "garbage";

export interface ContenderScript {
  serviceNs(request: number): number;
  readonly serving: Serving;
  fate(request: number): Fate;
  /** No work is done in these spans; what is in work goes on behind them. */
  readonly stalls: readonly Span[];
  /** Dead in these spans: all connections drop at the start, none opens before the end. */
  readonly crashes: readonly Span[];
  /** From here on it takes requests and says nothing, and its connections stay open. */
  readonly halfOpenFromNs: number;
  /**
   * Where the bytes of a reply are cut into separate reads, each `partNs` behind the one before.
   */
  cuts(request: number): readonly number[];
  readonly partNs: number;
  /** How long the bytes of the n-th write wait before they leave; 0: they leave at once. */
  drainNs(write: number): number;
  /** From `open` to an open connection. */
  readonly openNs: number;
  /** What a write costs the caller. */
  readonly writeNs: number;
}

/** A contender that takes 200 µs for each request, one after the other, and does nothing wrong. */
export const STEADY: ContenderScript = {
  serviceNs: () => 200_000,
  serving: "fifo",
  fate: () => "right",
  stalls: [],
  crashes: [],
  halfOpenFromNs: Infinity,
  cuts: () => [],
  partNs: 0,
  drainNs: () => 0,
  openNs: 0,
  writeNs: 0,
};

/** When work of `workNs` that starts at `startNs` is done; stalls ascend and do not touch. */
export function finishNs(startNs: number, workNs: number, stalls: readonly Span[]): number {
  let doneNs = startNs + workNs;
  for (const { fromNs, toNs } of stalls) {
    if (startNs < toNs && doneNs > fromNs) doneNs += toNs - Math.max(fromNs, startNs);
  }
  return doneNs;
}
