// The spinner keeps a core busy for the share of time that it is told, and does not outlive whoever
// started it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CAN_LOOK, processesRunning } from "#testing/leftovers.ts";
import { readUsage } from "#measure/process-usage.ts";
import { NS_PER_MS } from "#model/units.ts";
import { plantingGround } from "./planting-ground.ts";
import { type Bursts, startSpinning } from "./spinning-process.ts";

const WATCHED_MS = 400;
const skip = CAN_LOOK ? false : "needs /proc";

/** CPU time of a spinner in ms, by the kernel, while this process sleeps. */
async function busyMs(t: Parameters<typeof plantingGround>[0], bursts: Bursts): Promise<number> {
  const ground = plantingGround(t);
  const core = ground.placement.generatorCore ?? 0;
  await using spinning = await startSpinning(bursts, core, ground);
  const before = readUsage([spinning.pid]).cpuNs;
  await sleep(WATCHED_MS);
  return (readUsage([spinning.pid]).cpuNs - before) / NS_PER_MS;
}

it("rests between bursts", { skip }, async (t) => {
  const ms = await busyMs(t, { burstMs: 5, restMs: 15 });
  // Others may have had the core meanwhile, so the lower bound says only that it spins.
  assert.ok(ms > 0.05 * WATCHED_MS && ms < 0.5 * WATCHED_MS, `busy for ${ms} ms`);
});

it("spins all the time where there is no rest, and is gone afterwards", { skip }, async (t) => {
  const ms = await busyMs(t, { burstMs: 20, restMs: 0 });
  assert.ok(ms > 0.2 * WATCHED_MS, `busy for ${ms} ms`);
  const length = "20.0625";
  const ground = plantingGround(t);
  const spinning = await startSpinning({ burstMs: Number(length), restMs: 0 }, 0, ground);
  assert.equal(processesRunning(length).length, 1);
  await spinning[Symbol.asyncDispose]();
  assert.deepEqual(processesRunning(length), []);
});

it("ends when its stdin does, which is when its parent dies", async () => {
  const program = path.join(import.meta.dirname, "spinner.ts");
  const child = spawn(process.execPath, [program, "2", "0"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.stdin.end();
  const [code] = (await once(child, "exit")) as [number | null];
  assert.equal(code, 0);
});
