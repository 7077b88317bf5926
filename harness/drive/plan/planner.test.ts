// What a quick run does: seats, rates, trials and time, worked out by hand; and what the command
// line narrows.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Contender, Role } from "#model/contender.ts";
import type { ServiceScenario, ServiceWorkload } from "#model/workload.ts";
import { type Entry, planWorkload, type PlanRequest, type WorkloadPlan } from "./planner.ts";

function scenario(id: string, quick: boolean, speaks = "memcache"): ServiceScenario {
  const load = { arrivals: "poisson", connections: 4, inFlightMax: 8 } as const;
  return { id, what: "?", quick, speaks, ...load, replyBytesMedian: 100 };
}

function workloadOf(...scenarios: readonly ServiceScenario[]): ServiceWorkload {
  return {
    id: "cache",
    shape: "service",
    question: "?",
    claims: [],
    scenarios,
    sizes: {
      quick: { parameters: { keys: 10 }, ratesPerS: [5_000] },
      standard: { parameters: { keys: 20 }, ratesPerS: [5_000, 10_000] },
      rigorous: { parameters: { keys: 30 }, ratesPerS: [5_000, 10_000, 20_000] },
    },
    slo: { quantile: "p99.9", limitNs: 1_000_000 },
    wantedKnees: [],
    contenderArguments: () => [],
  };
}

/** `variants`: names; those with a `*` are part of the quick size. */
function contender(id: string, role: Role, variants: string, speaks = "memcache"): Contender {
  return {
    id,
    folder: `/${id}`,
    manifest: {
      name: id,
      language: "python",
      role,
      requires: [],
      build: [],
      start: [],
      speaks,
      variants: variants.split(" ").map((name) => ({
        name: name.replace("*", ""),
        arguments: [],
        quick: name.endsWith("*"),
        changes: "",
      })),
      deviations: [],
    },
  };
}

const REFERENCE = contender("reference", "reference", "naive tuned*");
const FLOOR = contender("floor", "floor", "epoll*");
const ALL = [
  REFERENCE,
  contender("c-memcached", "peer", "one*"),
  contender("java-netty", "baseline", "tuned*"),
  contender("python-asyncio", "baseline", "naive tuned*"),
  contender("rust-tokio", "ceiling", "tuned*"),
  FLOOR,
];
const SUITE: PlanRequest = { size: "quick", named: false };
const NAMED: PlanRequest = { size: "quick", named: true };

const nameOf = ({ contender: { id }, variant }: Entry): string => `${id}/${variant.name}`;
const namesOf = ({ scenarios }: WorkloadPlan): string[][] =>
  scenarios.map(({ entries }) => entries.map(nameOf));
const idsOf = ({ scenarios }: WorkloadPlan): string[] => scenarios.map((each) => each.scenario.id);

describe("the quick plan", () => {
  test("seats the reference, one baseline, one ceiling or peer, and the floor", () => {
    const plan = planWorkload(workloadOf(scenario("get", true)), ALL, SUITE);
    assert.deepEqual(namesOf(plan), [
      ["reference/tuned", "c-memcached/one", "java-netty/tuned", "floor/epoll"],
    ]);
    assert.deepEqual(
      plan.scenarios[0]?.leftOut.map((entry) => [nameOf(entry), entry.reason]),
      [
        ["reference/naive", "not in the quick size"],
        ["python-asyncio/naive", "not in the quick size"],
        ["python-asyncio/tuned", "not in the quick size"],
        ["rust-tokio/tuned", "not in the quick size"],
      ],
    );
  });

  test("has one rate and two trials in the suite, three where the workload was named", () => {
    const workload = workloadOf(scenario("get", true));
    const [suite] = planWorkload(workload, ALL, SUITE).scenarios;
    assert.deepEqual([suite?.trials, suite?.durationS, suite?.ratesPerS], [2, 4, [5_000]]);
    const [named] = planWorkload(workload, ALL, NAMED).scenarios;
    assert.deepEqual([named?.trials, named?.durationS, named?.ratesPerS], [3, 4, [5_000]]);
    assert.deepEqual(planWorkload(workload, ALL, SUITE).parameters, { keys: 10 });
  });

  test("estimates a trial with 1 s around, 2 s of warm-up and its steps, the floor too", () => {
    const workload = workloadOf(scenario("get", true));
    // A block: 1 s of pre-check and trials of 1 + 2 + 4 s; the floor in each from three trials on.
    assert.equal(planWorkload(workload, ALL, SUITE).estimatedS, 2 * (1 + 3 * 7) + 7);
    assert.equal(planWorkload(workload, ALL, NAMED).estimatedS, 3 * (1 + 4 * 7));
    const rates = { ...NAMED, ratesPerS: [1, 2], durationS: 5, trials: 1 };
    assert.equal(planWorkload(workload, [REFERENCE], rates).estimatedS, 1 + 1 + 2 + 2 * 5);
    assert.equal(planWorkload(workload, [FLOOR], { ...NAMED, trials: 4 }).estimatedS, 4 * (1 + 7));
  });

  test("takes the first scenario always, and others while the time lasts", () => {
    const workload = workloadOf(
      scenario("replay", true),
      scenario("get-set", true),
      scenario("get", false),
    );
    // Each takes 51 s with the whole field: one in the suite's 60 s.
    const suite = planWorkload(workload, ALL, SUITE);
    assert.deepEqual(idsOf(suite), ["replay"]);
    assert.deepEqual(suite.leftOut, [
      "cache: scenario get-set, for want of time; run it by --scenarios=get-set",
      "cache: scenario get, not part of the quick size; run it by --scenarios=get",
    ]);
    // Named: 87 s each, one in 150 s.
    assert.deepEqual(idsOf(planWorkload(workload, ALL, NAMED)), ["replay"]);
    // Less than one takes: the first all the same.
    assert.deepEqual(idsOf(planWorkload(workload, ALL, { ...NAMED, maxTimeS: 5 })), ["replay"]);
    assert.deepEqual(idsOf(planWorkload(workload, ALL, { ...NAMED, maxTimeS: 173 })), ["replay"]);
    assert.deepEqual(idsOf(planWorkload(workload, ALL, { ...NAMED, maxTimeS: 174 })), [
      "replay",
      "get-set",
    ]);
  });
});

describe("a narrowed plan", () => {
  const workload = workloadOf(
    scenario("replay", true),
    scenario("get", false),
    scenario("tls", true, "memcache-tls"),
  );

  test("runs the scenarios that were asked for, whatever their time and size", () => {
    const plan = planWorkload(workload, ALL, { ...SUITE, scenarios: ["get"], maxTimeS: 1 });
    assert.deepEqual(idsOf(plan), ["get"]);
    assert.deepEqual(plan.leftOut, [
      "cache: scenario replay, not among --scenarios",
      "cache: scenario tls, not among --scenarios",
    ]);
  });

  test("runs the contenders that were asked for, by id or by variant, quick or not", () => {
    const contenders = ["python-asyncio", "reference/naive"];
    const plan = planWorkload(workload, ALL, { ...SUITE, scenarios: ["replay"], contenders });
    assert.deepEqual(namesOf(plan), [
      ["reference/naive", "python-asyncio/naive", "python-asyncio/tuned"],
    ]);
    const reasons = new Set(plan.scenarios[0]?.leftOut.map(({ reason }) => reason));
    assert.deepEqual([...reasons], ["not among --contenders"]);
    assert.equal(plan.scenarios[0]?.leftOut.length, 5);
  });

  test("gives a scenario only contenders that speak its protocol", () => {
    const tls = contender("rust-tls", "ceiling", "tuned*", "memcache-tls");
    const plan = planWorkload(workload, [REFERENCE, tls], { ...SUITE, scenarios: ["tls"] });
    assert.deepEqual(namesOf(plan), [["rust-tls/tuned"]]);
    assert.deepEqual(plan.scenarios[0]?.leftOut, []);
  });

  test("takes rates, seconds and trials as they were given", () => {
    const request = { ...NAMED, ratesPerS: [100, 300], durationS: 0.5, trials: 7 };
    const [first] = planWorkload(workload, ALL, request).scenarios;
    assert.deepEqual([first?.ratesPerS, first?.durationS, first?.trials], [[100, 300], 0.5, 7]);
  });
});
