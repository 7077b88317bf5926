// When requests are due: that each arrival process is the one it is named after, exactly where it
// can be, by the classic tests of fit where it is random; and that the paced loop sees the instants
// that are hashed.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NS_PER_S } from "#model/units.ts";
import {
  ANDERSON_DARLING_MAX,
  andersonDarling,
  KOLMOGOROV_SMIRNOV_MAX,
  kolmogorovSmirnov,
} from "#testing/goodness-of-fit.ts";
import {
  SCHEDULE_BLOCK,
  ScheduleCursor,
  type ScheduleSettings,
  ScheduleSource,
} from "./schedule.ts";
import { scheduleSha256 } from "./schedule-hash.ts";

const RATE_PER_S = 5_000;
const SEEDS = [1, 2, 3, 4, 5];

function settings(overrides: Partial<ScheduleSettings>): ScheduleSettings {
  const base = {
    arrivals: "poisson",
    ratePerS: RATE_PER_S,
    durationNs: Infinity,
    seed: 1,
  } as const;
  return { ...base, ...overrides };
}

function instants(overrides: Partial<ScheduleSettings>, count: number): number[] {
  const block = new Float64Array(count);
  const end = new ScheduleSource(settings(overrides)).fill(block, 0, count);
  return [...block.subarray(0, end)];
}

function gapsOf(instantsNs: readonly number[]): number[] {
  return instantsNs.map((instantNs, at) => instantNs - (instantsNs[at - 1] ?? 0));
}

const exponential = (gapNs: number): number => -Math.expm1((-gapNs * RATE_PER_S) / NS_PER_S);

for (const seed of SEEDS) {
  test(`10,000 Poisson gaps are exponential (seed ${seed})`, () => {
    const gaps = gapsOf(instants({ seed }, 10_000));
    assert.ok(kolmogorovSmirnov(gaps, exponential) < KOLMOGOROV_SMIRNOV_MAX);
    assert.ok(andersonDarling(gaps, exponential) < ANDERSON_DARLING_MAX);
  });

  test(`Poisson gaps next to each other have nothing in common (seed ${seed})`, () => {
    const shares = gapsOf(instants({ seed }, 10_000)).map(exponential);
    for (const distance of [1, 2, 7]) {
      const sums = shares.slice(distance).map((share, at) => share + (shares[at] as number));
      // The sum of two independent uniform draws; every second pair, so that no draw is used twice
      // for neighbours.
      const pairs = sums.filter((_, at) => Math.floor(at / distance) % 2 === 0);
      const triangular = (sum: number): number =>
        sum < 1 ? (sum * sum) / 2 : 1 - (2 - sum) ** 2 / 2;
      assert.ok(kolmogorovSmirnov(pairs, triangular) < KOLMOGOROV_SMIRNOV_MAX, `${distance}`);
    }
  });
}

test("the tests of fit notice a rate that is 5 % off, and gaps that are all alike", () => {
  const slower = gapsOf(instants({ ratePerS: 0.95 * RATE_PER_S }, 10_000));
  assert.ok(kolmogorovSmirnov(slower, exponential) > KOLMOGOROV_SMIRNOV_MAX);
  assert.ok(andersonDarling(slower, exponential) > ANDERSON_DARLING_MAX);
  const alike = gapsOf(instants({ arrivals: "uniform" }, 10_000)).slice(1);
  assert.ok(kolmogorovSmirnov(alike, exponential) > 10 * KOLMOGOROV_SMIRNOV_MAX);
});

test("the number of Poisson arrivals scatters like a Poisson count", () => {
  const scores = Array.from({ length: 50 }, (_, seed) => {
    const arrived = instants({ seed, durationNs: 0.2 * NS_PER_S }, 2_000).length;
    return (arrived - 1_000) / Math.sqrt(1_000);
  });
  const variance = scores.reduce((sum, score) => sum + score * score, 0) / scores.length;
  // 50 squares: chi-square with 50 degrees of freedom, its 0.1 % points.
  assert.ok(variance > 24.7 / 50 && variance < 86.7 / 50, `variance ${variance}`);
});

test("ten million uniform instants lie at i ÷ rate: nothing accumulates", () => {
  for (const ratePerS of [3, 50_000, 99_991]) {
    const source = new ScheduleSource(settings({ arrivals: "uniform", ratePerS }));
    const block = new Float64Array(SCHEDULE_BLOCK);
    for (let first = 0; first < 10_000_000; first += SCHEDULE_BLOCK) {
      source.fill(block, 0, SCHEDULE_BLOCK);
      // Request number rate × seconds falls on the whole second, to the last bit.
      const second = Math.ceil(first / ratePerS);
      const at = second * ratePerS - first;
      if (at < SCHEDULE_BLOCK) assert.equal(block[at], second * NS_PER_S);
      const last = SCHEDULE_BLOCK - 1;
      const spanNs = (block[last] as number) - (block[0] as number);
      // Each end is off by half a unit of its last place, 0.5 ns at most at 39 days.
      assert.ok(Math.abs(spanNs - (last * NS_PER_S) / ratePerS) <= 0.5);
    }
  }
});

test("uniform arrivals are rate × duration in number, at every rate", () => {
  for (let ratePerS = 1; ratePerS < 3_000; ratePerS += 7) {
    for (const durationS of [1, 4]) {
      const uniform = { arrivals: "uniform", ratePerS, durationNs: durationS * NS_PER_S } as const;
      const found = instants(uniform, ratePerS * durationS + 2).length;
      assert.equal(found, ratePerS * durationS, `${ratePerS}/s`);
    }
  }
});

test("instants ascend and stay below the duration", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("uniform", "poisson"),
      fc.double({ min: 0.5, max: 1e6, noNaN: true }),
      fc.integer(),
      (arrivals, ratePerS, seed) => {
        const durationNs = (300 / ratePerS) * NS_PER_S;
        const found = instants({ arrivals, ratePerS, seed, durationNs }, 1_000);
        assert.ok(found.length > 100 && found.length < 600);
        assert.ok(found.every((instantNs, at) => instantNs >= (found[at - 1] ?? 0)));
        assert.ok((found.at(-1) as number) < durationNs);
      },
    ),
  );
});

test("the cursor yields the source's instants, however they are drawn ahead", () => {
  // More than the ring holds, so that it goes round.
  const durationNs = (1.4 * SCHEDULE_BLOCK * NS_PER_S) / RATE_PER_S;
  const expected = instants({ durationNs }, 2 * SCHEDULE_BLOCK);
  assert.ok(expected.length > 1.3 * SCHEDULE_BLOCK);
  const draws = fc.array(fc.tuple(fc.integer({ min: 1, max: 9_000 }), fc.nat(40_000)));
  fc.assert(
    fc.property(draws, (pattern) => {
      const cursor = new ScheduleCursor(new ScheduleSource(settings({ durationNs })));
      let read = 0;
      const next = (): void => {
        if (cursor.nextNs !== expected[read]) assert.fail(`instant ${read}: ${cursor.nextNs}`);
        cursor.advance();
        read++;
      };
      for (const [reads, ahead] of pattern) {
        for (let left = reads; left > 0 && read < expected.length; left--) next();
        cursor.drawAhead(ahead);
      }
      while (read < expected.length) next();
      assert.equal(cursor.nextNs, Infinity);
      cursor.drawAhead(10);
      assert.equal(cursor.nextNs, Infinity, "it stays over");
    }),
    { numRuns: 20 },
  );
});

test("the cursor counts what is due, up to a limit and among what is drawn", () => {
  const uniform = settings({ arrivals: "uniform", ratePerS: 1_000, durationNs: NS_PER_S });
  const cursor = new ScheduleCursor(new ScheduleSource(uniform));
  assert.equal(cursor.due(4_000_000, 100), 5);
  assert.equal(cursor.due(3_999_999, 100), 4);
  assert.equal(cursor.due(4_000_000, 3), 3);
  cursor.advance();
  assert.equal(cursor.due(4_000_000, 100), 4);
  assert.equal(cursor.due(2e9, 5_000), 999);
});

const PINNED = settings({ durationNs: 20 * NS_PER_S, seed: 42 });

test("the hash of a pinned schedule never changes", () => {
  assert.equal(
    scheduleSha256(PINNED),
    "5e8a06c96117ee6d8abcdf2efa3b53ab29459535b489656d04531764b3f1e8fd",
  );
  assert.equal(
    scheduleSha256({ ...PINNED, arrivals: "uniform" }),
    "2c9063ab883104fd26896fb55019a53f05430da475f47329809b69a7bc3421c3",
  );
});

test("the hash tells schedules apart by seed, rate, duration and arrivals", () => {
  const hashes = [
    PINNED,
    { ...PINNED, seed: 43 },
    { ...PINNED, ratePerS: RATE_PER_S + 1 },
    { ...PINNED, durationNs: PINNED.durationNs + NS_PER_S },
    { ...PINNED, arrivals: "uniform" as const },
  ].map(scheduleSha256);
  assert.equal(new Set(hashes).size, hashes.length);
});
