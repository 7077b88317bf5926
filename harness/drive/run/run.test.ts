// A whole run of two contenders, one of which dies under load: the other one's trials are kept, in
// the journal as in the record, and the record says of each what became of it.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { decidePlacement, readCoreFacts } from "#measure/placement.ts";
import type { Contender, Role } from "#model/contender.ts";
import type { RunRecord } from "#model/run-record.ts";
import type { Slo } from "#model/workload.ts";
import type { Fault } from "#testing/faulty-contender.ts";
import { processesWith } from "#testing/leftovers.ts";
import { sampleRecord } from "../../../reports/golden/sample-record.ts";
import { workload as cache } from "../../../workloads/cache/workload.ts";
import { JOURNAL_FILE, type JournalEntry, type JournalHead } from "./journal.ts";
import { planService } from "#drive/plan/planner.ts";
import { FLOOR_STEPS, GRID_STEPS } from "#drive/plan/rate-grid.ts";
import type { Progress } from "./progress.ts";
import { runWorkloads } from "./run.ts";
import { readRun } from "./saved-run.ts";
import { Toolchains } from "#drive/builds/toolchains.ts";

const ROOT = path.join(import.meta.dirname, "..", "..", "..");
const KEYS = 300;
const TRIALS = 2;

function faulty(id: string, role: Role, fault: Fault, at = 1): Contender {
  return {
    id,
    folder: path.join(ROOT, "harness", "testing"),
    manifest: {
      name: id,
      language: "c",
      role,
      requires: [],
      build: [],
      start: ["{node}", "faulty-contender.ts", `--fault=${fault}`, `--at=${at}`],
      speaks: "memcache",
      variants: [{ name: "only", arguments: [], quick: true, changes: "" }],
    },
  };
}

function headOf(): JournalHead {
  const { workloads: _, preChecks: _p, status: _s, durationS: _d, ...head } = sampleRecord();
  return { ...head, leftOut: [] };
}

interface Settings {
  /** Searches knees under this limit, on a grid of very short steps. */
  readonly slo?: Slo;
  readonly contenders: readonly Contender[];
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly show: (progress: Progress) => void;
}

function run({ contenders, folder, signal, show, slo }: Settings): Promise<RunRecord> {
  const small = { parameters: { keys: KEYS, memoryMib: 64 }, ratesPerS: [500] };
  const workload = { ...cache, sizes: { ...cache.sizes, quick: small } };
  const request = { named: true, scenarios: ["get-set"], durationS: 0.5, trials: TRIALS } as const;
  const asked = { size: "quick", ...request, ...(slo && { slo }) } as const;
  const plan = planService(workload, contenders, asked);
  const scenarios = plan.scenarios.map((scenario) => ({
    ...scenario,
    rules: { ...scenario.rules, gridStepS: [0.05, 0.05], warmUpCapS: 1, repeats: 1 } as const,
  }));
  return runWorkloads({
    workloads: [
      {
        plan: { ...plan, scenarios },
        folder: path.join(ROOT, "workloads", "cache"),
        codecModule: path.join(ROOT, "harness", "load", "codecs", "memcache.ts"),
        datasetSha256: "",
        services: [],
      },
    ],
    head: headOf(),
    folder,
    placement: decidePlacement(readCoreFacts()),
    builds: { toolchains: new Toolchains(), cache: path.join(folder, "cache") },
    compileCache: path.join(folder, "compiled"),
    seed: 1,
    signal,
    show,
  });
}

test("a contender that dies loses no trial of another", { timeout: 120_000 }, async (context) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "run-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const dying = faulty("python-dying", "baseline", "dies-under-load", KEYS);
  const contenders = [faulty("reference", "reference", "none"), dying];
  const shown: Progress[] = [];
  const { signal } = new AbortController();
  const show = (progress: Progress): void => void shown.push(progress);
  const record = await run({ contenders, folder, signal, show });

  assert.equal(record.status, "complete");
  const [found] = record.workloads;
  assert.deepEqual(
    found?.trials.map(({ contender, block }) => [contender, block]),
    [
      ["reference", 0],
      ["reference", 1],
    ],
  );
  const [reference, other] = found.contenders;
  // Fit or not, which is the machine's: its figures are there.
  assert.match(reference?.outcome ?? "", /^(measured|invalid)$/);
  assert.ok((reference?.metrics.length ?? 0) > 0);
  assert.equal(other?.outcome, "crashed");
  assert.equal(other.reason, `was ended by SIGKILL under load (${TRIALS} of ${TRIALS} trials)`);
  assert.deepEqual(other.metrics, []);

  // A block is one round over all contenders.
  const blocks = shown.flatMap((each) => (each.kind === "trial-started" ? [each.key.block] : []));
  assert.deepEqual(blocks, [0, 0, 1, 1]);
  const saved = readRun(path.join(folder, JOURNAL_FILE));
  assert.ok(saved.ok);
  assert.deepEqual(saved.value.record.workloads, JSON.parse(JSON.stringify(record.workloads)));
});

test("a run that is cut off keeps what was finished", { timeout: 120_000 }, async (context) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "run-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const abort = new AbortController();
  const names: string[] = [];
  const record = await run({
    contenders: [faulty("reference", "reference", "none")],
    folder,
    signal: abort.signal,
    show: (progress) => {
      names.push(progress.kind);
      // In the second block's trial, while its contender starts.
      if (progress.kind === "trial-started" && progress.key.block === 1) abort.abort();
    },
  });
  assert.equal(record.status, "aborted");
  const [found] = record.workloads;
  assert.equal(found?.trials.length, 1);
  assert.match(found.contenders[0]?.outcome ?? "", /^(measured|invalid)$/);
  assert.doesNotMatch(found.contenders[0]?.reason ?? "", /aborted/);
  assert.equal(names.at(-1), "trial-ended");
  const journal = readFileSync(path.join(folder, JOURNAL_FILE), "utf8").trimEnd().split("\n");
  const entries = journal.map((line) => (JSON.parse(line) as JournalEntry).entry);
  assert.equal(entries.filter((entry) => entry === "trial").length, 1);
  assert.equal(existsSync(path.join(folder, "record.json")), false);
  assert.deepEqual(processesWith(folder), []);
});

test("a knee is searched on a grid around the closed loop", {
  timeout: 120_000,
}, async (context) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "run-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const shown: string[] = [];
  const slo = { quantile: "p50", limitNs: 1e9 } as const;
  const record = await run({
    contenders: [faulty("reference", "reference", "none"), faulty("floor", "floor", "none")],
    folder,
    signal: new AbortController().signal,
    show: (each) => {
      if (each.kind === "trial-started") shown.push(`${each.key.contender} ${each.what}`);
    },
    slo,
  });
  assert.equal(shown[0], "reference maximum");
  assert.equal(shown.filter((each) => each.endsWith("maximum")).length, 1);
  const [found] = record.workloads;
  assert.ok(found?.shape === "service");
  assert.deepEqual([found.slo?.limitNs, found.sloQuantile], [1e9, "p50"]);
  const maximumPerS = found.contenders[0]?.gridMaximumPerS ?? 0;
  assert.ok(maximumPerS > 0);
  for (const trial of found.trials) {
    const [compared, ...grid] = trial.steps;
    assert.deepEqual([compared?.gridPosition, compared?.offeredPerS], [null, 500]);
    const isFloor = trial.contender === "floor";
    assert.equal(grid.length, isFloor ? FLOOR_STEPS : GRID_STEPS);
    const rates = grid.toSorted((a, b) => (a.gridPosition ?? 0) - (b.gridPosition ?? 0));
    const [lowest = Number.NaN] = rates.map(({ offeredPerS }) => offeredPerS);
    assert.ok(lowest >= 0.399 * maximumPerS && lowest <= 0.433 * maximumPerS);
    assert.notDeepEqual(grid, rates, "in shuffled order");
    const knee = trial.metrics.find(({ name }) => name === "kneePerS");
    assert.notEqual(knee, undefined);
  }
  // Both of a block's trials: other rates in the next block.
  const rates = found.trials
    .filter(({ contender }) => contender === "reference")
    .map(({ steps }) => steps.map(({ offeredPerS }) => offeredPerS).toSorted((a, b) => a - b));
  assert.notDeepEqual(rates[0], rates[1]);
});
