// A saved run is read whole or refused with one clear sentence: journals that were cut, records of
// other versions, files that are no JSON, damage by hand. What is computed from a journal equals
// what the run itself computed.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import fc from "fast-check";
import type { ContenderResult, RunRecord, WorkloadRecord } from "#model/run-record.ts";
import { sampleRecord } from "../../../reports/golden/sample-record.ts";
import { Journal, JOURNAL_FILE, type JournalEntry, RECORD_FILE, replaceFile } from "./journal.ts";
import { recordFrom } from "./run-record.ts";
import { readRun } from "./saved-run.ts";

const SAMPLE = sampleRecord();
const ENTRIES = entriesOf(SAMPLE);

/** The journal of a run with this record; metrics and comparisons are computed again. */
function entriesOf(record: RunRecord): JournalEntry[] {
  const { workloads, preChecks, status: _status, durationS: _durationS, ...head } = record;
  return [
    { entry: "head", head },
    ...preChecks.map((preCheck) => ({ entry: "pre-check", preCheck }) as const),
    ...workloads.flatMap(workloadEntries),
  ];
}

function workloadEntries(workload: WorkloadRecord): JournalEntry[] {
  const { id, question, datasetSha256, parameters, contenders, trials } = workload;
  const slo = { quantile: "p99.9", limitNs: 1_000_000 } as const;
  return [
    { entry: "workload", shape: "service", id, question, datasetSha256, parameters, slo },
    ...contenders.map((result) => ({ entry: "result", workload: id, result }) as const),
    ...trials.map((trial, at) => ({ entry: "trial", workload: id, trial, atS: at }) as const),
  ];
}

const lineOf = (entry: unknown): string => `${JSON.stringify(entry)}\n`;
const JOURNAL = ENTRIES.map(lineOf).join("");

function folderOf(context: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "saved-run-"));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

function problemsOf(context: TestContext, name: string, content: string): string[] {
  const folder = folderOf(context, { [name]: content });
  const saved = readRun(path.join(folder, name));
  assert.equal(saved.ok, false);
  return saved.ok ? [] : saved.problems.map((each) => each.replace(`${folder}${path.sep}`, ""));
}

function recordOf(where: string): RunRecord {
  const saved = readRun(where);
  assert.ok(saved.ok, saved.ok ? "" : saved.problems.join("\n"));
  return saved.value.record;
}

describe("a journal", () => {
  test("gives the record that the run itself would have made", (context) => {
    const folder = folderOf(context, { [JOURNAL_FILE]: JOURNAL });
    const durationS = (SAMPLE.workloads.at(-1)?.trials.length ?? 0) - 1;
    assert.deepEqual(recordOf(folder), recordFrom(ENTRIES, { status: "aborted", durationS }));
  });

  test("is written line by line, and read as it grows", (context) => {
    const folder = path.join(folderOf(context, {}), "2026-01-01-000000-abcd");
    const [head, ...rest] = ENTRIES;
    assert.ok(head?.entry === "head");
    const journal = new Journal(folder, head.head);
    assert.deepEqual(recordOf(folder).workloads, []);
    for (const entry of rest) journal.add(entry);
    assert.equal(readFileSync(path.join(folder, JOURNAL_FILE), "utf8"), JOURNAL);
  });

  test("cut anywhere behind its head loses no whole line", (context) => {
    const folder = folderOf(context, {});
    const file = path.join(folder, JOURNAL_FILE);
    const bytes = Buffer.from(JOURNAL);
    const headEnd = bytes.indexOf("\n");
    // A few trials: each cut reads all of it.
    const last = Math.min(bytes.length, headEnd + 60_000);
    fc.assert(
      fc.property(fc.integer({ min: headEnd, max: last }), (end) => {
        writeFileSync(file, bytes.subarray(0, end));
        const text = bytes.subarray(0, end).toString();
        const whole = ENTRIES.filter((_, at) => at < wholeLines(text));
        assert.deepEqual(recordOf(file), recordFrom(whole, endingOf(whole)));
      }),
      { numRuns: 25 },
    );
  });

  test("of a run killed before its head was written says so", (context) => {
    const expected = [`${JOURNAL_FILE}: the first line is not the run's head`];
    assert.deepEqual(problemsOf(context, JOURNAL_FILE, ""), expected);
    assert.deepEqual(problemsOf(context, JOURNAL_FILE, JOURNAL.slice(0, 100)), expected);
    assert.deepEqual(problemsOf(context, JOURNAL_FILE, lineOf(ENTRIES[1])), expected);
  });

  test("broken before its last line is refused with the line", (context) => {
    const [head = "", ...rest] = ENTRIES.map(lineOf);
    const second = lineOf(ENTRIES[1]);
    const broken = head + second.slice(0, 20) + rest.join("");
    const [problem = "", ...others] = problemsOf(context, JOURNAL_FILE, broken);
    assert.deepEqual(others, []);
    assert.match(problem, /^journal\.ndjson, line 2: not JSON at line 1, column \d+: /);
  });

  for (const line of ["null", "7", "[]", "{}", '{"entry":"trial"}', '{"entry":"later","x":{}}']) {
    test(`with the line ${line} is refused with the line`, (context) => {
      const content = `${lineOf(ENTRIES[0])}${line}\n${lineOf(ENTRIES[1])}`;
      assert.deepEqual(problemsOf(context, JOURNAL_FILE, content), [
        `${JOURNAL_FILE}, line 2: not an entry of a run's journal`,
      ]);
    });
  }

  test("with a trial that is none names what is missing", (context) => {
    const { id } = SAMPLE.workloads[0] ?? { id: "" };
    const content = `${ENTRIES.filter(({ entry }) => entry !== "trial")
      .map(lineOf)
      .join("")}${lineOf({ entry: "trial", workload: id, trial: {}, atS: 1 })}`;
    const problems = problemsOf(context, JOURNAL_FILE, content);
    const missing = `${JOURNAL_FILE}: workloads[0].trials[0].steps: missing; expected a list.`;
    assert.ok(problems.includes(missing), problems.join("\n"));
  });

  test("of another version is told apart from a damaged one", (context) => {
    const head = { ...SAMPLE, schema: "tailproof.record/2", leftOut: undefined };
    assert.deepEqual(problemsOf(context, JOURNAL_FILE, lineOf({ entry: "head", head })), [
      `${JOURNAL_FILE}: the record is "tailproof.record/2"; this lab reads "tailproof.record/1". Read it with a checkout of the lab that writes version 2, or run again.`,
    ]);
  });
});

/** Lines that are whole JSON: also the last one, when only its line end is missing. */
function wholeLines(text: string): number {
  return text.split("\n").filter((line) => ENTRIES.some((entry) => JSON.stringify(entry) === line))
    .length;
}

function endingOf(entries: readonly JournalEntry[]): { status: "aborted"; durationS: number } {
  const ends = entries.flatMap((each) => (each.entry === "trial" ? [each.atS] : []));
  return { status: "aborted", durationS: Math.max(0, ...ends) };
}

describe("a record", () => {
  test("is read as it was written, from the file and from its folder", (context) => {
    const folder = folderOf(context, { [RECORD_FILE]: JSON.stringify(SAMPLE) });
    assert.deepEqual(recordOf(folder), JSON.parse(JSON.stringify(SAMPLE)));
    assert.deepEqual(recordOf(path.join(folder, RECORD_FILE)), recordOf(folder));
  });

  test("counts before the journal beside it", (context) => {
    const files = { [RECORD_FILE]: JSON.stringify(SAMPLE), [JOURNAL_FILE]: "broken" };
    assert.equal(recordOf(folderOf(context, files)).status, SAMPLE.status);
  });

  const damages: readonly (readonly [string, string, RegExp])[] = [
    ["no JSON", "<html>", /^record\.json: not JSON at line 1, column 1: "<" cannot stand here\.$/],
    ["empty", "", /^record\.json: the file is empty; expected one JSON document\.$/],
    ["cut", JSON.stringify(SAMPLE).slice(0, 5_000), /the text ends too early\.$/],
    [
      "of version 2",
      '{"schema":"tailproof.record/2"}',
      /^record\.json: the record is "tailproof\.record\/2"; this lab reads/,
    ],
    [
      "something else",
      '{"name":"tailproof"}',
      /^record\.json: not a record of this lab: it has no key schema/,
    ],
  ];
  for (const [what, content, expected] of damages) {
    test(`that is ${what} gets one sentence`, (context) => {
      const [problem = "", ...others] = problemsOf(context, RECORD_FILE, content);
      assert.match(problem, expected);
      assert.deepEqual(others, []);
    });
  }

  test("with a cut histogram names it", (context) => {
    const damaged = structuredClone(SAMPLE);
    const quantiles = damaged.workloads[0]?.trials[1]?.steps[0]?.all.service;
    assert.ok(quantiles !== undefined);
    const { hdr } = quantiles;
    Object.assign(quantiles, { hdr: hdr.slice(0, -8) });
    const place = `${RECORD_FILE}: workloads[0].trials[1].steps[0].all.service.hdr`;
    const expected = `${place}: damaged; expected a HdrHistogram V2 payload in base64.`;
    assert.deepEqual(problemsOf(context, RECORD_FILE, JSON.stringify(damaged)), [expected]);
    const { count } = quantiles;
    Object.assign(quantiles, { hdr, count: count + 1 });
    assert.deepEqual(problemsOf(context, RECORD_FILE, JSON.stringify(damaged)), [
      `${place}: holds ${count} values; expected ${count + 1}, as count says.`,
    ]);
  });
});

describe("a place", () => {
  test("without a run says what is missing", (context) => {
    const folder = folderOf(context, {});
    assert.deepEqual(readRun(path.join(folder, "none")), {
      ok: false,
      problems: [
        `${path.join(folder, "none")} does not exist; expected a record.json, a journal.ndjson or a run's folder`,
      ],
    });
    assert.deepEqual(readRun(folder), {
      ok: false,
      problems: [`${folder} holds neither record.json nor journal.ndjson`],
    });
  });

  test("that cannot be read says why", (context) => {
    const folder = folderOf(context, {});
    mkdirSync(path.join(folder, RECORD_FILE));
    const saved = readRun(folder);
    assert.ok(!saved.ok);
    assert.match(saved.problems.join("\n"), /record\.json cannot be read: EISDIR/);
  });
});

describe("a record from entries", () => {
  const [workload] = SAMPLE.workloads;
  const noted = workload?.contenders[0];
  assert.ok(workload !== undefined && noted !== undefined);
  const head = ENTRIES[0] as JournalEntry;
  const [named] = workloadEntries(workload) as [JournalEntry];
  const note = (changes: Partial<ContenderResult>): JournalEntry => ({
    entry: "result",
    workload: workload.id,
    result: { ...noted, metrics: [], ...changes },
  });

  test("keeps the last word on each variant and scenario, in the order of the first", () => {
    const entries = [
      head,
      named,
      note({ variant: "a", outcome: "invalid", reason: "not yet" }),
      note({ variant: "b", outcome: "invalid", reason: "not yet" }),
      note({ variant: "a", scenario: "other", outcome: "left-out" }),
      note({ variant: "a", outcome: "crashed", reason: "it did" }),
    ];
    const { workloads } = recordFrom(entries, { status: "complete", durationS: 3 });
    assert.deepEqual(
      workloads[0]?.contenders.map((each) => [each.variant, each.scenario, each.outcome]),
      [
        ["a", noted.scenario, "crashed"],
        ["b", noted.scenario, "invalid"],
        ["a", "other", "left-out"],
      ],
    );
  });

  test("adds what was left out on the way to what the plan left out", () => {
    const sentence = "cache, get: blocks 2 to 3, for want of time (--max-time)";
    const record = recordFrom([head, named, { entry: "left-out", sentence }], {
      status: "complete",
      durationS: 3,
    });
    assert.deepEqual(record.leftOut, [...SAMPLE.leftOut, sentence]);
    assert.equal(record.durationS, 3);
  });

  test("without a head is refused", () => {
    assert.throws(() => recordFrom([named], { status: "aborted", durationS: 0 }), /has no head/);
  });
});

test("a file is replaced whole, and nothing unfinished stays beside it", (context) => {
  const folder = folderOf(context, { [RECORD_FILE]: "old" });
  const file = path.join(folder, RECORD_FILE);
  replaceFile(file, "new");
  assert.equal(readFileSync(file, "utf8"), "new");
  assert.throws(() => replaceFile(path.join(folder, "none", RECORD_FILE), "new"), /ENOENT/);
  assert.deepEqual(readdirSync(folder), [RECORD_FILE]);
});
