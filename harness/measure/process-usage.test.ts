// Usage, over laid-out process tables: what is summed, what is found, what is survived. One live
// check on Linux.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { ProcFiles } from "./proc-files.ts";
import { pidsOfTrial, readPssBytes, readUsage } from "./process-usage.ts";
import { environmentMark, TRIAL_VARIABLE } from "./trial-mark.ts";

/** Files of one process, by their path below /proc/<pid>. */
type FakeProcess = Readonly<Record<string, string>>;

function proc(context: TestContext, processes: Readonly<Record<number, FakeProcess>>): ProcFiles {
  const root = mkdtempSync(path.join(os.tmpdir(), "tailproof-proc-"));
  context.after(() => rmSync(root, { recursive: true }));
  for (const [pid, files] of Object.entries(processes)) {
    for (const [file, text] of Object.entries(files)) {
      const full = path.join(root, pid, file);
      mkdirSync(path.dirname(full), { recursive: true });
      writeFileSync(full, text);
    }
  }
  return new ProcFiles(root);
}

/** A stat line with these CPU ticks. */
const stat = (name: string, ticks: readonly number[]) =>
  `7 (${name}) S 1 7 7 0 -1 4194304 1 0 0 0 ${ticks.join(" ")} 20 0 1 0`;

const marked = (id: string) => `PATH=/bin\0${TRIAL_VARIABLE}=${environmentMark(id)}\0`;

test("threads are summed in nanoseconds, memory over processes", (context) => {
  const files = proc(context, {
    7: {
      stat: stat("a) (b", [0, 0, 0, 0]),
      status: "Name:\tx\nVmHWM:\t   300 kB\nVmRSS:\t   200 kB\n",
      "task/7/schedstat": "1500 9 9\n",
      "task/8/schedstat": "2500 9 9\n",
    },
    9: {
      stat: stat("b", [0, 0, 0, 0]),
      status: "VmHWM:\t 30 kB\nVmRSS:\t 20 kB\n",
      "task/9/schedstat": "1 0 0\n",
    },
  });
  assert.deepEqual(readUsage([7, 9, 999], files), {
    cpuNs: 4_001,
    rssBytes: 220 * 1_024,
    rssBytesPeak: 330 * 1_024,
    source: "schedstat",
  });
});

test("ended threads and reaped children are counted from the ticks", (context) => {
  const files = proc(context, {
    7: { stat: stat("a", [30, 20, 4, 1]), "task/7/schedstat": "20000000 9 9\n" },
  });
  // 50 ticks of its own against 20 ms of living threads, and 5 ticks of children.
  assert.equal(readUsage([7], files).cpuNs, 550_000_000);
});

test("without schedstat the ticks count, and the reading says so", (context) => {
  const files = proc(context, { 7: { stat: stat("a", [3, 2, 0, 0]) } });
  const { cpuNs, source } = readUsage([7], files);
  assert.deepEqual({ cpuNs, source }, { cpuNs: 50_000_000, source: "ticks" });
});

test("a trial's processes are found by their mark, descendants without it too", (context) => {
  const files = proc(context, {
    10: { environ: marked("t-1"), "task/10/children": "", "task/11/children": "20 " },
    20: { environ: "PATH=/bin\0", "task/20/children": "30 31 " },
    30: { environ: "" },
    31: { environ: "" },
    40: { environ: marked("t-10") },
    50: { environ: `X=${marked("t-1").slice(9, -5)}\0` },
  });
  assert.deepEqual(pidsOfTrial("t-1", files), [10, 20, 30, 31]);
  assert.deepEqual(pidsOfTrial("t-10", files), [40]);
  assert.deepEqual(pidsOfTrial("t-2", files), []);
});

test("proportional memory, null where the system does not tell", (context) => {
  const files = proc(context, {
    7: { smaps_rollup: "00-ff ---p [rollup]\nRss:  900 kB\nPss:   10 kB\nPss_Dirty: 4 kB\n" },
    8: { smaps_rollup: "Pss:   5 kB\n" },
  });
  assert.equal(readPssBytes([7, 8, 9], files), 15 * 1_024);
  assert.equal(readPssBytes([9], files), null);
});

test("live: a child that burns CPU is found and charged", {
  skip: process.platform !== "linux",
}, async () => {
  const id = `live-${process.pid}`;
  const burn =
    "const end = performance.now() + 150; while (performance.now() < end); console.log(1)";
  const child = spawn(process.execPath, ["-e", `${burn}; setTimeout(() => {}, 60_000)`], {
    env: { [TRIAL_VARIABLE]: environmentMark(id) },
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    await once(child.stdout, "data");
    assert.deepEqual(pidsOfTrial(id), [child.pid]);
    const usage = readUsage(pidsOfTrial(id));
    assert.equal(usage.source, "schedstat");
    // The host may take the core away while it burns, so only a fair part of the 150 ms is asked
    // for.
    assert.ok(usage.cpuNs > 40_000_000, `${usage.cpuNs} ns`);
    assert.ok(usage.rssBytesPeak >= usage.rssBytes && usage.rssBytes > 10_000_000);
    const pss = readPssBytes(pidsOfTrial(id));
    assert.ok(pss !== null && pss > 1_000_000 && pss <= usage.rssBytesPeak);
  } finally {
    child.kill("SIGKILL");
  }
});
