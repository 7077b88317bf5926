// What the declaration promises to the planner and the ledger.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { claims } from "./claims.ts";
import { requestMix } from "./request-mix.ts";
import { workload } from "./workload.ts";

test("the first scenario is quick, and every declared scenario has traffic", () => {
  assert.equal(workload.scenarios[0]?.id, "replay");
  assert.deepEqual(
    workload.scenarios.filter((scenario) => scenario.quick).map((scenario) => scenario.id),
    ["replay", "get-set"],
  );
  for (const { id } of workload.scenarios) {
    assert.ok(requestMix({ scenario: id, seed: 1, parameters: { keys: 100 } }).keys >= 100);
  }
});

test("contenders are told their memory and thread limits", () => {
  const [memory, threads] = workload.contenderArguments(workload.sizes.quick.parameters);
  assert.deepEqual([memory, threads], ["--memory-mib=64", "--threads=1"]);
  assert.throws(() => workload.contenderArguments({}), /parameter memoryMib/);
});

test("claims have ids of their own, and nobody touched the source's words", () => {
  assert.equal(new Set(claims.map((claim) => claim.id)).size, claims.length);
  for (const claim of claims) {
    assert.equal(claim.system, workload.id);
    assert.match(claim.id, /^cache-[a-z0-9-]+$/);
  }
  // Taken from the ledger when the claims were copied: changes with any letter of an id or a quote.
  const quotes = claims.map((claim) => `${claim.id}\t${claim.quote}`).join("\n");
  assert.equal(
    createHash("sha256").update(quotes).digest("hex"),
    "41651bd133eb998bed798e328d3ab9ad9898e096f5f9b0875ab4a9a8b6d2f327",
  );
});
