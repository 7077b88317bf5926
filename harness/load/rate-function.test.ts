// Every shape of load: that the number of requests in each part of a step is the integral of its
// rate there, exactly for evenly spaced work and within the scatter of a Poisson count for random.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { RateShape } from "#model/rate-shape.ts";
import { NS_PER_S } from "#model/units.ts";
import { readRecordedInstants } from "./recorded-instants.ts";
import { ScheduleSource } from "./schedule.ts";

const RATE_PER_S = 2_000;
const DURATION_S = 10;
const PLANNED = RATE_PER_S * DURATION_S;

function instantsS(shape: RateShape, arrivals: "uniform" | "poisson", seed = 1): number[] {
  const durationNs = DURATION_S * NS_PER_S;
  const source = new ScheduleSource({ arrivals, shape, ratePerS: RATE_PER_S, durationNs, seed });
  const block = new Float64Array(2 * PLANNED);
  return [...block.subarray(0, source.fill(block, 0, block.length))].map((ns) => ns / NS_PER_S);
}

/** Requests due in [fromS, toS). */
function countIn(instants: readonly number[], fromS: number, toS: number): number {
  return instants.filter((instant) => instant >= fromS && instant < toS).length;
}

function isNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected}`);
}

const BURST = { kind: "burst", factor: 4, meanBurstS: 0.2, meanCalmS: 0.8 } as const;
const SHAPES: readonly RateShape[] = [
  { kind: "constant" },
  { kind: "ramp", from: 1, to: 5 },
  { kind: "ramp", from: 3, to: 0 },
  { kind: "steps", levels: [1, 0, 4] },
  { kind: "sine", periodS: 3, amplitude: 1 },
  BURST,
];

for (const shape of SHAPES) {
  test(`${JSON.stringify(shape)}: the step offers its rate, in ascending instants`, () => {
    const uniform = instantsS(shape, "uniform");
    isNear(uniform.length, PLANNED, 1);
    for (const instants of [uniform, instantsS(shape, "poisson")]) {
      assert.ok(instants.every((instant, at) => at === 0 || instant >= (instants[at - 1] ?? 0)));
      assert.ok(instants.every((instant) => instant >= 0 && instant < DURATION_S));
      isNear(instants.length, PLANNED, 4 * Math.sqrt(PLANNED));
    }
  });
}

test("a ramp from 1 to 3 offers half the mean at its start and one and a half at its end", () => {
  const instants = instantsS({ kind: "ramp", from: 1, to: 3 }, "uniform");
  // ∫ of 0.5 + 0.1 t over the first and the last second, of the mean.
  isNear(countIn(instants, 0, 1), RATE_PER_S * 0.55, 1);
  isNear(countIn(instants, 9, 10), RATE_PER_S * 1.45, 1);
});

test("steps are equal parts at rates in the given ratio", () => {
  const instants = instantsS({ kind: "steps", levels: [1, 2, 1, 0, 1] }, "uniform");
  const parts = [0, 2, 4, 6, 8].map((fromS) => countIn(instants, fromS, fromS + 2));
  for (const [at, expected] of [4_000, 8_000, 4_000, 0, 4_000].entries()) {
    isNear(parts[at] ?? NaN, expected, 1);
  }
});

test("a sine rises above the mean in the first half of its period and falls below in the second", () => {
  const instants = instantsS({ kind: "sine", periodS: 10, amplitude: 0.5 }, "uniform");
  // Half a period holds 5 s of the mean and ± amplitude × period / π of it.
  isNear(countIn(instants, 0, 5), RATE_PER_S * (5 + (0.5 * 10) / Math.PI), 1);
  isNear(countIn(instants, 5, 10), RATE_PER_S * (5 - (0.5 * 10) / Math.PI), 1);
});

test("bursts are four times as dense as calm, and differ by seed", () => {
  const slices = (instants: readonly number[]): number[] =>
    Array.from({ length: 500 }, (_, at) => countIn(instants, at * 0.02, (at + 1) * 0.02));
  const counts = slices(instantsS(BURST, "uniform")).toSorted((a, b) => a - b);
  const [calm = 0, burst = 0] = [counts[100], counts[495]];
  isNear(burst / calm, 4, 0.3);
  assert.notDeepEqual(instantsS(BURST, "uniform", 2), instantsS(BURST, "uniform", 3));
});

test("a shape's instants do not depend on how they are asked for", () => {
  fc.assert(
    fc.property(fc.constantFrom(...SHAPES), fc.integer({ min: 1, max: 500 }), (shape, size) => {
      const settings = { arrivals: "poisson", shape, ratePerS: 500, seed: 9 } as const;
      const whole = new Float64Array(2_000);
      const end = new ScheduleSource({ ...settings, durationNs: 1e9 }).fill(whole, 0, 2_000);
      const parts = new ScheduleSource({ ...settings, durationNs: 1e9 });
      const block = new Float64Array(2_000);
      let at = 0;
      while (at < end) at = parts.fill(block, at, Math.min(end, at + size));
      assert.deepEqual(block.subarray(0, end), whole.subarray(0, end));
    }),
    { numRuns: 30 },
  );
});

test("a recorded schedule keeps its gaps in ratio, offers the planned rate, and begins again", (context) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "instants-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "instants.txt");
  writeFileSync(file, "5\n6\n6\n9\n");
  const instants = instantsS({ kind: "trace", file }, "poisson");
  isNear(instants.length, PLANNED, 4);
  // Gaps of 1, 0 and 3 s, and a mean one of 4/3 s behind the last: 16/3 s for four requests.
  const scale = 4 / RATE_PER_S / (16 / 3);
  const expected = [0, 1, 1, 4, 16 / 3, 19 / 3].map((at) => at * scale);
  for (const [at, wanted] of expected.entries()) isNear(instants[at] ?? NaN, wanted, 1e-12);
  for (const [text, problem] of [
    ["0\n2\n1\n", /line 3: received "1"; expected a number of seconds, at least 2/],
    ["0\nnoon\n", /line 2: received "noon"/],
    ["-1\n", /line 1: received "-1"/],
    ["1\n\n2\n", /line 2: received ""/],
    ["", /empty; expected one instant/],
    ["3\n3\n", /all instants are 3 s/],
  ] as const) {
    writeFileSync(file, text);
    assert.throws(() => readRecordedInstants(file), problem);
  }
});
