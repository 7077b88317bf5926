// 10,000 intended instants of each arrival process from fixed seeds, by the classic tests of fit.
// Random arrivals at a rate that moves are judged after undoing the rate: the integral of the rate,
// taken at the instants, grows by exponential gaps of mean one. The integrals here are written down
// apart from the schedule's own.
//
// Arrivals at a constant rate are in schedule.test.ts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ScheduleSource } from "#load/schedule.ts";
import type { RateShape } from "#model/rate-shape.ts";
import { NS_PER_S } from "#model/units.ts";
import type { Arrivals } from "#model/workload.ts";
import {
  ANDERSON_DARLING_MAX,
  andersonDarling,
  KOLMOGOROV_SMIRNOV_MAX,
  kolmogorovSmirnov,
} from "../goodness-of-fit.ts";
import { RECORDED_ARRIVALS } from "./truth-cases.ts";

const RATE_PER_S = 1_000;
const DURATION_S = 10;
const SEEDS = [1, 2, 3];

interface Load {
  readonly arrivals: Arrivals;
  readonly shape: RateShape;
  readonly seed: number;
  readonly ratePerS?: number;
  readonly durationS?: number;
}

function instantsS(load: Load): number[] {
  const { arrivals, shape, seed, ratePerS = RATE_PER_S, durationS = DURATION_S } = load;
  const durationNs = durationS * NS_PER_S;
  const source = new ScheduleSource({ arrivals, shape, ratePerS, durationNs, seed });
  const block = new Float64Array(2 * ratePerS * durationS);
  return [...block.subarray(0, source.fill(block, 0, block.length))].map((ns) => ns / NS_PER_S);
}

/** ∫ rate up to an instant in seconds. */
type Integral = (atS: number) => number;

const SHAPED: readonly { readonly shape: RateShape; readonly integral: Integral }[] = [
  {
    shape: { kind: "ramp", from: 1, to: 3 },
    // 0.5 to 1.5 of the mean.
    integral: (atS) => RATE_PER_S * (0.5 * atS + (atS * atS) / (2 * DURATION_S)),
  },
  {
    shape: { kind: "steps", levels: [1, 3] },
    integral: (atS) => RATE_PER_S * (0.5 * atS + Math.max(0, atS - DURATION_S / 2)),
  },
  {
    shape: { kind: "sine", periodS: 2, amplitude: 0.5 },
    integral: (atS) => RATE_PER_S * (atS + (0.5 * (1 - Math.cos(Math.PI * atS))) / Math.PI),
  },
];

const exponential = (gap: number): number => -Math.expm1(-gap);

function assertExponential(units: readonly number[]): void {
  const gaps = units.map((unit, at) => unit - (units[at - 1] ?? 0));
  const [ks, ad] = [kolmogorovSmirnov(gaps, exponential), andersonDarling(gaps, exponential)];
  assert.ok(ks < KOLMOGOROV_SMIRNOV_MAX, `Kolmogorov–Smirnov ${ks}`);
  assert.ok(ad < ANDERSON_DARLING_MAX, `Anderson–Darling ${ad}`);
}

for (const { shape, integral } of SHAPED) {
  test(`${shape.kind}: even arrivals fall on the whole units of its integral`, () => {
    const instants = instantsS({ arrivals: "uniform", shape, seed: 1 });
    assert.ok(instants.every((atS, unit) => Math.abs(integral(atS) - unit) < 1e-6));
  });
  for (const seed of SEEDS) {
    test(`${shape.kind}: random arrivals are exponential in its integral (seed ${seed})`, () => {
      assertExponential(instantsS({ arrivals: "poisson", shape, seed }).map(integral));
    });
  }
}

test("the tests of fit notice another shape: a ramp is no constant rate, a sine no ramp", () => {
  const [ramp, , sine] = SHAPED;
  const flat: Integral = (atS) => RATE_PER_S * atS;
  for (const [shape, integral] of [
    [ramp?.shape, flat],
    [sine?.shape, ramp?.integral],
  ] as const) {
    assert.ok(shape !== undefined && integral !== undefined);
    const units = instantsS({ arrivals: "poisson", shape, seed: 1 }).map(integral);
    assert.throws(() => assertExponential(units), /Kolmogorov/);
  }
});

const BURST = { kind: "burst", factor: 4, meanBurstS: 0.2, meanCalmS: 0.8 } as const;

/** The integral of a burst's rate has no formula: even arrivals of the same seed mark its units. */
function markedIntegral(seed: number): Integral {
  const marks = instantsS({ arrivals: "uniform", shape: BURST, seed });
  let at = 0;
  return (atS) => {
    while (at + 1 < marks.length && (marks[at + 1] as number) <= atS) at++;
    const fromS = marks[at] as number;
    const toS = marks[at + 1];
    return toS === undefined ? at : at + (atS - fromS) / (toS - fromS);
  };
}

for (const seed of SEEDS) {
  test(`bursts: random arrivals are exponential in the integral of their rate (seed ${seed})`, () => {
    const instants = instantsS({ arrivals: "poisson", shape: BURST, seed });
    assertExponential(instants.map(markedIntegral(seed)));
  });

  test(`bursts: calm and burst last exponential times (seed ${seed})`, () => {
    const { calmS, burstS } = sojourns(seed);
    assert.ok(burstS.length > 300 && calmS.length > 300);
    for (const [lengths, meanS] of [
      [calmS, BURST.meanCalmS],
      [burstS, BURST.meanBurstS],
    ] as const) {
      const ks = kolmogorovSmirnov(lengths, (lengthS) => exponential(lengthS / meanS));
      assert.ok(ks < KOLMOGOROV_SMIRNOV_MAX, `mean ${meanS} s: ${ks}`);
    }
  });
}

/** How long calm and burst lasted, by the gaps of even arrivals: in a burst a quarter as long. */
function sojourns(seed: number): { calmS: number[]; burstS: number[] } {
  // Gaps of 0.5 ms on average: a quarter of a hundredth of a mean burst.
  const even = {
    arrivals: "uniform",
    shape: BURST,
    seed,
    ratePerS: 2_000,
    durationS: 500,
  } as const;
  const instants = instantsS(even);
  const gaps = instants.slice(1).map((atS, at) => atS - (instants[at] as number));
  const shortest = gaps.reduce((least, gap) => Math.min(least, gap), Infinity);
  const lengths = { calmS: [] as number[], burstS: [] as number[] };
  let sinceS = Number.NaN;
  gaps.forEach((gap, at) => {
    const isCalm = gap > 2 * shortest;
    const wasCalm = (gaps[at - 1] ?? gap) > 2 * shortest;
    if (isCalm === wasCalm) return;
    const atS = instants[at] as number;
    // The first one began before the step.
    if (!Number.isNaN(sinceS)) (wasCalm ? lengths.calmS : lengths.burstS).push(atS - sinceS);
    sinceS = atS;
  });
  return lengths;
}

test("a recorded schedule is sent as it was recorded, scaled to the rate, over and over", () => {
  const recorded = readFileSync(RECORDED_ARRIVALS, "utf8").trimEnd().split("\n").map(Number);
  const first = recorded[0] as number;
  const meanS = ((recorded.at(-1) as number) - first) / (recorded.length - 1);
  const instants = instantsS({
    arrivals: "uniform",
    shape: { kind: "trace", file: RECORDED_ARRIVALS },
    seed: 1,
  });
  assert.ok(Math.abs(instants.length - RATE_PER_S * DURATION_S) < recorded.length);
  const scale = 1 / RATE_PER_S / meanS;
  instants.forEach((atS, at) => {
    const round = Math.floor(at / recorded.length);
    const place = (recorded[at % recorded.length] as number) - first;
    assert.ok(Math.abs(atS - (round * recorded.length * meanS + place) * scale) < 1e-8);
  });
});
