// What the command line says, to the letter: the help of every verb (help.golden.txt) and the
// answers to mistakes. Each mistake gives exit code 2, its sentences on stderr, nothing on stdout,
// and no stack trace.
//
// TAILPROOF_UPDATE_GOLDEN=1 writes the golden file again.

import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

const MAIN = path.join(import.meta.dirname, "main.ts");
const GOLDEN = path.join(import.meta.dirname, "help.golden.txt");
const HELPS = [
  ["--help"],
  ...["run", "load", "list", "doctor", "report", "selftest"].map((verb) => [verb, "--help"]),
];
/** What follows the sentences: the help of the verb that was meant. */
function closingOf(words: string): string {
  const [first = ""] = words.split(" ");
  if (first.startsWith("-")) return closingOf("run");
  return ["run", "load", "list", "doctor", "compare", "report", "selftest"].includes(first)
    ? `\`npm run bench -- ${first} --help\` lists the options of ${first}.`
    : "`npm run bench -- --help` lists the verbs and options.";
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

test("a result that cannot be written is missing, and said to be", (t) => {
  if (!existsSync("/dev/full")) {
    t.skip("this system has no device that is always full");
    return;
  }
  const full = openSync("/dev/full", "w");
  const { status, stderr } = spawnSync(process.execPath, [MAIN, "list", "--json"], {
    stdio: ["ignore", full, "pipe"],
    encoding: "utf8",
  });
  closeSync(full);
  const sentence =
    "bench: the result could not be written to stdout: ENOSPC: no space left on device";
  assert.deepEqual([status, stderr], [5, `${sentence}, write\n`]);
});

test("a reader that went away is no fault", async () => {
  const child = spawn(process.execPath, [MAIN, "list", "--json"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  let told = "";
  child.stderr.on("data", (bytes: Buffer) => (told += bytes.toString()));
  const [code] = (await once(child, "close")) as [number];
  assert.deepEqual([code, told], [0, ""]);
});

function bench(...words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...words], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

test("the help of every verb is the golden one", async () => {
  const texts = await Promise.all(
    HELPS.map(async (words) => {
      const { code, stdout, stderr } = await bench(...words);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
      return `$ bench ${words.join(" ")}\n${stdout}`;
    }),
  );
  const current = texts.join("\n");
  if (process.env["TAILPROOF_UPDATE_GOLDEN"] === "1") writeFileSync(GOLDEN, current);
  assert.equal(current, readFileSync(GOLDEN, "utf8"), "see the head of this test");
});

/** A command line and the sentences that answer it; "…" stands for what the checkout holds. */
const MISTAKES: readonly (readonly [string, ...string[]])[] = [
  [
    "reprot",
    'there is no verb "reprot". Did you mean "report"? Verbs: run, load, list, doctor, compare, report, selftest.',
  ],
  [
    "frobnicate",
    'there is no verb "frobnicate". Verbs: run, load, list, doctor, compare, report, selftest.',
  ],
  ["--contendres=reference", 'unknown option --contendres. Did you mean "--contenders"?'],
  ["list --jsno", 'unknown option --jsno. Did you mean "--json"?'],
  ["run -x", "unknown option -x"],
  ["run --json=yes", '--json: received "yes", expected no value'],
  ["run cache --rate=-5", '--rate: received "-5", expected numbers above 0, separated by commas'],
  ["run cache --rate -5", '--rate: received "-5", expected numbers above 0, separated by commas'],
  ["run --rate=1000,x", '--rate: received "1000,x", expected numbers above 0, separated by commas'],
  ["run --duration=1e9", '--duration: received "1e9", expected at most 3600 s'],
  ["run --rate", "option '--rate <list>' argument missing"],
  ["run cahe", 'no workload is called "cahe". Did you mean "cache"? Workloads: …'],
  [
    "run cache --scenarios=getset",
    '--scenarios: received "getset", expected some of replay, get-set, get, meta. Did you mean "get-set"?',
  ],
  [
    "run cache --contenders=referense",
    '--contenders: received "referense", expected some of reference, … Did you mean "reference"?',
  ],
  [
    "run cahe --durations=3 --seed=x --trials=0 --progress=bar --max-time=0",
    'unknown option --durations. Did you mean "--duration"?',
    'no workload is called "cahe". Did you mean "cache"? Workloads: …',
    '--trials: received "0", expected a whole number from 1 to 1000',
    '--max-time: received "0", expected a time above 0 such as 500ms, 90s, 40m or 2h',
    '--seed: received "x", expected a whole number from 0 to 4294967295',
    '--progress: received "bar", expected one of auto, plain, none',
  ],
  ["list more", 'unexpected word "more"'],
  ["selftest more", 'unexpected word "more"'],
  ["doctor more --prune", 'unexpected word "more"', "--prune: expected --cache beside it"],
  [
    "compare nowhere",
    "received 1 record, expected two: before and after",
    "…nowhere does not exist; expected a record.json, a journal.ndjson or a run's folder",
  ],
  ["report", "which record? Expected a file or a folder"],
  [
    "report nowhere another --outptu=x",
    'unknown option --outptu. Did you mean "--output"?',
    'unexpected word "another": one record at a time',
    "nowhere does not exist; expected a record.json, a journal.ndjson or a run's folder",
  ],
];

function assertLike(received: string, expected: string): void {
  const parts = expected.split("…").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  assert.match(received, new RegExp(`^${parts.join(".*")}$`));
}

// Two at a time, as the machine may have no more cores.
describe("the mistake", { concurrency: 2 }, () => {
  for (const [words, ...sentences] of MISTAKES) {
    test(`bench ${words}`, async () => {
      const { code, stdout, stderr } = await bench(...words.split(" "));
      assert.equal(code, 2);
      assert.equal(stdout, "");
      const lines = stderr.trimEnd().split("\n");
      assert.equal(lines.pop(), closingOf(words));
      assert.equal(lines.length, sentences.length, stderr);
      for (const [at, line] of lines.entries()) assertLike(line, `bench: ${sentences[at] ?? ""}`);
    });
  }
});

test("a dry run prints the plan as text or as one document, and nothing else", async () => {
  const [text, json] = await Promise.all([
    bench("run", "cache", "--dry-run", "--contenders=reference/merge", "--rate=100,200"),
    bench("--dry-run", "--json"),
  ]);
  assert.deepEqual([text.code, text.stderr, json.code, json.stderr], [0, "", 0, ""]);
  assert.match(text.stdout, /^cache: about \d+ s\n {2}replay: steps of 4 s at 100, 200\/s\n/);
  assert.match(text.stdout, /\n {4}3 trials {2}reference\/merge\n/);
  assert.match(text.stdout, /left out {2}reference\/map-strings,.*: not among --contenders/);
  const { workloads } = JSON.parse(json.stdout) as { workloads: { id: string }[] };
  assert.ok(workloads.some(({ id }) => id === "cache"));
});

test("list as one document names every contender with its status", async () => {
  const { code, stdout, stderr } = await bench("list", "--json");
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  interface Listed {
    workloads: { id: string; contenders: { id: string; variants: string[]; status: string }[] }[];
  }
  const { workloads } = JSON.parse(stdout) as Listed;
  const reference = workloads
    .find(({ id }) => id === "cache")
    ?.contenders.find(({ id }) => id === "reference");
  assert.ok(reference?.variants.includes("merge"));
  assert.match(reference?.status ?? "", /^(ready|unbuilt)$/);
});
