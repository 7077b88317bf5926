// The kernel's counter of waits, against a process that has to share its core.

import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CAN_LOOK } from "#testing/leftovers.ts";
import { watchWaits } from "./core-waits.ts";
import { plantingGround } from "./planting-ground.ts";
import { startSpinning } from "./spinning-process.ts";

const WATCHED_MS = 200;
const SPINNING = { burstMs: 10, restMs: 0 };

it("grows where two processes want one core", {
  skip: CAN_LOOK ? false : "needs /proc",
}, async (t) => {
  const ground = plantingGround(t);
  const core = ground.placement.generatorCore ?? 0;
  await using one = await startSpinning(SPINNING, core, ground);
  await using _other = await startSpinning(SPINNING, core, ground);
  const shares: number[] = [];
  const waits = watchWaits(one.pid, (share) => shares.push(share));
  await sleep(WATCHED_MS);
  await waits[Symbol.asyncDispose]();
  assert.equal(shares.length, 1);
  const [share = 0] = shares;
  assert.ok(share > 0.1, `waited for ${share} of the time`);
});

it("is 0 for a process that is gone", async () => {
  const shares: number[] = [];
  await watchWaits(2 ** 22 + 1, (share) => shares.push(share))[Symbol.asyncDispose]();
  assert.deepEqual(shares, [0]);
});
