// Runs the test runner on planted test files, because a runner that miscounts makes every other
// test worthless: what node:test calls harmless (todo, empty files, nothing found) must not be.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";

const imports = `import { describe, test } from "node:test";\n`;

/** [name, content of a test file, the closing line, exit status, something that is printed] */
const cases: [string, string, string, number, RegExp][] = [
  ["a pass", `test("a", () => {});`, "1 passed, 0 failed, 0 skipped", 0, /✔ harness\/x\.test\.ts/],
  [
    "a failure",
    `test("a", () => { throw new Error("why"); });`,
    "0 passed, 1 failed, 0 skipped",
    1,
    /why/,
  ],
  [
    "a skip beside a pass",
    `test("a", { skip: "no compiler" }, () => {}); test("b", () => {});`,
    "1 passed, 0 failed, 1 skipped",
    0,
    /skipped: harness\/x\.test\.ts: a: no compiler/,
  ],
  [
    "nothing but a skip",
    `test("a", { skip: true }, () => {});`,
    "0 passed, 0 failed, 1 skipped",
    1,
    /no reason/,
  ],
  [
    "a skipped suite",
    `describe("s", { skip: "why" }, () => { test("a", () => {}); }); test("b", () => {});`,
    "1 passed, 0 failed, 1 skipped",
    0,
    /s: why/,
  ],
  ["a todo", `test("a", { todo: true }, () => {});`, "0 passed, 1 failed, 0 skipped", 1, /todo/],
  [
    "a broken suite",
    `describe("s", () => { throw new Error("why"); });`,
    "0 passed, 1 failed, 0 skipped",
    1,
    /why/,
  ],
  [
    "a failure inside a suite",
    `describe("s", () => { test("a", () => { throw new Error("why"); }); });`,
    "0 passed, 1 failed, 0 skipped",
    1,
    /✖ a/,
  ],
  ["a file without tests", "export {};", "0 passed, 1 failed, 0 skipped", 1, /holds no test/],
  [
    "a file that crashes",
    `throw new Error("why");`,
    "0 passed, 1 failed, 0 skipped",
    1,
    /Error: why/,
  ],
  [
    "a file that crashes after a pass",
    `test("a", () => {}); setTimeout(() => process.exit(3), 20);`,
    "1 passed, 1 failed, 0 skipped",
    1,
    /✖ the file/,
  ],
];

function planted(t: TestContext, content: string): string {
  const tree = mkdtempSync(path.join(tmpdir(), "test-runner-"));
  t.after(() => rmSync(tree, { recursive: true }));
  for (const folder of ["harness", "scripts"]) mkdirSync(path.join(tree, folder));
  for (const name of ["test.ts", "test-progress.ts", "test-tally.ts", "source-files.ts"])
    copyFileSync(path.join(import.meta.dirname, name), path.join(tree, "scripts", name));
  writeFileSync(path.join(tree, "package.json"), `{ "type": "module" }`);
  writeFileSync(path.join(tree, "harness", "x.test.ts"), imports + content);
  return tree;
}

function runIn(tree: string, ...words: string[]) {
  const script = path.join(tree, "scripts", "test.ts");
  const { status, stdout } = spawnSync(process.execPath, [script, ...words], {
    cwd: tree,
    encoding: "utf8",
  });
  return { status, stdout, last: stdout.trimEnd().split("\n").at(-1) };
}

describe("test runner", () => {
  for (const [name, content, closing, status, printed] of cases) {
    test(`counts ${name}`, (t) => {
      const result = runIn(planted(t, content));
      assert.equal(result.last, closing, result.stdout);
      assert.equal(result.status, status);
      assert.match(result.stdout, printed);
    });
  }

  test("stops a file that does not end, and names it", (t) => {
    const content = `test("a", async () => new Promise((done) => setTimeout(done, 60_000)));`;
    const { status, last, stdout } = runIn(planted(t, content), "--limit-s=2");
    assert.deepEqual([status, last], [1, "0 passed, 2 failed, 0 skipped"]);
    assert.match(stdout, /stopped after 2 s; still running: harness\/x\.test\.ts/);
  });

  test("fails when a word finds no file, and chooses by word", (t) => {
    const tree = planted(t, `test("a", () => {});`);
    const nothing = runIn(tree, "workloads/none");
    assert.deepEqual([nothing.status, nothing.last], [1, "0 passed, 0 failed, 0 skipped"]);
    assert.match(nothing.stdout, /no test file for: workloads\/none/);
    assert.equal(runIn(tree, "harness/x").status, 0);
  });
});
