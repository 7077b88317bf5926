// Service times: that each law gives the times that it is named after, in the places that the plan
// names, and never less than the least.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NS_PER_MS, NS_PER_S, NS_PER_US } from "#model/units.ts";
import { kolmogorovSmirnov, KOLMOGOROV_SMIRNOV_MAX } from "../goodness-of-fit.ts";
import { drawServiceNs, SERVICE_NS_MIN, type ServiceLaw } from "./service-laws.ts";

const SERVICE_NS = 100 * NS_PER_US;
const COUNT = 10_000;

/** Evenly spaced at 1,000/s, 0.25 ms behind the second. */
const intendedNs = Float64Array.from({ length: COUNT }, (_, at) => (at + 0.25) * NS_PER_MS);

function places(law: ServiceLaw, chosen: (timeNs: number) => boolean): number[] {
  const times = [...drawServiceNs(law, intendedNs, 1)];
  return times.flatMap((timeNs, at) => (chosen(timeNs) ? [at] : []));
}

test("a constant law is constant", () => {
  assert.deepEqual(
    new Set(drawServiceNs({ kind: "constant", serviceNs: 7 }, intendedNs, 1)),
    new Set([7]),
  );
});

test("the first request of each second takes the pause longer, and no other", () => {
  const law = { kind: "each-second", serviceNs: SERVICE_NS, pauseNs: 20 * NS_PER_MS } as const;
  const expected = Array.from({ length: 10 }, (_, second) => 1_000 * second);
  assert.deepEqual(
    places(law, (timeNs) => timeNs === SERVICE_NS + 20 * NS_PER_MS),
    expected,
  );
  assert.equal(places(law, (timeNs) => timeNs === SERVICE_NS).length, COUNT - 10);
  // A second without requests has no first one; the next second has its own.
  const sparse = Float64Array.from([0.2, 2.9, 3, 3.1], (atS) => atS * NS_PER_S);
  const times = drawServiceNs(law, sparse, 1).map((timeNs) => (timeNs > SERVICE_NS ? 1 : 0));
  assert.deepEqual([...times], [1, 1, 1, 0]);
});

test("one request freezes: the first at its instant or later", () => {
  const law = { kind: "freeze", serviceNs: SERVICE_NS, freezeNs: NS_PER_S, atS: 4 } as const;
  assert.deepEqual(
    places(law, (timeNs) => timeNs === NS_PER_S),
    [4_000],
  );
});

test("a slow start is slow for its seconds", () => {
  const law = { kind: "slow-start", serviceNs: SERVICE_NS, factor: 10, slowS: 3 } as const;
  const slow = places(law, (timeNs) => timeNs === 10 * SERVICE_NS);
  assert.deepEqual([slow.length, slow[0], slow.at(-1)], [3_000, 0, 2_999]);
});

for (const seed of [1, 2, 3]) {
  test(`an exponential law is exponential above its least time (seed ${seed})`, () => {
    const meanNs = NS_PER_MS;
    const times = [...drawServiceNs({ kind: "exponential", meanNs }, intendedNs, seed)];
    assert.equal(Math.min(...times), SERVICE_NS_MIN);
    const above = times.filter((timeNs) => timeNs > SERVICE_NS_MIN);
    const share = Math.exp(-SERVICE_NS_MIN / meanNs);
    assert.ok(
      Math.abs(above.length / COUNT - share) < 4 * Math.sqrt((share * (1 - share)) / COUNT),
    );
    // Without memory: what lies above the least time is exponential again.
    const below = (timeNs: number): number => -Math.expm1((SERVICE_NS_MIN - timeNs) / meanNs);
    assert.ok(kolmogorovSmirnov(above, below) < KOLMOGOROV_SMIRNOV_MAX);
  });

  test(`a hundredth is log-normal, with its median and its spread (seed ${seed})`, () => {
    const [medianNs, spread] = [50 * NS_PER_MS, 0.5];
    const law = { kind: "rare-log-normal", serviceNs: SERVICE_NS, share: 0.01, medianNs, spread };
    const many = new Float64Array(100_000);
    const rare = [...drawServiceNs(law as ServiceLaw, many, seed)].filter(
      (timeNs) => timeNs !== SERVICE_NS,
    );
    assert.ok(Math.abs(rare.length - 1_000) < 4 * Math.sqrt(990));
    const logs = rare.map((timeNs) => Math.log(timeNs / medianNs) / spread);
    const mean = logs.reduce((sum, each) => sum + each, 0) / logs.length;
    const variance = logs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / logs.length;
    // Three standard errors of the mean and of the variance of a thousand normal deviates.
    assert.ok(Math.abs(mean) < 3 / Math.sqrt(1_000), `mean ${mean}`);
    assert.ok(Math.abs(variance - 1) < 3 * Math.sqrt(2 / 1_000), `variance ${variance}`);
  });
}

test("a seed gives the same times again, and another one others", () => {
  const law = { kind: "exponential", meanNs: NS_PER_MS } as const;
  const drawn = drawServiceNs(law, intendedNs, 5);
  assert.deepEqual(drawServiceNs(law, intendedNs, 5), drawn);
  assert.notDeepEqual(drawServiceNs(law, intendedNs, 6), drawn);
});
