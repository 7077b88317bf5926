// Limits of control groups of both versions, on machines that are laid out as texts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readCgroupLimits } from "./cgroup-limits.ts";

const limits = (files: Readonly<Record<string, string>>) => readCgroupLimits((file) => files[file]);

test("version 2: the tightest of the group and all above it", () => {
  assert.deepEqual(
    limits({
      "/proc/self/cgroup": "0::/a/b\n",
      "/sys/fs/cgroup/a/b/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/a/cpu.max": "150000 100000\n",
      "/sys/fs/cgroup/a/b/memory.max": "2147483648\n",
      "/sys/fs/cgroup/a/memory.max": "max\n",
    }),
    { cores: 1.5, memoryBytes: 2 ** 31 },
  );
});

test("version 1: a folder for each controller, also under its joined name", () => {
  assert.deepEqual(
    limits({
      "/proc/self/cgroup": "4:memory:/x\n2:cpu,cpuacct:/x\n0::/\n",
      "/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us": "50000\n",
      "/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "1073741824\n",
      "/sys/fs/cgroup/memory/x/memory.limit_in_bytes": "9223372036854771712\n",
    }),
    { cores: 0.5, memoryBytes: 2 ** 30 },
  );
});

test("no limit is none, and no groups are none", () => {
  const none = { cores: undefined, memoryBytes: undefined };
  assert.deepEqual(
    limits({
      "/proc/self/cgroup": "1:cpu:/\n0::/\n",
      "/sys/fs/cgroup/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    }),
    none,
  );
  assert.deepEqual(limits({}), none);
});
