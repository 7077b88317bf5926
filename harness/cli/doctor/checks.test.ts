// The checks of machines that nobody has: what is fine, what warns, what forbids measuring.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decidePlacement } from "#measure/placement.ts";
import { type CoreReadings, coreChecks } from "./core-checks.ts";
import type { DoctorCheck } from "./check.ts";
import { runChecks } from "./run-checks.ts";
import { type SystemReadings, systemChecks } from "./system-checks.ts";

const GIB = 2 ** 30;
const NO_LIMITS = { cores: undefined, memoryBytes: undefined };

function placementOn(cores: number, canPin = true) {
  const allowed = Array.from({ length: cores }, (_, core) => core);
  return decidePlacement({
    allowed,
    siblings: (core) => [core],
    taskset: canPin ? "/usr/bin/taskset" : undefined,
  });
}

function machine(changes: Partial<CoreReadings> = {}): CoreReadings {
  return {
    cores: 2,
    placement: placementOn(2),
    isCoreShared: false,
    limits: NO_LIMITS,
    pauses: { spunMs: 1_000, pauses: 0, pausedMs: 0, longestMs: 0, pausedShare: 0 },
    stealShare: 0,
    loadAverage1m: 0.1,
    platform: "linux",
    ...changes,
  };
}

function system(changes: Partial<SystemReadings> = {}): SystemReadings {
  return {
    settings: {
      clockSource: "tsc",
      clockSourcesAvailable: ["tsc"],
      governors: [],
      transparentHugePages: "madvise",
      memoryFreeBytes: 8 * GIB,
    },
    limits: NO_LIMITS,
    node: { running: "26.10.0", pinned: "26.10.0" },
    cache: { folder: "/home/x/.cache/tailproof", freeBytes: 50 * GIB },
    ...changes,
  };
}

const levels = (checks: readonly DoctorCheck[]) =>
  Object.fromEntries(
    checks.filter(({ level }) => level !== "ok").map(({ id, level }) => [id, level]),
  );

test("a calm machine of two cores is fine, and offers no fix for what is not broken", () => {
  const checks = [...coreChecks(machine()), ...systemChecks(system()), ...runChecks([], [])];
  assert.deepEqual(levels(checks), {});
  assert.ok(checks.every((check) => check.fix === undefined && check.effect !== ""));
});

test("every warning has an effect and a fix", () => {
  const bad = [
    ...coreChecks(
      machine({
        isCoreShared: true,
        limits: { cores: 1.5, memoryBytes: undefined },
        pauses: { spunMs: 1_000, pauses: 9, pausedMs: 83, longestMs: 14.6, pausedShare: 0.083 },
        stealShare: 0.04,
        loadAverage1m: 1.5,
      }),
    ),
    ...systemChecks(
      system({
        settings: {
          clockSource: "hpet",
          clockSourcesAvailable: ["hpet", "tsc"],
          governors: ["powersave"],
          transparentHugePages: "always",
          memoryFreeBytes: GIB,
        },
        node: { running: "24.0.0", pinned: "26.10.0" },
        cache: { folder: "/cache", freeBytes: undefined },
      }),
    ),
    ...runChecks([{ runId: "a", pid: 7 }], [8, 9]),
  ];
  assert.deepEqual(levels(bad), {
    placement: "warn",
    "cpu-limit": "block",
    pauses: "warn",
    steal: "warn",
    load: "warn",
    memory: "warn",
    "clock-source": "warn",
    governor: "warn",
    "huge-pages": "warn",
    node: "warn",
    "build-cache": "warn",
    "other-runs": "warn",
    leftovers: "warn",
  });
  assert.ok(bad.filter(({ level }) => level !== "ok").every(({ fix }) => fix !== undefined));
  const fixOf = (id: string) => bad.find((check) => check.id === id)?.fix;
  assert.equal(fixOf("leftovers"), "kill -9 8 9");
  assert.match(fixOf("clock-source") ?? "", /^echo tsc \| sudo tee /);
});

test("one core forbids measuring, and so does too little memory", () => {
  const one = coreChecks(machine({ cores: 1, placement: placementOn(1) }));
  assert.deepEqual(levels(one), { cores: "block" });
  const limited = systemChecks(system({ limits: { cores: undefined, memoryBytes: GIB / 4 } }));
  assert.deepEqual(levels(limited), { memory: "block" });
  assert.match(limited[0]?.state ?? "", /8.GiB available, a control group allows 256.MiB/);
});

test("a limit below the cores that there are warns, from two cores on", () => {
  const limits = { cores: 2.5, memoryBytes: undefined };
  assert.deepEqual(levels(coreChecks(machine({ cores: 4, placement: placementOn(4), limits }))), {
    "cpu-limit": "warn",
  });
});

test("what a system does not tell is no warning; what it cannot do is", () => {
  const silent = machine({ stealShare: undefined, platform: "darwin" });
  assert.deepEqual(levels(coreChecks(silent)), {});
  const unpinned = { ...silent, placement: placementOn(2, false) };
  const [check] = coreChecks({ ...unpinned }).filter(({ id }) => id === "placement");
  assert.equal(check?.level, "warn");
  assert.match(check.fix ?? "", /^measure on Linux/);
});

test("a larger machine may be busier", () => {
  const busy = { cores: 16, placement: placementOn(16), loadAverage1m: 3 };
  assert.deepEqual(levels(coreChecks(machine(busy))), {});
});
