// Steps against a small server of this folder: what comes back, what lasts as long as a step, and
// what becomes of a plan that cannot be carried out.

import assert from "node:assert/strict";
import path from "node:path";
import { it, type TestContext } from "node:test";
import { checkPlan } from "#model/schema/plan-schema.ts";
import type { TrialPlan } from "#model/plan.ts";
import { getsPlan } from "./planted-faults/planted-steps.ts";
import type { FaultGround } from "./planted-faults/planted-fault.ts";
import { plantingGround } from "./planted-faults/planting-ground.ts";
import { startProgram } from "./planted-faults/running-contender.ts";
import { measureSteps, planFor } from "./measured-step.ts";

const STEP = { arrivals: "uniform", ratePerS: 200, durationS: 0.2, seed: 1 } as const;

async function answering(
  t: TestContext,
  work: (ground: FaultGround, plan: TrialPlan) => Promise<void>,
): Promise<void> {
  const ground = plantingGround(t);
  await using contender = await startProgram("plain-contender.ts", ["0", "0"], ground);
  await work(ground, getsPlan(contender.port, [STEP, STEP], { connections: 2, warmUpS: 0 }));
}

it("measures every step, each with its guest, and judges it", async (t) => {
  const told: string[] = [];
  await answering(t, async (ground, plan) => {
    const pids = new Set<number>();
    const ending = await measureSteps({
      ...ground,
      plan,
      onStep(pid, step) {
        pids.add(pid);
        told.push(`begin ${step}`);
        return {
          [Symbol.asyncDispose]: () => Promise.resolve(void told.push(`end ${step}`)),
        };
      },
    });
    assert.ok("steps" in ending, JSON.stringify(ending));
    assert.deepEqual(
      ending.steps.map(({ planned, replied }) => [planned, replied]),
      [
        [40, 40],
        [40, 40],
      ],
    );
    assert.equal(ending.outcomes.length, 2);
    assert.equal(ending.notes.length, 2);
    assert.equal(ending.warmedPerS, null);
    assert.deepEqual([...pids], [ending.generatorPid]);
  });
  assert.deepEqual(told, ["begin 0", "end 0", "begin 1", "end 1"]);
});

it("ends a guest whose step is aborted", async (t) => {
  await answering(t, async (ground, plan) => {
    const abort = new AbortController();
    let ended = 0;
    const steps = [{ ...STEP, durationS: 60 }];
    const ending = await measureSteps({
      ...ground,
      plan: { ...plan, steps },
      signal: abort.signal,
      onStep() {
        abort.abort();
        return { [Symbol.asyncDispose]: () => Promise.resolve(void ended++) };
      },
    });
    assert.deepEqual(ending, { fault: "aborted" });
    assert.equal(ended, 1);
  });
});

it("tells why a plan cannot be carried out", async (t) => {
  const ground = plantingGround(t);
  const plan = getsPlan(1, [STEP], {
    trafficModule: path.join(import.meta.dirname, "no-such-traffic.ts"),
  });
  const ending = await measureSteps({ ...ground, plan });
  assert.ok(
    "fault" in ending && ending.fault.includes("no-such-traffic.ts"),
    JSON.stringify(ending),
  );
});

it("makes a plan that the generator takes for each protocol", () => {
  for (const protocol of ["http", "memcache", "udp"] as const) {
    const plan = planFor({
      protocol,
      port: 1,
      trafficModule: "/traffic.ts",
      traffic: { scenario: "s", seed: 1, parameters: {} },
      steps: [STEP],
      connections: 1,
      inFlightMax: 1,
      ...(protocol === "udp" ? { receiveBufferBytes: 1_024 } : {}),
    });
    assert.equal(checkPlan(plan, protocol).ok, true);
    assert.equal(plan.transport?.kind, protocol === "udp" ? "udp" : undefined);
  }
});
