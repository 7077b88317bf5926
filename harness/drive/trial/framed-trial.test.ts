// Trials of jobs and kernels on contenders with planted faults, with and without a backing service:
// each ends with the outcome and the reason that fit what was planted, and leaves no process
// behind. Times are not judged: other processes may run beside this test.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import type { FramedFault } from "#testing/fake-framed-contender.ts";
import { fakeJob, fakeKernel } from "#testing/fake-workloads.ts";
import { CAN_LOOK, holdsWithin, processesWith } from "#testing/leftovers.ts";
import type { JobScenario, KernelScenario } from "#model/workload.ts";
import { contenderEnvironment } from "./contender-environment.ts";
import type { JobTrialEnding } from "./framed-trial.ts";
import { type JobTrialSetup, runJobTrial } from "./job-trial.ts";
import { runKernelTrial } from "./kernel-trial.ts";
import { Supervisor } from "./supervisor.ts";
import type { FrameSetup, ServiceLaunch } from "./trial-frame.ts";

const TESTING = path.join(import.meta.dirname, "..", "..", "testing");
const DYING_MS = 1_000;
const REQUESTS_MIN = 4;
/** A late contender is told from a slow one by this; every other one answers within it. */
const REQUEST_CAP_S = 10;
const LATE_S = 0.3;

const supervisor = new Supervisor(randomBytes(8).toString("hex"));
after(async () => {
  await supervisor.end();
  assert.deepEqual(processesWith(`TAILPROOF_RUN=${supervisor.runId}`), []);
});

interface Planted {
  readonly fault?: FramedFault;
  readonly at?: number;
  readonly workMs?: number;
  readonly store?: string;
  readonly storeAt?: number;
  readonly signal?: AbortSignal;
}

function identity(): { trialId: string; environment: Record<string, string> } {
  const trialId = randomBytes(16).toString("hex");
  const scratch = path.join(supervisor.scratch, trialId);
  mkdirSync(scratch);
  const { runId } = supervisor;
  return { trialId, environment: contenderEnvironment({ runId, trialId, scratch }) };
}

function storeOf({ store, storeAt = 1 }: Planted): ServiceLaunch[] {
  if (store === undefined) return [];
  const command = [process.execPath, "fake-store.ts", `--fault=${store}`, `--at=${storeAt}`];
  const contenderArgument = "--store=127.0.0.1:{port}";
  return [{ name: "store", contenderArgument, command, folder: TESTING, ...identity() }];
}

function frameOf(planted: Planted): FrameSetup {
  const { fault = "none", at = 1, workMs = 0 } = planted;
  return {
    key: { contender: "faulty", variant: fault, scenario: "sums", block: 0 },
    launch: {
      command: [
        process.execPath,
        "fake-framed-contender.ts",
        `--fault=${fault}`,
        `--at=${at}`,
        `--work-ms=${workMs}`,
      ],
      folder: TESTING,
      ...identity(),
    },
    services: storeOf(planted),
    supervisor,
    signal: planted.signal ?? new AbortController().signal,
  };
}

const [SUMS] = fakeJob.scenarios as readonly [JobScenario];
const { parameters } = fakeJob.sizes.quick;

/** A warm-up of the gate alone: the step begins with the second request. */
function jobOf(planted: Planted): JobTrialSetup {
  return {
    ...frameOf(planted),
    scenario: SUMS,
    parameters,
    warmUpCapS: 0,
    durationS: 0,
    requestsMin: REQUESTS_MIN,
    requestCapS: planted.fault === "late" ? LATE_S : REQUEST_CAP_S,
    noisyHost: false,
  };
}

async function leavingNothing(
  setup: FrameSetup,
  ending: Promise<JobTrialEnding>,
): Promise<JobTrialEnding> {
  const found = await ending;
  const marks = [setup.launch, ...setup.services].map(({ trialId }) => trialId);
  const left = (): number[] => marks.flatMap(processesWith);
  await holdsWithin(DYING_MS, () => left().length === 0);
  assert.deepEqual(left(), [], "processes are left");
  return found;
}

function jobEnding(planted: Planted, changes: Partial<JobTrialSetup> = {}) {
  const setup = { ...jobOf(planted), ...changes };
  return leavingNothing(setup, runJobTrial(setup));
}

function withoutFigures({ trial, fault }: JobTrialEnding, outcome: string, reason: RegExp): void {
  assert.equal(trial, undefined);
  assert.equal(fault?.outcome, outcome);
  assert.match(fault.reason, reason);
}

describe("a trial of a job", { concurrency: 3 }, () => {
  test("has its times, its work and what was used for it", { timeout: 30_000 }, async () => {
    const { trial, fault } = await jobEnding({ workMs: 3 });
    assert.equal(fault, undefined);
    const [step] = trial?.steps ?? [];
    assert.ok(step !== undefined);
    assert.deepEqual([step.replied, step.mismatched, step.valid], [REQUESTS_MIN, 0, true]);
    assert.equal(step.elapsed.count, REQUESTS_MIN);
    // Too few to support a quantile; the median of the times themselves stands beside.
    assert.equal(step.elapsed.p50Ns, null);
    assert.ok(step.elapsedMedianNs >= 3e6);
    assert.ok(!step.labels.includes("pipe-time"));
    const { rowsPerS = 0, bytesPerS = 0 } = step;
    assert.ok(rowsPerS > 0 && rowsPerS <= 1_000 / 3e-3);
    assert.ok(Math.abs(bytesPerS / rowsPerS - 8) < 1e-9);
    assert.ok(!CAN_LOOK || step.contender.cpuNsPerRequest >= 2e6);
    assert.ok(!CAN_LOOK || step.contender.rssBytesMax > 1e6);
    assert.equal(step.services, undefined);
    const names = trial?.metrics.map(({ name }) => name) ?? [];
    for (const name of ["elapsed.p50", "cpuNsPerRequest", "rowsPerS", "rssBytesPeak"]) {
      assert.ok(names.includes(name), name);
    }
  });

  test("goes on for its time, and warms up until it is level", { timeout: 30_000 }, async () => {
    const changes = { warmUpCapS: 5, durationS: 0.4, requestsMin: 1 };
    const { trial } = await jobEnding({ workMs: 20 }, changes);
    const [step] = trial?.steps ?? [];
    assert.ok(step !== undefined && step.durationS >= 0.4 && step.replied > 1);
    assert.ok(!CAN_LOOK || step.contender.cpuS > 0.1);
  });

  test("of less than 1 ms says so, and that it is cold", { timeout: 30_000 }, async () => {
    const { trial } = await jobEnding({}, { requestsMin: 50 });
    const { labels = [], elapsedMedianNs = 0 } = trial?.steps[0] ?? {};
    assert.equal(labels.includes("pipe-time"), elapsedMedianNs < 1e6);
    assert.ok(labels.includes("cold"));
  });

  test("has wrong answers counted and its figures kept", { timeout: 30_000 }, async () => {
    const { trial, fault } = await jobEnding({ fault: "wrong-once", at: 3 });
    assert.equal(fault?.outcome, "incorrect");
    assert.match(fault.reason, /^1 wrong of 4: \{"sum":500501\} instead of \{"sum":500500\}\.$/);
    const [step] = trial?.steps ?? [];
    assert.deepEqual([step?.mismatched, step?.valid], [1, false]);
    assert.deepEqual(step?.invalidReasons, ["answers: 1 wrong"]);
  });

  const CASES: readonly (readonly [Planted, string, RegExp])[] = [
    [{ fault: "wrong-once" }, "incorrect", /^wrong as the first reply: \{"sum":500501\}/],
    [{ fault: "garbage-first-line" }, "crashed", /^first line is "let us start"; expected \{"re/],
    [{ fault: "exits-at-once" }, "crashed", /^exited with code 3; its last words: "no such thing/],
    [{ fault: "dies-under-load", at: 3 }, "crashed", /^was ended by SIGKILL under load$/],
    [{ fault: "late", at: 3 }, "crashed", /^did not reply within 0\.3 s \(after 0 bytes/],
    [{ fault: "cut-off", at: 2 }, "crashed", /^closed the pipe after 6 of 18 bytes of its reply$/],
    [{ fault: "closes-stdout", at: 2 }, "crashed", /^closed the pipe after 0 bytes of its reply$/],
    [{ fault: "too-long" }, "crashed", /^announced a reply of 1073741824 bytes; at most 16777216/],
    [{ fault: "talks-behind" }, "crashed", /^sent 17 bytes behind its reply$/],
    [
      { store: "exits-at-once" },
      "invalid",
      /^the service store exited with code 4; .*"no room for/,
    ],
    [
      { store: "dies-under-load", storeAt: 3 },
      "invalid",
      /^the service store was ended by SIGKILL/,
    ],
  ];
  for (const [planted, outcome, reason] of CASES) {
    test(`ends by ${JSON.stringify(planted)}`, { timeout: 30_000 }, async () => {
      withoutFigures(await jobEnding(planted), outcome, reason);
    });
  }

  test("whose workload fails is not to blame", { timeout: 30_000 }, async () => {
    const fails = (): never => {
      throw new Error("no data");
    };
    const oracle = await jobEnding({}, { scenario: { ...SUMS, mismatch: fails } });
    withoutFigures(oracle, "invalid", /^the workload's oracle failed: no data$/);
    const request = await jobEnding({}, { scenario: { ...SUMS, request: fails } });
    withoutFigures(request, "invalid", /^the workload's request failed: no data$/);
  });

  test("has its services beside it, measured", { timeout: 30_000 }, async () => {
    const { trial, fault } = await jobEnding({ store: "none" });
    assert.equal(fault, undefined);
    const { services } = trial?.steps[0] ?? {};
    assert.ok(services !== undefined);
    assert.ok(!CAN_LOOK || services.rssBytesMax > 1e6);
  });

  test("keeps its figures when the contender will not end", { timeout: 30_000 }, async () => {
    const { trial, fault } = await jobEnding({ fault: "ignores-sigterm", store: "none" });
    assert.equal(trial?.steps[0]?.replied, REQUESTS_MIN);
    assert.equal(fault?.reason, "ignored SIGTERM for 5 s and was killed");
  });

  for (const [when, planted] of [
    ["while the service starts", { store: "never-ready" }],
    ["in a request", { fault: "late" as const, store: "none" }],
  ] as const) {
    test(`is cut off by the operator ${when}`, { timeout: 15_000 }, async () => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 400);
      const changes = { signal: abort.signal, requestCapS: REQUEST_CAP_S };
      withoutFigures(await jobEnding(planted, changes), "invalid", /^the run was aborted$/);
    });
  }
});

describe("a trial of a kernel", { concurrency: 3 }, () => {
  const [ADD] = fakeKernel.scenarios as readonly [KernelScenario];

  function kernelEnding(planted: Planted): Promise<JobTrialEnding> {
    const quick = fakeKernel.sizes.quick.parameters;
    const setup = {
      ...frameOf(planted),
      scenario: ADD,
      parameters: quick,
      durationS: 1,
      requestCapS: REQUEST_CAP_S,
      noisyHost: true,
    };
    return leavingNothing(setup, runKernelTrial(setup));
  }

  test("has the contender's own samples, labelled so", { timeout: 30_000 }, async () => {
    const { trial, fault } = await kernelEnding({});
    assert.equal(fault, undefined);
    const [step] = trial?.steps ?? [];
    assert.deepEqual(step?.labels, ["noisy-host", "self-measured"]);
    assert.equal(step.self?.nsPerOpSamples.length, 5);
    assert.ok(step.valid && (step.self.nsPerOpMedian ?? 0) > 0);
    assert.deepEqual(
      trial?.metrics.map(({ name }) => name),
      ["nsPerOp", "rssBytesPeak", "pssBytes"],
    );
  });

  test("whose samples last longer than its request is invalid", { timeout: 30_000 }, async () => {
    const { trial } = await kernelEnding({ fault: "overstates" });
    const { valid, invalidReasons = [] } = trial?.steps[0] ?? {};
    assert.equal(valid, false);
    assert.match(invalidReasons.join(), /of samples in a request of/);
  });

  const CASES: readonly (readonly [FramedFault, string, RegExp])[] = [
    ["wrong-digest", "incorrect", /^its digest is "add of (\d+)!"; expected "add of \1"$/],
    ["no-answer", "crashed", /^its answer is .*; expected \{"digest","samples":\[\{"ops"/],
    ["error-answer", "crashed", /^answered with an error: there is no kernel "add"$/],
    ["dies-under-load", "crashed", /^was ended by SIGKILL under load$/],
  ];
  for (const [fault, outcome, reason] of CASES) {
    test(`ends by ${fault}`, { timeout: 30_000 }, async () => {
      withoutFigures(await kernelEnding({ fault }), outcome, reason);
    });
  }
});
