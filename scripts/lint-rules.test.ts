// Plants one breach of each lint limit of the house and asserts that oxlint, with the repository's
// own .oxlintrc.json, names its rule: a misspelt rule or option in a configuration is silent. The
// table of imports has a test of its own (import-rules.test.ts).

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

const root = path.dirname(import.meta.dirname);
const body = (count: number) => "  n += 1;\n".repeat(count);

/** [rule, text that breaks it, text that does not] */
const cases: [string, string, string][] = [
  ["max-lines", "export {};\n".repeat(401), "export {};\n".repeat(400)],
  [
    "max-lines-per-function",
    `let n = 0;\nexport function long() {\n${body(69)}}\n`,
    `let n = 0;\nexport function long() {\n${body(68)}}\n`,
  ],
  [
    "max-params",
    "export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e];",
    "export const f = (a: 1, b: 1, c: 1, d: 1) => [a, b, c, d];",
  ],
  ["no-explicit-any", "export const a: any = 1;", "export const a: unknown = 1;"],
  [
    "no-non-null-assertion",
    "export const f = (a?: string) => a!.length;",
    "export const f = (a?: string) => a?.length;",
  ],
  [
    "no-floating-promises",
    "const f = async () => 1;\nf();\nexport {};",
    `import { test } from "node:test";\nconst f = async () => 1;\nawait f();\ntest("x", f);`,
  ],
  [
    "switch-exhaustiveness-check",
    'export function f(a: "x" | "y") {\n  switch (a) {\n    case "x":\n      return 1;\n  }\n  return 2;\n}',
    'export function f(a: "x" | "y") {\n  switch (a) {\n    case "x":\n      return 1;\n    case "y":\n      return 2;\n  }\n}',
  ],
  ["no-default-export", "export default 1;", "export const a = 1;"],
  [
    "consistent-type-imports",
    'import { Stats } from "node:fs";\nexport type A = Stats;',
    'import type { Stats } from "node:fs";\nexport type A = Stats;',
  ],
  ["eqeqeq", "export const f = (a: number) => a == 1;", "export const f = (a: number) => a === 1;"],
  ["prefer-node-protocol", 'export { join } from "path";', 'export { join } from "node:path";'],
];

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

describe("lint rules", () => {
  const tree = mkdtempSync(path.join(tmpdir(), "lint-rules-"));
  let diagnostics: Diagnostic[] = [];
  const rulesIn = (file: string) =>
    diagnostics
      .filter(({ filename }) => filename === file)
      .map(({ code }) => code.replace(/^.*\((.*)\)$/, "$1"));

  before(() => {
    for (const name of [".oxlintrc.json", "package.json", "tsconfig.json"])
      copyFileSync(path.join(root, name), path.join(tree, name));
    symlinkSync(path.join(root, "node_modules"), path.join(tree, "node_modules"));
    mkdirSync(path.join(tree, "scripts"));
    for (const [rule, bad, good] of cases) {
      writeFileSync(path.join(tree, "scripts", `${rule}-bad.ts`), bad);
      writeFileSync(path.join(tree, "scripts", `${rule}-good.ts`), good);
    }
    writeFileSync(path.join(tree, "scripts", "NotKebab.ts"), "export {};");
    const binary = path.join(root, "node_modules/oxlint/bin/oxlint");
    const words = [binary, "--type-aware", "-f", "json", "scripts"];
    const { stdout } = spawnSync(process.execPath, words, { cwd: tree, encoding: "utf8" });
    diagnostics = (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
  });
  after(() => rmSync(tree, { recursive: true }));

  for (const [rule] of cases) {
    test(`${rule} is found, and only where it is broken`, () => {
      assert.deepEqual(rulesIn(`scripts/${rule}-bad.ts`), [rule]);
      assert.deepEqual(rulesIn(`scripts/${rule}-good.ts`), []);
    });
  }

  test("filename-case is found", () => {
    assert.deepEqual(rulesIn("scripts/NotKebab.ts"), ["filename-case"]);
  });
});
