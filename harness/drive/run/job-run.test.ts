// Whole runs of a job and a kernel, with a backing service and without: trials in blocks,
// comparisons in the metrics of jobs, the record the same from the journal; and what a service that
// cannot be built or started does to its contenders.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { decidePlacement, readCoreFacts } from "#measure/placement.ts";
import type { Contender, Role } from "#model/contender.ts";
import type { RunRecord } from "#model/run-record.ts";
import type { Service } from "#model/service.ts";
import { fakeJob, fakeKernel } from "#testing/fake-workloads.ts";
import { CAN_LOOK, processesWith } from "#testing/leftovers.ts";
import { Toolchains } from "#drive/builds/toolchains.ts";
import type { FoundService } from "#drive/discovery/discovery-services.ts";
import { planJob, planKernel } from "#drive/plan/planner.ts";
import type { PlanRequest } from "#drive/plan/scenario-plan.ts";
import type { WorkloadToRun } from "#drive/plan/workload-to-run.ts";
import { sampleRecord } from "../../../reports/golden/sample-record.ts";
import { JOURNAL_FILE } from "./journal.ts";
import { runWorkloads } from "./run.ts";
import { runHead } from "./run-head.ts";
import { readRun } from "./saved-run.ts";

const TESTING = path.join(import.meta.dirname, "..", "..", "testing");
const TRIALS = 3;
const REQUEST: PlanRequest = { size: "quick", named: true, trials: TRIALS, durationS: 0.2 };

function contender(id: string, role: Role, workMs: number): Contender {
  return {
    id,
    folder: TESTING,
    manifest: {
      name: id,
      language: "typescript",
      role,
      requires: [],
      build: [],
      start: ["{node}", "fake-framed-contender.ts", `--work-ms=${workMs}`],
      speaks: "framed",
      variants: [{ name: "only", arguments: [], quick: true, changes: "" }],
    },
  };
}

const CONTENDERS = [
  contender("reference", "reference", 5),
  contender("python-slow", "baseline", 20),
];

function store(changes: Partial<Service> = {}): FoundService {
  const contenderArgument = "--store=127.0.0.1:{port}";
  const start = ["{node}", "fake-store.ts"];
  const plain = { name: "store", requires: [], build: [], start, contenderArgument };
  return { folder: TESTING, manifest: { ...plain, ...changes } };
}

async function run(
  context: TestContext,
  workload: Pick<WorkloadToRun, "plan" | "services">,
): Promise<{ record: RunRecord; folder: string }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "job-run-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const placement = decidePlacement(readCoreFacts());
  const { host: _, ...head } = await runHead({
    root: folder,
    folder,
    size: "quick",
    seed: 1,
    startedAt: new Date(0),
    placement,
    plans: [workload.plan],
    reproduce: "",
    versions: {},
  });
  const record = await runWorkloads({
    workloads: [{ ...workload, folder: TESTING, datasetSha256: "" } as WorkloadToRun],
    head: { ...head, host: sampleRecord().host },
    folder,
    placement,
    builds: { toolchains: new Toolchains(), cache: path.join(folder, "cache") },
    compileCache: path.join(folder, "compiled"),
    seed: 1,
    signal: new AbortController().signal,
    show: () => {},
  });
  assert.deepEqual(processesWith(folder), []);
  return { record, folder };
}

/** The size's rules, but for pre-checks and warm-ups, which would take seconds. */
function hurried<Plan extends { readonly rules: object }>(scenario: Plan): Plan {
  return { ...scenario, rules: { ...scenario.rules, preCheckS: 0.02, warmUpCapS: 1 } };
}

test("a job is run in blocks, beside its service, and compared", {
  timeout: 120_000,
}, async (context) => {
  const planned = planJob(fakeJob, CONTENDERS, REQUEST);
  const plan = { ...planned, scenarios: planned.scenarios.map(hurried) };
  const { record, folder } = await run(context, { plan, services: [store()] });
  const [found] = record.workloads;
  assert.ok(found?.shape === "job");
  assert.deepEqual(
    found.contenders.map(({ id, outcome }) => [id, outcome]),
    [
      ["reference", "measured"],
      ["python-slow", "measured"],
    ],
  );
  assert.equal(found.trials.length, 2 * TRIALS);
  for (const { steps } of found.trials) {
    assert.ok(!CAN_LOOK || (steps[0]?.services?.rssBytesMax ?? 0) > 1e6);
  }
  const elapsed = found.comparisons.find(({ metric }) => metric === "elapsed.p50");
  assert.deepEqual(
    [elapsed?.contender, elapsed?.against, elapsed?.at, elapsed?.trials],
    ["reference", "python-slow", undefined, TRIALS],
  );
  // 20 ms against 5 ms of spinning: however busy the machine, the reference is better.
  assert.ok((elapsed?.ratio ?? 0) > 1.2);
  const metrics = found.comparisons.map(({ metric }) => metric);
  const expected = ["elapsed.p50", "bytesPerS", "rowsPerS", "cpuNsPerRequest", "rssBytesPeak"];
  assert.deepEqual(metrics, expected);
  const names = found.contenders[0]?.metrics.map(({ name }) => name) ?? [];
  for (const metric of expected) assert.ok(names.includes(metric), metric);
  assert.match(record.equal.map(({ value }) => value).join("\n"), /one at a time over stdin/);

  const saved = readRun(path.join(folder, JOURNAL_FILE));
  assert.ok(saved.ok, saved.ok ? "" : saved.problems.join("\n"));
  assert.deepEqual(saved.value.record.workloads, JSON.parse(JSON.stringify(record.workloads)));
});

test("a kernel is compared in what it measured of itself", {
  timeout: 120_000,
}, async (context) => {
  const planned = planKernel(fakeKernel, CONTENDERS, REQUEST);
  const plan = { ...planned, scenarios: planned.scenarios.map(hurried) };
  const { record } = await run(context, { plan, services: [] });
  const [found] = record.workloads;
  assert.ok(found?.shape === "kernel");
  assert.equal(found.trials.length, 2 * TRIALS);
  const metrics = found.comparisons.map(({ metric }) => metric);
  assert.deepEqual(metrics, ["nsPerOp", "rssBytesPeak"]);
});

for (const [what, changes, outcome, reason] of [
  [
    "lacks a tool",
    { requires: ["no-such-broker"] },
    "unavailable",
    /^the service store is unavailable: .*no-such-broker/,
  ],
  [
    "cannot be built",
    { build: [["{node}", "-e", "process.exit(1)"]] },
    "unavailable",
    /^the service store is unavailable: the build failed/,
  ],
  [
    "does not start",
    { start: ["{node}", "fake-store.ts", "--fault=exits-at-once"] },
    "invalid",
    /^the service store exited with code 4;/,
  ],
] as const) {
  test(`a service that ${what}`, { timeout: 60_000 }, async (context) => {
    const planned = planJob(fakeJob, CONTENDERS, { ...REQUEST, trials: 1 });
    const plan = { ...planned, scenarios: planned.scenarios.map(hurried) };
    const { record } = await run(context, { plan, services: [store(changes)] });
    const results = record.workloads[0]?.contenders ?? [];
    assert.equal(results.length, 2);
    for (const result of results) {
      assert.equal(result.outcome, outcome);
      assert.match(result.reason ?? "", reason);
      assert.equal(result.fix !== undefined, outcome === "unavailable");
    }
    assert.deepEqual(record.workloads[0]?.trials, []);
  });
}
