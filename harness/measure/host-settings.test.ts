// Settings, read from texts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readHostSettings } from "./host-settings.ts";

test("settings are read, governors of the cores asked for alone", () => {
  const files: Readonly<Record<string, string>> = {
    "/sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet\n",
    "/sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc hpet\n",
    "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n",
    "/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor": "powersave\n",
    "/sys/devices/system/cpu/cpu2/cpufreq/scaling_governor": "performance\n",
    "/sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never\n",
    "/proc/meminfo": "MemTotal:       1000 kB\nMemAvailable:    500 kB\n",
  };
  assert.deepEqual(
    readHostSettings([0, 1], (file) => files[file]),
    {
      clockSource: "hpet",
      clockSourcesAvailable: ["tsc", "hpet"],
      governors: ["powersave"],
      transparentHugePages: "always",
      memoryFreeBytes: 512_000,
    },
  );
});

test("a system that tells nothing has nothing set, and its free memory all the same", () => {
  const settings = readHostSettings([0], () => undefined);
  assert.equal(settings.clockSource, undefined);
  assert.deepEqual(settings.governors, []);
  assert.ok(settings.memoryFreeBytes > 0);
});
