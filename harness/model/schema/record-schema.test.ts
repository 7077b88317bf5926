// Records: the schema says what the types say, the published JSON Schema is current, and a record
// that cannot be read is refused with what to do.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import type * as z from "zod";
import type { RunRecord } from "../run-record.ts";
import type { Quantiles, Step, TimeQuantiles } from "../step.ts";
import { parseRecord, type recordSchema, recordJsonSchema } from "./record-schema.ts";
import type { Same } from "./same-type.ts";

const SCHEMA_FILE = path.join(import.meta.dirname, "record.schema.json");

const none: Quantiles = {
  count: 0,
  meanNs: null,
  p50Ns: null,
  p90Ns: null,
  p99Ns: null,
  p999Ns: null,
  maxNs: null,
  hdr: "",
};
const times: TimeQuantiles = {
  response: { ...none, censoredAboveNs: 5 },
  service: none,
  lag: none,
};

const STEP: Step = {
  gridPosition: null,
  offeredPerS: 10,
  achievedPerS: 10,
  durationS: 1,
  planned: 10,
  sent: 10,
  withheld: 0,
  owed: 10,
  replied: 10,
  failed: 0,
  unanswered: 0,
  mismatched: 0,
  scheduleSha256: "00",
  ...times,
  all: times,
  generator: {
    disturbedShare: 0,
    pauses: 1,
    pauseNsMax: 200_000,
    pausedNs: 200_000,
    withheldOutsidePauses: 0,
    busyShare: 0.5,
    reconnects: 0,
    cpuS: 1,
    rssBytesMax: 1,
    rssBytesPerMinute: [1],
    ownPausedShare: 0,
    fit: true,
    fitQuantiles: ["p50"],
    causes: [],
  },
  timeline: {
    sliceMs: 100,
    bucketsPerOctave: 4,
    firstBucketNs: 1_000,
    buckets: 80,
    intendedCounts: "",
    pauses: [[3.5, 0.2, "host"]],
    usageSliceMs: 0,
    cpuNs: [],
    rssBytes: [],
  },
  bookkeeping: {
    inFlightNs: 1,
    timeInSystemNs: 1,
    inFlightMean: 0.1,
    inFlightStandardError: 0.01,
    littleMean: 0.1,
  },
  contender: { cpuS: 0.5, cpuNsPerReply: null, rssBytesMax: 1, rssBytesMean: 1 },
  labels: ["cold"],
  valid: true,
  invalidReasons: [],
};

const RECORD: RunRecord = {
  schema: "tailproof.record/1",
  status: "complete",
  size: "quick",
  seed: 1,
  startedAt: "2026-01-01T00:00:00Z",
  durationS: 60,
  host: {
    os: "an os",
    kernel: "6",
    arch: "x64",
    cpuModel: "unknown",
    cores: 2,
    memoryBytes: 1,
    virtualization: "none",
    transparentHugePages: "madvise",
    loadAverage1m: 0.1,
    versions: { node: "26.10.0" },
    commit: "unknown",
    dirty: true,
  },
  placement: { pinned: false, generatorCore: null, contenderCores: [], how: "unpinned" },
  equal: [{ what: "threads", value: "1" }],
  leftOut: [],
  preChecks: [{ workload: "cache", block: 0, pausedShare: 0.001, passed: true, attempts: 1 }],
  reproduce: "npm run bench",
  recordPath: "record.json",
  reportPath: "report.html",
  workloads: [
    {
      id: "cache",
      shape: "service",
      question: "?",
      datasetSha256: "00",
      parameters: { keys: 1 },
      contenders: [],
      trials: [
        {
          contender: "reference",
          variant: "tuned",
          scenario: "get",
          block: 0,
          steps: [STEP],
          repeated: [],
          metrics: [{ name: "response.p50", unit: "ns", value: null, better: "less" }],
        },
      ],
      comparisons: [],
      claims: [],
    },
  ],
};

function problems(record: unknown): readonly string[] {
  const result = parseRecord(JSON.stringify(record), "record.json");
  assert.equal(result.ok, false);
  return result.ok ? [] : result.problems;
}

test("the schema and the types say the same", () => {
  const same: Same<z.infer<typeof recordSchema>, RunRecord> = true;
  const differs: Same<{ a: number; b?: string }, { a: number }> = false;
  assert.ok(same && !differs);
});

test("the published JSON Schema is current", () => {
  const current = `${JSON.stringify(recordJsonSchema(), null, 2)}\n`;
  if (process.env.TAILPROOF_UPDATE_GOLDEN === "1") writeFileSync(SCHEMA_FILE, current);
  assert.deepEqual(
    JSON.parse(readFileSync(SCHEMA_FILE, "utf8")),
    JSON.parse(current),
    "run this test with TAILPROOF_UPDATE_GOLDEN=1 and commit record.schema.json",
  );
});

test("a record is read as it was written, unknown fields included", () => {
  const later = { ...RECORD, addedLater: { x: 1 } };
  assert.deepEqual(parseRecord(JSON.stringify(later), "record.json"), { ok: true, value: later });
});

test("a record of another version gets one sentence", () => {
  assert.deepEqual(problems({ schema: "tailproof.record/2", workloads: "moved" }), [
    'record.json: the record is "tailproof.record/2"; this lab reads "tailproof.record/1". Read it with a checkout of the lab that writes version 2, or run again.',
  ]);
});

test("what is no record says what was expected", () => {
  assert.deepEqual(problems({}), [
    'record.json: not a record of this lab: it has no key schema; this lab reads "tailproof.record/1". Give the record.json of a run.',
  ]);
  assert.match(problems([])[0] ?? "", /has no key schema/);
  assert.match(problems({ schema: 1 })[0] ?? "", /its schema is 1;/);
});

test("every broken key of a record is named", () => {
  const [workload] = RECORD.workloads;
  const broken = {
    ...RECORD,
    status: "done",
    seed: undefined,
    workloads: [{ ...workload, trials: [{ block: -1 }] }],
  };
  const found = problems(broken);
  assert.ok(
    found.includes('record.json: status: received "done"; expected one of "complete", "aborted".'),
  );
  assert.ok(found.includes("record.json: seed: missing; expected a number."));
  assert.ok(
    found.includes("record.json: workloads[0].trials[0].block: received -1; expected at least 0."),
  );
  assert.ok(found.includes("record.json: workloads[0].trials[0].steps: missing; expected a list."));
});
