// Contenders whose work is done where nobody counts it, and contenders that measure themselves: CPU
// is counted by the trial's mark and by descent, whatever group a process is in; a port must be the
// contender's own; a figure of its own is held against the lab's clock, or not read at all.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, describe, test } from "node:test";
import { Supervisor } from "#drive/trial/supervisor.ts";
import { CAN_LOOK } from "#testing/leftovers.ts";
import { runLyingJob, runLyingKernel, runLyingService } from "./liar-trial.ts";
import type { JobLie } from "./lying-job.ts";

const supervisor = new Supervisor(randomBytes(8).toString("hex"));
after(() => supervisor.end());

describe("work in a process of another group", {
  concurrency: 3,
  skip: !CAN_LOOK && "needs /proc",
}, () => {
  const WORK_MS = 30;
  /** It works by the wall clock, so others on its core take their part; idle it uses 0.1 ms. */
  const COUNTED_NS_MIN = 5e6;
  /** Node's own: what remains of a process that is moved out of sight. */
  const RUNTIME_BYTES = 30e6;

  async function usageOf(lie: JobLie) {
    const { trial, fault } = await runLyingJob(lie, WORK_MS, supervisor);
    assert.equal(fault, undefined);
    const [step] = trial?.steps ?? [];
    assert.ok(step !== undefined);
    return step.contender;
  }

  for (const lie of ["none", "works-elsewhere", "works-elsewhere-unmarked"] as const) {
    test(`is counted: ${lie}`, { timeout: 30_000 }, async () => {
      const { cpuNsPerRequest, rssBytesMax } = await usageOf(lie);
      assert.ok(cpuNsPerRequest >= COUNTED_NS_MIN, `${cpuNsPerRequest} ns`);
      assert.ok(rssBytesMax >= (lie === "none" ? 1 : 2) * RUNTIME_BYTES, `${rssBytesMax} bytes`);
    });
  }
});

test("a contender that names another's port is not measured", {
  timeout: 30_000,
  skip: !CAN_LOOK && "needs /proc",
}, async (context) => {
  const other = spawn(process.execPath, ["lying-service.ts"], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  context.after(() => other.kill("SIGKILL"));
  const [line] = (await once(createInterface(other.stdout), "line")) as [string];
  const { port } = (JSON.parse(line) as { ready: { port: number } }).ready;
  const load = { ratePerS: 500, durationS: 0.2 };
  const liar = { lie: "names-another", words: [`--port=${port}`], ...load } as const;
  const { trial, fault } = await runLyingService(liar, supervisor);
  assert.equal(trial, undefined);
  assert.equal(fault?.reason, `names port ${port}, which none of its own processes holds`);
});

describe("a flattering number of its own", { concurrency: 2 }, () => {
  test("is not read from what a service prints", { timeout: 30_000 }, async () => {
    const load = { ratePerS: 200, durationS: 0.6 };
    const { trial, fault } = await runLyingService({ lie: "flatters", ...load }, supervisor);
    assert.equal(fault, undefined);
    // The lie takes 5 ms for every reply and says 1 µs.
    const p50 = trial?.metrics.find(({ name }) => name === "response.p50");
    const { p50Ns } = trial?.steps[0]?.all.response ?? {};
    assert.ok((p50Ns ?? 0) >= 4e6, `${p50Ns} ns`);
    assert.ok((p50?.value ?? Infinity) >= 4e6, `${p50?.value} ns`);
  });

  test("is refused where a kernel's samples leave out its time", { timeout: 30_000 }, async () => {
    const { trial } = await runLyingKernel("flatters", supervisor);
    const [step] = trial?.steps ?? [];
    assert.equal(step?.valid, false);
    assert.match(step.invalidReasons.join(), /of samples in a request of .*: less than 50/);
  });

  test("is labelled where it fits the lab's clock", { timeout: 30_000 }, async () => {
    const { trial, fault } = await runLyingKernel("none", supervisor);
    assert.equal(fault, undefined);
    const [step] = trial?.steps ?? [];
    assert.deepEqual([step?.valid, step?.labels], [true, ["self-measured"]]);
  });
});
