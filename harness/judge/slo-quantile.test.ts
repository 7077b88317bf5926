// Which quantile a limit is judged at, from floors worked by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Trial } from "#model/run-record.ts";
import { NS_PER_MS } from "#model/units.ts";
import { stepOf, trialOf } from "./scripted-outcome.ts";
import { decideSloQuantile } from "./slo-quantile.ts";

const SLO = { quantile: "p99.9", limitNs: 3 * NS_PER_MS } as const;

/** One floor trial a block with these p99.9; null: not supported by the count. */
function floors(...p999Ns: readonly (number | null)[]): Trial[] {
  return p999Ns.map((each, block) => {
    const step = stepOf(100_000);
    const response = { ...step.response, p999Ns: each };
    return trialOf({ contender: "floor", block }, { ...step, response });
  });
}

const LOW_NS = 0.9 * NS_PER_MS;
const HIGH_NS = 1.1 * NS_PER_MS;

test("p99.9 is kept where the floor needs at most a third of the limit in 4 of 5 blocks", () => {
  const { sloQuantile, slo } = decideSloQuantile(
    SLO,
    floors(LOW_NS, LOW_NS, LOW_NS, LOW_NS, HIGH_NS),
  );
  assert.equal(sloQuantile, "p99.9");
  assert.deepEqual(slo, { limitNs: SLO.limitNs, asked: "p99.9" });
});

test("otherwise the same limit holds at p99, with the reason", () => {
  const { sloQuantile, slo } = decideSloQuantile(
    SLO,
    floors(LOW_NS, LOW_NS, LOW_NS, null, HIGH_NS),
  );
  assert.equal(sloQuantile, "p99");
  assert.equal(slo.reason, "the floor's p99.9 is at most 1 ms in only 3 of 5 blocks");
  assert.equal(slo.noClaim, undefined, "at p99 the floor is low enough");
  assert.equal(decideSloQuantile(SLO, []).slo.reason, "the floor was not measured");
});

test("where the floor takes too much of the limit at p99 as well, nothing may be claimed", () => {
  const near = { ...SLO, limitNs: 0.2 * NS_PER_MS };
  const { slo, sloQuantile } = decideSloQuantile(near, floors(LOW_NS, LOW_NS, LOW_NS));
  assert.equal(sloQuantile, "p99");
  assert.equal(slo.noClaim, "the floor's p99 is at most 66.7 µs in only 0 of 3 blocks");
});

test("other quantiles are judged as they were asked for", () => {
  const asked = decideSloQuantile({ ...SLO, quantile: "p90" }, floors(LOW_NS));
  assert.equal(asked.sloQuantile, "p90");
  assert.equal(asked.slo.noClaim, undefined);
});
