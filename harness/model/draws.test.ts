// Seeded draws against the theory: even, independent of their neighbours and of other streams and
// seeds, and apart above 2^32. Seeds are fixed, so a score that fits once fits for good.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chiSquareScore,
  KOLMOGOROV_SMIRNOV_MAX,
  kolmogorovSmirnov,
} from "#testing/goodness-of-fit.ts";
import { type Draws, drawsOf, mix32, shuffled } from "./draws.ts";

const TWO_POW_32 = 2 ** 32;
const COUNT = 40_000;
/** Two-sided, once in a thousand. */
const SCORE_MAX = 3.3;
const STREAMS: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 0],
  [0, 1],
  [123_456_789, 7],
  [-1, 2 ** 31],
];

/** Counts of `COUNT` draws in `cells` equal cells of [0, 1). */
function cellsOf(cells: number, shareAt: (index: number) => number): Uint32Array {
  const counts = new Uint32Array(cells);
  for (let index = 0; index < COUNT; index++) {
    const cell = Math.floor(shareAt(index) * cells);
    counts[cell] = (counts[cell] as number) + 1;
  }
  return counts;
}

/** Both draws in 16 parts each, as one of 256 cells. */
function pairsOf(one: (index: number) => number, other: (index: number) => number): Uint32Array {
  return cellsOf(256, (index) => (Math.floor(16 * one(index)) + other(index)) / 16);
}

function assertEven(counts: Uint32Array, what: string): void {
  const score = chiSquareScore(counts);
  assert.ok(Math.abs(score) < SCORE_MAX, `${what}: ${score.toFixed(2)} standard deviations`);
}

for (const [seed, stream] of STREAMS) {
  const draws: Draws = drawsOf(seed, stream);
  const name = `seed ${seed}, stream ${stream}`;

  test(`draws are even in their high and their low bits (${name})`, () => {
    assertEven(
      cellsOf(1_000, (index) => draws.uint32(index) / TWO_POW_32),
      "high bits",
    );
    assertEven(
      cellsOf(1_024, (index) => (draws.uint32(index) % 1_024) / 1_024),
      "low bits",
    );
    assertEven(
      cellsOf(1_000, (index) => draws.unit(index)),
      "unit",
    );
    assertEven(
      cellsOf(1_024, (index) => (draws.unit(index) * 2 ** 43) % 1),
      "low bits of unit",
    );
    const shares = Array.from({ length: 10_000 }, (_, index) => draws.unit(index));
    assert.ok(kolmogorovSmirnov(shares, (share) => share) < KOLMOGOROV_SMIRNOV_MAX);
  });

  test(`draws know nothing of their neighbours (${name})`, () => {
    for (const distance of [1, 2, 3, 16, 1_024, 65_536, 2 ** 27]) {
      assertEven(
        pairsOf(
          (index) => draws.unit(2 * distance * index),
          (index) => draws.unit(2 * distance * index + distance),
        ),
        `${distance} apart`,
      );
    }
  });

  test(`draws know nothing of other streams and seeds (${name})`, () => {
    const others: readonly (readonly [string, Draws])[] = [
      ["the next stream", drawsOf(seed, stream + 1)],
      ["the next seed", drawsOf(seed + 1, stream)],
      ["seed and stream exchanged", drawsOf(stream + 1, seed)],
      ["a seed that differs in its highest bit", drawsOf(seed ^ 0x80000000, stream)],
    ];
    for (const [what, other] of others)
      assertEven(
        pairsOf(
          (index) => draws.unit(index),
          (index) => other.unit(index),
        ),
        what,
      );
  });

  test(`the same index above 2^32 is another draw (${name})`, () => {
    assertEven(
      pairsOf(
        (index) => draws.unit(index),
        (index) => draws.unit(index + TWO_POW_32),
      ),
      "2^32 apart",
    );
    for (const high of [1, 2, 3, 1_000]) {
      const same = Array.from({ length: 1_000 }, (_, index) => index).filter(
        (index) => draws.uint32(index) === draws.uint32(index + high * TWO_POW_32),
      );
      assert.deepEqual(same, []);
    }
  });
}

test("changing one bit of the index changes each bit of the draw half of the time", () => {
  const draws = drawsOf(9, 9);
  const counts = new Uint32Array(32);
  const trials = 4_000;
  for (let trial = 0; trial < trials; trial++) {
    const changed = draws.uint32(trial) ^ draws.uint32(trial ^ (1 << (trial % 12)));
    for (let bit = 0; bit < 32; bit++)
      counts[bit] = (counts[bit] as number) + ((changed >>> bit) & 1);
  }
  const deviation = Math.sqrt(trials) / 2;
  counts.forEach((count, bit) =>
    assert.ok(Math.abs(count - trials / 2) < 4 * deviation, `bit ${bit}: ${count} of ${trials}`),
  );
});

test("unit lies in [0, 1) and has 53 random bits", () => {
  const draws = drawsOf(3, 1);
  let odd = 0;
  for (let index = 0; index < COUNT; index++) {
    const share = draws.unit(index);
    assert.ok(share >= 0 && share < 1);
    assert.ok(Number.isInteger(share * 2 ** 53));
    odd += (share * 2 ** 53) % 2;
  }
  assert.ok(Math.abs(odd - COUNT / 2) < 2 * Math.sqrt(COUNT), "the last bit is random too");
});

test("a draw depends on seed, stream and index only, and never changes", () => {
  assert.deepEqual(
    [0, 1, 2 ** 31, TWO_POW_32 + 5].map((index) => drawsOf(42, 7).uint32(index)),
    [1_877_576_778, 2_711_426_314, 1_547_350_938, 341_732_097],
  );
  assert.equal(drawsOf(42, 7).unit(3), 0.32871237886127047);
  const draws = drawsOf(42, 7);
  assert.equal(draws.uint32(5), drawsOf(42, 7).uint32(5));
});

test("the mixer is a bijection as far as can be seen, and keeps 0", () => {
  const seen = new Set(Array.from({ length: 200_000 }, (_, value) => mix32(value * 20_011)));
  assert.equal(seen.size, 200_000);
  assert.equal(mix32(0), 0);
});

test("a shuffle keeps all items, leaves its input, and gives every order its turn", () => {
  const items = ["a", "b", "c", "d"];
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 24_000; seed++) {
    const order = shuffled(items, drawsOf(seed, 3)).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.deepEqual(items, ["a", "b", "c", "d"]);
  assert.equal(counts.size, 24);
  assertEven(Uint32Array.from(counts.values()), "orders");
});
