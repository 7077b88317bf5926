// The truth for tools without a plan: places by order of arrival, an origin that no arrival lies
// before, and service times as they happened.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NS_PER_MS } from "#model/units.ts";
import type { TruthLog } from "../truth-server/truth-log.ts";
import { FATE, type TruthPlan } from "../truth-server/truth-plan.ts";
import { judgeTool, toolTruth } from "./tool-truth.ts";

const RATE_PER_S = 1_000;
const FIRST_INDEX = 500;
const ORIGIN_NS = 7e12;
const LOAD = { ratePerS: RATE_PER_S, durationS: 2 };

/** Every fifth request takes 3 ms, the others 0.2 ms. */
function serverPlan(count: number): TruthPlan {
  const serviceNs = Float64Array.from({ length: count }, (_, at) =>
    at % 5 === 0 ? 3 * NS_PER_MS : 0.2 * NS_PER_MS,
  );
  const fates = new Uint8Array(count).fill(FATE.answer);
  const sizes = { otherServiceNs: 0, replyBytes: 64 };
  return { firstIndex: FIRST_INDEX, count, ...sizes, serviceNs, fates };
}

/** A server that serves what arrives at `arrivals`, each time longer by `stolenNs`. */
function logOf(plan: TruthPlan, arrivals: readonly number[], stolenNs = 0): TruthLog {
  const count = arrivals.length;
  const log = {
    count,
    others: 0,
    index: Uint32Array.from(arrivals, (_, at) => FIRST_INDEX + at),
    connection: new Uint32Array(count),
    arrivalNs: Float64Array.from(arrivals),
    startNs: new Float64Array(count),
    endNs: new Float64Array(count),
  };
  let endNs = -Infinity;
  arrivals.forEach((arrivalNs, at) => {
    log.startNs[at] = Math.max(arrivalNs, endNs);
    endNs = (log.startNs[at] as number) + (plan.serviceNs[at] as number) + stolenNs;
    log.endNs[at] = endNs;
  });
  return log;
}

function onTime(count: number): number[] {
  return Array.from({ length: count }, (_, at) => ORIGIN_NS + at * NS_PER_MS);
}

test("a tool that is on time is held against the recursion of its rate", () => {
  const plan = serverPlan(2_000);
  const truth = toolTruth(logOf(plan, onTime(2_000)), plan, LOAD);
  assert.deepEqual([truth.arrived, truth.originNs], [2_000, ORIGIN_NS]);
  // 3 ms, then the rest of it and 0.2 ms each: 3, 2.2, 1.4, 0.6, 0.2.
  const expected = { p50: 1.4, p90: 3, p99: 3, max: 3 };
  for (const [quantile, expectedMs] of Object.entries(expected)) {
    const name = quantile as keyof typeof expected;
    assert.equal(truth.drawn.quantileNs(name), expectedMs * NS_PER_MS);
    const happenedNs = truth.happened.quantileNs(name) ?? Number.NaN;
    assert.ok(Math.abs(happenedNs / NS_PER_MS - expectedMs) < 1e-6);
  }
});

test("a tool that is late is not excused: its requests were meant for their place", () => {
  const plan = serverPlan(2_000);
  // A closed loop: the requests behind a slow one wait for the reply before them.
  const latenessMs = [0, 2, 1.2, 0.4, 0];
  const late = onTime(2_000).map((atNs, at) => atNs + (latenessMs[at % 5] ?? 0) * NS_PER_MS);
  const truth = toolTruth(logOf(plan, late), plan, LOAD);
  assert.equal(truth.originNs, ORIGIN_NS);
  assert.equal(truth.drawn.quantileNs("p50"), 1.4 * NS_PER_MS);
  const reported = { quantileNs: () => 0.2 * NS_PER_MS, replied: null };
  const asked = { quantiles: ["p50", "p99"], floorP99Ns: 50_000 } as const;
  const judged = judgeTool(truth, reported, asked);
  assert.deepEqual(
    [...judged.values()].map(({ counting, repetition }) => [counting, repetition.within]),
    [
      ["counted", false],
      ["counted", false],
    ],
  );
});

test("what the host took from the server is in the happened truth, and makes it the host's", () => {
  const plan = serverPlan(2_000);
  const truth = toolTruth(logOf(plan, onTime(2_000), 0.1 * NS_PER_MS), plan, LOAD);
  const reported = { quantileNs: () => 3.1 * NS_PER_MS, replied: 2_000 };
  const judged = judgeTool(truth, reported, { quantiles: ["p99"], floorP99Ns: 50_000 });
  const p99 = judged.get("p99");
  assert.equal(p99?.counting, "host");
  assert.ok(Math.abs((p99?.repetition.hostShare ?? 0) - 0.1 / 3) < 1e-6);
});

test("a tool that sends fewer is held against what arrived; more than planned is left out", () => {
  const plan = serverPlan(1_000);
  assert.equal(toolTruth(logOf(plan, onTime(600)), plan, LOAD).arrived, 600);
  assert.equal(toolTruth(logOf(plan, onTime(600)), plan, LOAD).happened.count, 600);
  const more = { ...logOf(serverPlan(1_500), onTime(1_500)) };
  assert.equal(toolTruth(more, plan, LOAD).arrived, 1_000);
  const none = toolTruth(logOf(plan, []), plan, LOAD);
  assert.deepEqual([none.arrived, none.happened.quantileNs("p50")], [0, null]);
});
