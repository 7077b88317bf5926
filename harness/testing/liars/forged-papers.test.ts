// Lies on paper: a claim whose quote its source does not have, a record edited by hand, a manifest
// that builds its contender without optimisation. Each is refused before anything is run or drawn
// from it.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { gzipSync } from "node:zlib";
import { Toolchains } from "#drive/builds/toolchains.ts";
import { quoteProblems, sealQuotes } from "#drive/discovery/claim-quotes.ts";
import { discoverWorkloads } from "#drive/discovery/discovery.ts";
import { PUBLISHED_FILE, RECORD_FILE } from "#drive/run/journal.ts";
import { sealed } from "#drive/run/record-seal.ts";
import { readRun } from "#drive/run/saved-run.ts";
import { UsageError } from "#drive/usage-error.ts";
import type { Claim } from "#model/claim.ts";
import type { RunRecord } from "#model/run-record.ts";
import { sampleRecord } from "../../../reports/golden/sample-record.ts";

function folderOf(context: TestContext, files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tailproof-papers-"));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

const DOCUMENT = "Case 1\n\nIn our tests the p99 fell from 200 ms\nto 5 ms, without a cache.\n";

function claimOf(quote: string, seed = "000.txt"): Claim {
  const sides = { slow: null, fast: null, ratio: null, ratioHigh: null, bound: null };
  const named = { id: "case-1-p99", system: "x", seed, quote, metric: "p99", note: "" };
  return { ...named, ...sides, kind: "ratio", contradicts: [] };
}

const HONEST = claimOf("the p99 fell from 200 ms to 5 ms");
const read = (name: string) => (name === "000.txt" ? Buffer.from(DOCUMENT) : undefined);

describe("a claim's quote", () => {
  function problemsOf(context: TestContext, claims: readonly Claim[]): string[] {
    const sources = sealQuotes([HONEST], read);
    assert.ok(sources.ok);
    const folder = folderOf(context, { "sources.json": JSON.stringify(sources.value) });
    return quoteProblems(claims, path.join(folder, "sources.json"), "sources.json");
  }

  test("that is in its source is sealed, wherever its lines end, and passes", (context) => {
    assert.deepEqual(problemsOf(context, [HONEST]), []);
  });

  for (const [what, liar] of [
    ["with another figure", claimOf("the p99 fell from 200 ms to 2 ms")],
    ["with words left out", claimOf("the p99 fell to 5 ms")],
    ["of another document", { ...HONEST, seed: "001.txt" }],
    ["of another claim", { ...HONEST, id: "case-2-p99" }],
  ] as const) {
    test(`${what} is refused`, (context) => {
      const [problem, ...more] = problemsOf(context, [liar]);
      assert.deepEqual(more, []);
      assert.match(problem ?? "", /^sources\.json: claim case-[12]-p99: its quote ".*" was not f/);
    });
  }

  test("is sealed only with its source at hand, and found there", () => {
    const forged = claimOf("the p99 fell from 200 ms to 2 ms");
    const sealedForgery = sealQuotes([forged, claimOf("anything", "002.txt")], read);
    assert.deepEqual(sealedForgery.ok ? [] : sealedForgery.problems, [
      'claim case-1-p99: its quote "the p99 fell from 200 ms to 2 ms" was not found in 000.txt; expected the source\'s own words',
      "claim case-1-p99: its source 002.txt is not in the folder",
    ]);
  });

  test("without any seal is refused; no claims need none", (context) => {
    const file = path.join(folderOf(context), "sources.json");
    assert.match(quoteProblems([HONEST], file)[0] ?? "", /sources\.json: missing; make it by node/);
    assert.deepEqual(quoteProblems([], file), []);
  });
});

describe("a record", () => {
  const sample = sampleRecord();
  // Without its histograms, which take most of the time to read.
  const workloads = sample.workloads.map((workload) => ({ ...workload, trials: [] }));
  const record: RunRecord = { ...sample, workloads };

  function savedIn(context: TestContext, text: string): ReturnType<typeof readRun> {
    return readRun(folderOf(context, { [RECORD_FILE]: text }));
  }

  /** Every ratio a little better. */
  function flattered({ workloads, ...rest }: RunRecord): RunRecord {
    const better = workloads.map((workload) => ({
      ...workload,
      comparisons: workload.comparisons.map((each) => ({ ...each, ratio: 2 * (each.ratio ?? 1) })),
    }));
    return { ...rest, workloads: better };
  }

  test("as it was written passes, also spread over lines or packed", (context) => {
    const whole = sealed(record);
    for (const space of [undefined, 2]) {
      const saved = savedIn(context, JSON.stringify(whole, undefined, space));
      assert.ok(saved.ok);
      assert.equal(saved.value.seal, "intact");
    }
    const folder = folderOf(context);
    writeFileSync(path.join(folder, PUBLISHED_FILE), gzipSync(JSON.stringify(whole)));
    const packed = readRun(folder);
    assert.ok(packed.ok && packed.value.seal === "intact");
  });

  for (const [what, edit] of [
    ["with other ratios", flattered],
    ["with another seed", (each: RunRecord) => ({ ...each, seed: each.seed + 1 })],
    ["with a key more", (each: RunRecord) => ({ ...each, reviewed: true })],
  ] as const) {
    test(`${what} is refused`, (context) => {
      const saved = savedIn(context, JSON.stringify(edit(sealed(record))));
      const [problem, ...more] = saved.ok ? [] : saved.problems;
      assert.deepEqual(more, []);
      assert.match(problem ?? "", /record\.json: the record was changed after it was written: /);
    });
  }

  test("without its seal is read as what it is", (context) => {
    const saved = savedIn(context, JSON.stringify(flattered(record)));
    assert.ok(saved.ok);
    assert.equal(saved.value.seal, "none");
  });

  test("that is sealed again has one seal, of its content alone", () => {
    const twice = sealed(sealed(record));
    assert.deepEqual(twice, sealed(record));
  });
});

describe("a baseline", () => {
  const WORKLOAD = `export const workload = { id: "cache", shape: "service", claims: [],
    scenarios: [{ id: "get", speaks: "memcache" }] };`;

  async function problemsOf(context: TestContext, build: readonly string[]): Promise<string[]> {
    const manifest = {
      name: "x",
      language: "rust",
      role: "ceiling",
      build: [build],
      start: ["{out}/server"],
      speaks: "memcache",
      variants: [{ name: "tuned" }],
    };
    const root = folderOf(context, {
      "workloads/cache/workload.ts": WORKLOAD,
      "workloads/cache/traffic.ts": "",
      "baselines/cache/rust-x/contender.json": JSON.stringify(manifest),
    });
    const toolchains = new Toolchains({ path: "/nowhere" });
    try {
      await discoverWorkloads({ root, toolchains });
    } catch (error) {
      assert.ok(error instanceof UsageError);
      return [...error.problems];
    }
    return [];
  }

  test("with a debug build is refused before it is built", async (context) => {
    assert.deepEqual(await problemsOf(context, ["cargo", "build", "--locked"]), [
      'baselines/cache/rust-x/contender.json: build[0]: received cargo build without --release, which is a debug build; expected --release, or a variant whose name says "debug": a figure of a debug build says nothing of its language.',
    ]);
  });

  test("with an optimised build is not", async (context) => {
    assert.deepEqual(await problemsOf(context, ["cargo", "build", "--release"]), []);
  });
});

test("the project's own papers are in order", async () => {
  const root = path.join(import.meta.dirname, "..", "..", "..");
  const sources = JSON.parse(
    readFileSync(path.join(root, "workloads", "cache", "sources.json"), "utf8"),
  ) as Record<string, { quotes: object }>;
  const found = await discoverWorkloads({ root, toolchains: new Toolchains() });
  const claims = found.find(({ workload }) => workload.id === "cache")?.workload.claims ?? [];
  const sealedCount = Object.values(sources).flatMap(({ quotes }) => Object.keys(quotes)).length;
  assert.equal(sealedCount, claims.length);
});
