// Plans: a right one passes unchanged, broken numbers are named.

import assert from "node:assert/strict";
import test from "node:test";
import type * as z from "zod";
import type { TrialPlan } from "../plan.ts";
import { checkPlan, type planSchema } from "./plan-schema.ts";
import type { Same } from "./same-type.ts";

const PLAN: TrialPlan = {
  version: 1,
  codecModule: "/lab/codec.ts",
  trafficModule: "/lab/traffic.ts",
  traffic: { scenario: "get", seed: 7, parameters: { keys: 10 } },
  oracle: true,
  host: "127.0.0.1",
  port: 4000,
  connections: 2,
  inFlightMax: 4,
  gateCount: 100,
  pauseRule: { thresholdNs: 100_000, lookBackNs: 1_000_000, lookAheadFactor: 3 },
  warmUp: { capS: 2 },
  drain: { minS: 2, factor: 3, maxS: 30 },
  steps: [{ arrivals: "poisson", ratePerS: 5_000, durationS: 4, seed: 9 }],
  requestOffset: 0,
};

test("the schema and the type say the same", () => {
  const same: Same<z.infer<typeof planSchema>, TrialPlan> = true;
  assert.ok(same);
});

test("a right plan passes unchanged", () => {
  assert.deepEqual(checkPlan(PLAN, "plan"), { ok: true, value: PLAN });
});

test("every broken number is named at once", () => {
  const broken = {
    ...PLAN,
    version: 2,
    codecModule: "codec.ts",
    port: 0,
    steps: [{ arrivals: "poison", ratePerS: 0, durationS: Number.NaN, seed: 1.5 }],
  };
  assert.deepEqual(checkPlan(broken, "plan of cache/reference"), {
    ok: false,
    problems: [
      "plan of cache/reference: version: received 2; expected 1.",
      'plan of cache/reference: codecModule: received "codec.ts"; expected an absolute path.',
      "plan of cache/reference: port: received 0; expected at least 1.",
      'plan of cache/reference: steps[0].arrivals: received "poison"; expected one of "uniform", "poisson". Did you mean "poisson"?',
      "plan of cache/reference: steps[0].ratePerS: received 0; expected more than 0.",
      "plan of cache/reference: steps[0].durationS: received NaN; expected a number.",
      "plan of cache/reference: steps[0].seed: received 1.5; expected a whole number.",
    ],
  });
});

test("a plan over UDP says how, and has no TLS", () => {
  const udp = { ...PLAN, transport: { kind: "udp", receiveBufferBytes: 4_096 } } as const;
  assert.deepEqual(checkPlan(udp, "plan"), { ok: true, value: udp });
  const wrong = {
    ...PLAN,
    transport: { kind: "udp", receiveBufferBytes: 0 },
  };
  assert.deepEqual(checkPlan(wrong, "plan"), {
    ok: false,
    problems: ["plan: transport.receiveBufferBytes: received 0; expected at least 1."],
  });
  assert.deepEqual(checkPlan({ ...udp, tls: { verify: true } }, "plan"), {
    ok: false,
    problems: ['plan: tls: received {"verify":true}; expected none where the transport is UDP.'],
  });
});
