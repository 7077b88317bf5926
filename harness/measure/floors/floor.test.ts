// Timing, and that a real host's floors are of the right order. The margins are wide: what is held
// is that a figure is what its name says, not how fast the machine is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decidePlacement, readCoreFacts } from "../placement.ts";
import { grainMs } from "./clock-floors.ts";
import { bandwidth, leastNsPerCall, median, nanoseconds } from "./floor.ts";
import { measureFloors } from "./floors.ts";

test("the time of a call is the batch's, divided; what prepares it is not counted", () => {
  let [prepared, batches] = [0, 0];
  const spinMs = (ms: number): void => {
    const untilMs = performance.now() + ms;
    while (performance.now() < untilMs);
  };
  const ns = leastNsPerCall(
    10,
    (calls) => {
      assert.equal(calls, 10);
      assert.equal(++batches, prepared);
      spinMs(0.1);
    },
    () => {
      prepared++;
      spinMs(0.3);
    },
  );
  assert.ok(ns >= 10_000 && ns < 30_000, `${ns} ns of 10,000`);
  assert.ok(batches >= 50);
});

test("medians, units, rounding", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 3);
  assert.deepEqual(nanoseconds(3.456, "x"), { value: 3.5, unit: "ns", method: "x" });
  assert.equal(nanoseconds(345.6, "x").value, 346);
  assert.deepEqual(bandwidth(1_000, 500, "x"), { value: 2e9, unit: "bytes/s", method: "x" });
});

test("the grain is the smallest step above 0", () => {
  const readings = [0, 0, 0.3, 0.4, 0.4, 0.9];
  assert.equal(grainMs(() => readings.shift() ?? 1, 5).toFixed(3), "0.100");
  assert.equal(
    grainMs(() => 7, 5),
    0,
  );
});

test("a host's floors are of the right order", { timeout: 60_000 }, async () => {
  const placement = decidePlacement(readCoreFacts());
  const { signal } = new AbortController();
  const floors = await measureFloors({ placement, environment: process.env, signal });
  const between = (name: keyof typeof floors, low: number, high: number) => {
    const value = floors[name]?.value ?? Number.NaN;
    assert.ok(value > low && value < high, `${name}: ${value} is not in ${low} … ${high}`);
  };
  between("loopbackRoundTripNs", 5_000, 20_000_000);
  if (process.platform === "linux") {
    between("sendNs", 300, 200_000);
    between("recvNs", 50, 100_000);
  }
  between("turnNs", 50, 100_000);
  between("clockReadNs", 5, 10_000);
  between("sealNs", 30, 100_000);
  between("gcmBytesPerS", 1e7, 1e11);
  between("nodeSealNs", 200, 1e6);
  between("memcpyBytesPerS", 1e8, 1e12);
  between("forkExecNs", 50_000, 1e9);
  assert.ok((floors.nodeSealNs.value ?? 0) > floors.sealNs.value);
});
