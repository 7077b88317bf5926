// What a floor is, and how one is timed: the least that a basic operation costs on this host, which
// no implementation gets below. Its own file because every floor is timed in this one way; what is
// timed stands in the files beside it.

import { NS_PER_MS, NS_PER_S } from "#model/units.ts";

export interface Floor {
  readonly value: number;
  readonly unit: "ns" | "bytes/s";
  /** `what was timed: how`, in plain words. */
  readonly method: string;
}

/** By then the loop and what it calls are compiled; after 10 ms they still cost twice as much. */
const WARM_UP_MS = 50;

/**
 * Longer than the states that make a cheap call dear for a while: memory given back to the system
 * and asked for again kept a call of 0.7 µs at 5 µs for up to 30 ms.
 */
const MEASURE_MS = 100;
/** For batches so long that few fit. */
const BATCHES_MIN = 10;

/**
 * Nanoseconds per call in the best of all batches: noise only adds, and a floor is the least.
 * @param batch does `calls` calls, in a time shorter than most pauses of the host.
 * @param prepare is done before each batch and not timed.
 */
export function leastNsPerCall(
  calls: number,
  batch: (calls: number) => void,
  prepare: () => void = () => {},
): number {
  const batchMs = (): number => {
    prepare();
    const startMs = performance.now();
    batch(calls);
    return performance.now() - startMs;
  };
  for (let warmMs = 0; warmMs < WARM_UP_MS; ) warmMs += batchMs();
  let [leastMs, spentMs] = [Number.POSITIVE_INFINITY, 0];
  for (let count = 0; count < BATCHES_MIN || spentMs < MEASURE_MS; count++) {
    const ms = batchMs();
    spentMs += ms;
    leastMs = Math.min(leastMs, ms);
  }
  return (leastMs * NS_PER_MS) / calls;
}

/** Of a list that is not empty; of an even number the upper of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/** Whole nanoseconds above 10, a tenth below: finer digits are noise. */
export function nanoseconds(value: number, method: string): Floor {
  const steps = value < 10 ? 10 : 1;
  return { value: Math.round(value * steps) / steps, unit: "ns", method };
}

/** Bytes per second where `bytes` take `ns`. */
export function bandwidth(bytes: number, ns: number, method: string): Floor {
  return { value: Math.round((bytes * NS_PER_S) / ns), unit: "bytes/s", method };
}
