// What a quick run does: seats, rates, trials and time, worked out by hand; and what the command
// line narrows.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Contender, Role } from "#model/contender.ts";
import type { ServiceScenario, ServiceWorkload } from "#model/workload.ts";
import { fakeJob, fakeKernel } from "#testing/fake-workloads.ts";
import { planJob, planKernel, planService, planWorkload } from "./planner.ts";
import type { Entry, PlanRequest, ScenarioPlan, WorkloadPlan } from "./scenario-plan.ts";
import { estimateS } from "./estimate.ts";

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

/** Trials of everything but the floor. */
function trialsOf(scenario: ScenarioPlan | undefined): number | undefined {
  return scenario?.entries.find(({ priority }) => priority !== "floor")?.trials;
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
    const plan = planService(workloadOf(scenario("get", true)), ALL, SUITE);
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
    const [suite] = planService(workload, ALL, SUITE).scenarios;
    assert.deepEqual([trialsOf(suite), suite?.durationS, suite?.ratesPerS], [2, 4, [5_000]]);
    const [named] = planService(workload, ALL, NAMED).scenarios;
    assert.deepEqual([trialsOf(named), named?.durationS, named?.ratesPerS], [3, 4, [5_000]]);
    assert.deepEqual(planService(workload, ALL, SUITE).parameters, { keys: 10 });
  });

  test("estimates a trial with 1 s around, 2 s of warm-up, its pilot and steps, the floor too", () => {
    const workload = workloadOf(scenario("get", true));
    const holds = (plan: WorkloadPlan, expectedS: number): void =>
      assert.ok(Math.abs(plan.estimatedS - expectedS) < 1e-9, `${plan.estimatedS} ${expectedS}`);
    // A block: 1 s of pre-check and trials of 1 + 2 + 0.5 + 4 s and 0.1 s a step; the floor in each
    // from three trials on.
    holds(planService(workload, ALL, SUITE), 2 * (1 + 3 * 7.6) + 7.6);
    holds(planService(workload, ALL, NAMED), 3 * (1 + 4 * 7.6));
    const rates = { ...NAMED, ratesPerS: [1, 2], durationS: 5, trials: 1 };
    holds(planService(workload, [REFERENCE], rates), 1 + 1 + 2 + 0.5 + 2 * 5.1);
    holds(planService(workload, [FLOOR], { ...NAMED, trials: 4 }), 4 * (1 + 7.6));
  });

  test("takes the first scenario always, and others while the time lasts", () => {
    const workload = workloadOf(
      scenario("replay", true),
      scenario("get-set", true),
      scenario("get", false),
    );
    // Each takes 55 s with the whole field: one in the suite's 60 s.
    const suite = planService(workload, ALL, SUITE);
    assert.deepEqual(idsOf(suite), ["replay"]);
    assert.deepEqual(suite.leftOut, [
      "cache: scenario get-set, for want of time; run it by --scenarios=get-set",
      "cache: scenario get, not part of the quick size; run it by --scenarios=get",
    ]);
    // Named: 94 s each, one in 150 s.
    assert.deepEqual(idsOf(planService(workload, ALL, NAMED)), ["replay"]);
    // Less than one takes: the first all the same.
    assert.deepEqual(idsOf(planService(workload, ALL, { ...NAMED, maxTimeS: 5 })), ["replay"]);
    assert.deepEqual(idsOf(planService(workload, ALL, { ...NAMED, maxTimeS: 188 })), ["replay"]);
    assert.deepEqual(idsOf(planService(workload, ALL, { ...NAMED, maxTimeS: 189 })), [
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
    const plan = planService(workload, ALL, { ...SUITE, scenarios: ["get"], maxTimeS: 1 });
    assert.deepEqual(idsOf(plan), ["get"]);
    assert.deepEqual(plan.leftOut, [
      "cache: scenario replay, not among --scenarios",
      "cache: scenario tls, not among --scenarios",
    ]);
  });

  test("runs the contenders that were asked for, by id or by variant, quick or not", () => {
    const contenders = ["python-asyncio", "reference/naive"];
    const plan = planService(workload, ALL, { ...SUITE, scenarios: ["replay"], contenders });
    assert.deepEqual(namesOf(plan), [
      ["reference/naive", "python-asyncio/naive", "python-asyncio/tuned"],
    ]);
    const reasons = new Set(plan.scenarios[0]?.leftOut.map(({ reason }) => reason));
    assert.deepEqual([...reasons], ["not among --contenders"]);
    assert.equal(plan.scenarios[0]?.leftOut.length, 5);
  });

  test("gives a scenario only contenders that speak its protocol", () => {
    const tls = contender("rust-tls", "ceiling", "tuned*", "memcache-tls");
    const plan = planService(workload, [REFERENCE, tls], { ...SUITE, scenarios: ["tls"] });
    assert.deepEqual(namesOf(plan), [["rust-tls/tuned"]]);
    assert.deepEqual(plan.scenarios[0]?.leftOut, []);
  });

  test("takes rates, seconds and trials as they were given", () => {
    const request = { ...NAMED, ratesPerS: [100, 300], durationS: 0.5, trials: 7 };
    const [first] = planService(workload, ALL, request).scenarios;
    assert.deepEqual([first?.ratesPerS, first?.durationS, trialsOf(first)], [[100, 300], 0.5, 7]);
  });
});

describe("the standard plan", () => {
  const ROLES_OF: readonly [id: string, role: Role, variants: string][] = [
    ["reference", "reference", "naive bytes*"],
    ["python-asyncio", "baseline", "naive tuned*"],
    ["rust-tokio", "ceiling", "described tuned"],
    ["c-memcached", "peer", "one-thread*"],
    ["floor", "floor", "c*"],
  ];
  const contenders = ROLES_OF.map((each) => contender(...each));
  const workload: ServiceWorkload = {
    ...workloadOf(scenario("get", true), scenario("rare", false)),
    wantedKnees: [
      { contender: "c-memcached", variant: "one-thread", priority: "claim" },
      { contender: "rust-tokio", variant: "described", priority: "claim" },
      { contender: "reference", variant: "bytes", priority: "target" },
    ],
  };
  const STANDARD: PlanRequest = { size: "standard", named: true };
  const plannedIn = (plan: WorkloadPlan): string[] =>
    (plan.scenarios[0]?.entries ?? []).map(
      (entry) => `${nameOf(entry)} ${entry.priority} ${entry.trials} ${entry.grid}`,
    );

  test("measures everything: knees for what a claim or target names, the rest at one rate", () => {
    const plan = planService(workload, contenders, STANDARD);
    assert.deepEqual(plannedIn(plan), [
      "reference/naive extra 3 none",
      "reference/bytes target 5 knee",
      "python-asyncio/naive extra 3 none",
      "python-asyncio/tuned extra 3 none",
      "rust-tokio/described claim 5 knee",
      "rust-tokio/tuned extra 3 none",
      "c-memcached/one-thread claim 5 knee",
      "floor/c floor 5 floor",
    ]);
    assert.deepEqual(idsOf(plan), ["get", "rare"]);
    assert.ok(plan.scenarios.every(({ budgetS }) => budgetS === 40 * 60));
    assert.ok(plan.scenarios.every((each) => estimateS(each) <= 40 * 60));
  });

  test("leaves out the least urgent first where the minutes do not suffice, by name", () => {
    const request = { ...STANDARD, scenarios: ["get"], maxTimeS: 14 * 60 };
    const plan = planService(workload, contenders, request);
    assert.ok(plan.estimatedS <= 14 * 60);
    const kept = plannedIn(plan).map((line) => line.split(" ")[0]);
    assert.deepEqual(kept, ["rust-tokio/described", "c-memcached/one-thread", "floor/c"]);
    const leftOut = plan.scenarios[0]?.leftOut ?? [];
    assert.equal(leftOut.length, 5);
    assert.ok(leftOut.every(({ reason }) => reason === "for want of time: there are 14 minutes"));
  });

  test("searches the knee of every contender under a limit that was asked for", () => {
    const slo = { quantile: "p99", limitNs: 5e6 } as const;
    const plan = planService(workload, contenders, { ...NAMED, scenarios: ["get"], slo });
    assert.deepEqual(plan.slo, slo);
    const grids = plan.scenarios[0]?.entries.map(({ grid }) => grid);
    assert.deepEqual(grids, ["knee", "knee", "knee", "floor"]);
  });
});

describe("a job", () => {
  const framed = (id: string, role: Role, variants: string): Contender =>
    contender(id, role, variants, "framed");
  const contenders = [
    framed("reference", "reference", "only* slow"),
    framed("python-json", "baseline", "naive tuned*"),
    REFERENCE,
  ];

  test("is planned by the size's rules, without rates and knees", () => {
    const plan = planJob(fakeJob, contenders, NAMED);
    const [scenario] = plan.scenarios;
    assert.deepEqual(namesOf(plan), [["reference/only", "python-json/tuned"]]);
    assert.deepEqual(
      scenario?.entries.map(({ grid, trials }) => [grid, trials]),
      [
        ["none", 3],
        ["none", 3],
      ],
    );
    // A pre-check of 1 s a block; 3 s of overhead, 4 s of requests and 0.1 s a trial.
    assert.ok(Math.abs(plan.estimatedS - 3 * (1 + 2 * 7.1)) < 1e-9);
    assert.deepEqual(plan.parameters, { numbers: 1_000 });
    assert.equal("ratesPerS" in (scenario ?? {}), false);
  });

  test("has more trials of what is wanted, in the sizes that have a budget", () => {
    const plan = planJob(fakeJob, contenders, { size: "standard", named: true });
    const planned = plan.scenarios[0]?.entries.map((entry) => `${nameOf(entry)} ${entry.trials}`);
    assert.deepEqual(planned, [
      "reference/only 5",
      "reference/slow 3",
      "python-json/naive 3",
      "python-json/tuned 3",
    ]);
  });

  test("and a kernel are told apart by their workload's shape", () => {
    for (const workload of [fakeJob, fakeKernel, workloadOf(scenario("get", true))]) {
      const plan = planWorkload(workload, contenders, NAMED);
      assert.equal(plan.shape, workload.shape);
      assert.ok(plan.scenarios.every(({ shape }) => shape === workload.shape));
    }
    const left = planKernel(fakeKernel, contenders, { ...NAMED, scenarios: [] }).leftOut;
    assert.deepEqual(left, ["fake-kernel: scenario add, not among --scenarios"]);
  });
});
