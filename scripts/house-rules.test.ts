// Plants one breach of every house rule into an otherwise clean temporary tree and asserts that it,
// and nothing else, is found; then holds the repository itself to the rules. What oxlint and the
// formatter see is not repeated here.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { houseFindings } from "./house-rules.ts";

const root = path.dirname(import.meta.dirname);
const opening = "// Decides something.\n";

/** A tree without a finding, one of everything that has a rule. */
const clean: Record<string, string> = {
  "package.json": "{}",
  "package-lock.json": "{}",
  "tsconfig.json": "{}",
  LICENSE: "terms",
  ".hidden": "",
  "README.md": "# Lab",
  "workloads/README.md": "# Workloads",
  "baselines/README.md": "# Baselines",
  "harness/README.md": "# Harness",
  "reports/README.md": "# Reports",
  "datasets/README.md": "# Data sets",
  "scripts/README.md": "# Scripts",
  "workloads/cache/README.md": "# Cache",
  "workloads/cache/workload.ts": `${opening}export const cache = {
  scenarios: [{ id: "get", quick: true }],
  sizes: { quick: { parameters: {} } },
};`,
  "workloads/cache/oracle.ts": opening,
  "workloads/cache/claims.ts": `${opening}import "#datasets/words/generate.ts";`,
  "baselines/cache/python-asyncio/contender.json": `{ "language": "python" }`,
  "datasets/cache/sample/trace.csv": "1,2",
  "datasets/cache/sample/LICENSE-trace.txt": "terms",
  "datasets/words/generate.ts": opening,
};

const deep = (...names: string[]) => `/${names.join("/")}`;
const lines = (count: number) => `${opening}${"export {};\n".repeat(count - 1)}`;

/** [what is planted, file, text, a word of the finding]; undefined as text removes the file. */
const breaches: [string, string, string | undefined, RegExp][] = [
  ["a strange file in the root", "notes.txt", "", /stands in the root/],
  ["a strange folder in the root", "src/a.ts", opening, /stands in the root/],
  ["no licence in the root", "LICENSE", undefined, /is missing/],
  ["no README in a first-level folder", "datasets/README.md", undefined, /is missing/],
  ["a long README", "harness/README.md", "line\n".repeat(61), /61 lines/],
  [
    "baselines of no workload",
    "baselines/queue/c-x/contender.json",
    `{"language":"c"}`,
    /no workl/,
  ],
  ["a data set without a user", "datasets/unused/generate.ts", opening, /has no user/],
  ["no oracle", "workloads/cache/oracle.ts", undefined, /is missing/],
  ["no claims", "workloads/cache/claims.ts", undefined, /is missing|has no user/],
  ["no README of a workload", "workloads/cache/README.md", undefined, /is missing/],
  ["no quick size", "workloads/cache/workload.ts", `${opening}const a = "quick";`, /no quick size/],
  ["a baseline without manifest", "baselines/cache/c-y/server.c", "", /is missing/],
  ["a baseline's name", "baselines/cache/py-z/contender.json", `{"language":"python"}`, /py-z/],
  ["a sample without licence", "datasets/cache/sample/LICENSE-trace.txt", undefined, /no licence/],
  ["a large file", "reports/big.json", " ".repeat(1_500_001), /1500001 bytes/],
  ["no opening comment", "harness/a.ts", "export {};", /opens without/],
  ["a long file", "harness/a.ts", lines(401), /401 lines/],
  ["a long line", "harness/a.ts", `${opening}// ${"a ".repeat(60)}`, /line 2 has 123/],
  ["an empty name of a file", "harness/string-utils.ts", opening, /empty name/],
  ["an empty name of a folder", "harness/common/a.ts", opening, /empty name/],
  ["a name in camel case", "harness/theFile.ts", opening, /kebab-case/],
  ["an empty identifier", "harness/a.ts", `${opening}const socketManager = 1;`, /socketManager/],
  ["an empty identifier in capitals", "harness/a.ts", `${opening}const A_HELPER = 1;`, /A_HELPER/],
  ["the folder outside", "harness/a.ts", `${opening}const a = "${"../"}shared/x";`, /outside/],
  ["a machine's path", "harness/a.json", `{"a": "${deep("root", "lab")}"}`, /one machine/],
  ["a machine's path in a page", "harness/README.md", `see ${deep("work", "me")}`, /one machine/],
  ["a registry", "harness/a.json", `"https://registry${".npmjs.org"}/x"`, /package registry/],
  ["an open end", "harness/a.c", `// TO${"DO"}: later`, /open end/],
  ["a rule off", "harness/a.ts", `${opening}// oxlint-${"disable"}-next-line x\n`, /switched off/],
  ["only", "harness/a.test.ts", `${opening}test${".only"}("x", () => {});`, /only or todo/],
  ["a todo option", "harness/a.test.ts", `${opening}test("x", { todo: true });`, /only or todo/],
  ["a default export", "harness/a.mjs", `${opening}export${" default"} 1;`, /default export/],
];

/** Texts that look like a breach and are none. */
const harmless: [string, string, string][] = [
  [
    "empty words in strings and comments",
    "harness/a.ts",
    `${opening}import "node:util"; // common`,
  ],
  ["a long message", "harness/a.ts", `${opening}const a =\n  "${"a ".repeat(60)}";`],
  ["relative folders", "harness/a.json", `{"a": "../work/x", "b": "some/root/y", "c": "~/home/z"}`],
  ["common as an adjective", "harness/common-scale.ts", `${opening}export const commonScale = 1;`],
  ["empty words in an expression", "harness/a.ts", `${opening}const a = [/"/, /helper/, "x"];`],
  ["a rule off with its reason", "harness/a.ts", `${opening}// oxlint-${"disable"} x -- a seam\n`],
  ["a shebang", "harness/a.mjs", `#!/usr/bin/env node\n${opening}`],
  ["installed packages", "node_modules/x/helpers.ts", ""],
  ["400 lines", "harness/a.ts", lines(400)],
];

function sentencesOf(tree: string): string[] {
  return houseFindings(tree).map(({ file, what, expected }) => `${file}: ${what}; ${expected}`);
}

function findingsIn(t: TestContext, files: Record<string, string | undefined>): string[] {
  const tree = mkdtempSync(path.join(tmpdir(), "house-rules-"));
  t.after(() => rmSync(tree, { recursive: true }));
  for (const [file, text] of Object.entries(files)) {
    if (text === undefined) continue;
    mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
    writeFileSync(path.join(tree, file), text);
  }
  return sentencesOf(tree);
}

describe("house rules", () => {
  test("a clean tree has no finding", (t) => assert.deepEqual(findingsIn(t, clean), []));

  for (const [name, file, text, finding] of breaches) {
    test(`found: ${name}`, (t) => {
      const findings = findingsIn(t, { ...clean, [file]: text });
      assert.ok(findings.length > 0);
      for (const one of findings) assert.match(one, finding);
    });
  }

  for (const [name, file, text] of harmless) {
    test(`not found: ${name}`, (t) => {
      assert.deepEqual(findingsIn(t, { ...clean, [file]: text }), []);
    });
  }

  test("this repository has no finding", () => assert.deepEqual(sentencesOf(root), []));
});
