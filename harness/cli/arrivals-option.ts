// The value of `--arrivals`: how requests are spaced, and how their rate moves over a step.
//
//   poisson · uniform · burst:4,0.2s,0.8s · ramp:1-5 · steps:1,2,4 · sine:10s,0.5 · trace:FILE
//
// Its own file because it is a small language of its own. A shape says nothing of the rate: every
// step offers the rate it was asked for on average.

import { existsSync } from "node:fs";
import path from "node:path";
import type { RateShape } from "#model/rate-shape.ts";
import { type Arrivals, ARRIVALS } from "#model/workload.ts";
import { type Reading, timeS } from "./usage-options.ts";

export interface AskedArrivals {
  readonly arrivals: Arrivals;
  readonly shape: RateShape;
}

export const ARRIVALS_FORMS =
  "poisson, uniform, burst:FACTOR,BURST,CALM (burst:4,0.2s,0.8s), ramp:FROM-TO (ramp:1-5), steps:A,B,… (steps:1,2,4), sine:PERIOD,AMPLITUDE (sine:10s,0.5) or trace:FILE";

/** @param folder that a trace's relative path is in. */
export function arrivalsIn(folder: string): (text: string) => Reading<AskedArrivals> {
  return (text) => {
    const plain = ARRIVALS.find((each) => each === text);
    if (plain !== undefined) return { value: { arrivals: plain, shape: { kind: "constant" } } };
    const [, kind = "", rest = ""] = /^([a-z]+):(.+)$/.exec(text) ?? [];
    if (kind === "trace") return traceOf(path.resolve(folder, rest));
    const shape = shapeOf(kind, rest);
    return shape === undefined
      ? { expected: `one of ${ARRIVALS_FORMS}` }
      : { value: { arrivals: "poisson", shape } };
  };
}

function traceOf(file: string): Reading<AskedArrivals> {
  return existsSync(file)
    ? { value: { arrivals: "uniform", shape: { kind: "trace", file } } }
    : { expected: `a file of recorded instants, but ${file} does not exist` };
}

function shapeOf(kind: string, rest: string): RateShape | undefined {
  const parts = rest.split(kind === "ramp" ? "-" : ",");
  const numbers = parts.map(Number);
  const [first = Number.NaN, second = Number.NaN] = numbers;
  const seconds = parts.map((part) => {
    const reading = timeS(part);
    return "value" in reading ? reading.value : Number.NaN;
  });
  const isRelative = numbers.every((each) => each >= 0) && numbers.some((each) => each > 0);
  switch (kind) {
    case "ramp":
      if (parts.length !== 2 || !isRelative) return undefined;
      return { kind, from: first, to: second };
    case "steps":
      return isRelative ? { kind, levels: numbers } : undefined;
    case "sine": {
      const [periodS = Number.NaN] = seconds;
      const isSine = parts.length === 2 && periodS > 0 && second >= 0 && second <= 1;
      return isSine ? { kind, periodS, amplitude: second } : undefined;
    }
    case "burst": {
      const [, meanBurstS = Number.NaN, meanCalmS = Number.NaN] = seconds;
      const isBurst = parts.length === 3 && first > 0 && meanBurstS > 0 && meanCalmS > 0;
      return isBurst ? { kind, factor: first, meanBurstS, meanCalmS } : undefined;
    }
    default:
      return undefined;
  }
}
