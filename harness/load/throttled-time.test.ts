// The kernel's counters of limits on CPU time, against files that are written like its own.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { ThrottledTime } from "./throttled-time.ts";

interface FakeKernel {
  readonly root: string;
  readonly membership: string;
  write(file: string, text: string): void;
}

function fakeKernel(t: TestContext, groups: string): FakeKernel {
  const root = mkdtempSync(path.join(tmpdir(), "throttled-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const write = (file: string, text: string): void => {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  };
  write("membership", groups);
  return { root, membership: path.join(root, "membership"), write };
}

function version2(throttledUs: number): string {
  return `usage_usec 5\nnr_periods 3\nnr_throttled 1\nthrottled_usec ${throttledUs}\n`;
}

test("version 2 counts microseconds; groups above count too, what came before does not", (t) => {
  const kernel = fakeKernel(t, "0::/above/ours\n");
  kernel.write("above/ours/cpu.stat", version2(70));
  kernel.write("above/cpu.stat", version2(10));
  const throttled = new ThrottledTime(kernel);
  assert.equal(throttled.readNs(), 0);
  kernel.write("above/ours/cpu.stat", version2(72));
  assert.equal(throttled.readNs(), 2_000);
  kernel.write("above/cpu.stat", version2(15));
  assert.equal(throttled.readNs(), 7_000);
});

test("version 1 counts nanoseconds, in the hierarchy that has the controller", (t) => {
  const kernel = fakeKernel(t, "4:memory:/ours\n3:cpu,cpuacct:/ours\n0::/\n");
  kernel.write("cpu,cpuacct/ours/cpu.stat", "nr_throttled 0\nthrottled_time 0\n");
  kernel.write("memory/ours/cpu.stat", "throttled_time 0\n");
  const throttled = new ThrottledTime(kernel);
  kernel.write("cpu,cpuacct/ours/cpu.stat", "nr_throttled 1\nthrottled_time 123\n");
  kernel.write("memory/ours/cpu.stat", "throttled_time 999\n");
  assert.equal(throttled.readNs(), 123);
});

test("a process that is moved goes on with the counters of its new groups", (t) => {
  const kernel = fakeKernel(t, "0::/old\n");
  kernel.write("old/cpu.stat", version2(0));
  kernel.write("new/cpu.stat", version2(500));
  const throttled = new ThrottledTime(kernel);
  kernel.write("old/cpu.stat", version2(1));
  assert.equal(throttled.readNs(), 1_000);
  kernel.write("membership", "0::/new\n");
  assert.equal(throttled.readNs(), 1_000);
  kernel.write("new/cpu.stat", version2(503));
  kernel.write("old/cpu.stat", version2(90));
  assert.equal(throttled.readNs(), 4_000);
});

test("a system that does not tell reads 0", (t) => {
  const { root } = fakeKernel(t, "");
  const throttled = new ThrottledTime({ root, membership: path.join(root, "nowhere") });
  assert.equal(throttled.readNs(), 0);
  const kernel = fakeKernel(t, "0::/gone\n");
  assert.equal(new ThrottledTime(kernel).readNs(), 0);
});
