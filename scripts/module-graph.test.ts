// Holds the walker to planted trees, then uses it: the process that sends requests and reads the
// clock loads nothing that drives, judges, prints or validates, because each of these could collect
// garbage in the middle of a step.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { type ModuleGraph, moduleGraph } from "./module-graph.ts";
import { sourceFiles } from "./source-files.ts";

const root = path.dirname(import.meta.dirname);

/** What the generator's process must not load, as `file (imported by file)`. */
function intruders({ files, packages }: ModuleGraph): string[] {
  const banned = /^(harness\/(drive|judge|cli|measure|testing|model\/schema)|reports|scripts)\//;
  const allowed = /^node:|^hdr-histogram-js(\/|$)/;
  return [
    ...[...files].filter(([file]) => banned.test(file)),
    ...[...packages].filter(([name]) => !allowed.test(name)),
  ].map(([name, importer]) => `${name} (imported by ${importer})`);
}

function planted(t: TestContext, files: Record<string, string>): string {
  const tree = mkdtempSync(path.join(tmpdir(), "module-graph-"));
  t.after(() => rmSync(tree, { recursive: true }));
  const imports = { "#judge/*": "./harness/judge/*", "#harness": "./harness/index.ts" };
  const all = { ...files, "package.json": JSON.stringify({ imports }) };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
    writeFileSync(path.join(tree, file), text);
  }
  return tree;
}

describe("module graph", () => {
  test("follows every form of import, aliases and chains", (t) => {
    const tree = planted(t, {
      "load/entry.ts": [
        `import { a,`,
        `  b } from "./a.ts";`,
        `import "./side.ts";`,
        `export * from "../other/star.ts";`,
        `export { c as d } from "#judge/c.ts";`,
        `const later = async (): Promise<unknown> => import("./dynamic.ts");`,
        `import fs, { type Stats } from "node:fs";`,
        `import * as z from "zod/mini";`,
      ].join("\n"),
      "load/a.ts": `import { h } from '#harness';`,
      "load/side.ts": "",
      "load/dynamic.ts": `import { back } from "./entry.ts";`,
      "other/star.ts": "export const star = 1;",
      "harness/judge/c.ts": "export const c = 1;",
      "harness/index.ts": "",
    });
    const { files, packages } = moduleGraph(tree, "load/entry.ts");
    assert.deepEqual(Object.fromEntries(files), {
      "harness/index.ts": "load/a.ts",
      "harness/judge/c.ts": "load/entry.ts",
      "load/a.ts": "load/entry.ts",
      "load/dynamic.ts": "load/entry.ts",
      "load/entry.ts": "",
      "load/side.ts": "load/entry.ts",
      "other/star.ts": "load/entry.ts",
    });
    assert.deepEqual([...packages.keys()].toSorted(), ["node:fs", "zod/mini"]);
  });

  test("leaves out what Node erases, and comments", (t) => {
    const tree = planted(t, {
      "entry.ts": [
        `import type { A } from "./a.ts";`,
        `export type { B } from "./b.ts";`,
        `// import "./c.ts";`,
        `/* import "./d.ts"; */`,
        `export const from = "./e.ts";`,
      ].join("\n"),
    });
    const { files, packages } = moduleGraph(tree, "entry.ts");
    assert.deepEqual([[...files.keys()], packages.size], [["entry.ts"], 0]);
  });

  test("refuses a graph with a hole", (t) => {
    const tree = planted(t, { "a.ts": `import "./b.ts";`, "c.ts": `import "#unknown/x.ts";` });
    assert.throws(() => moduleGraph(tree, "none.ts"), /the test names none\.ts/);
    assert.throws(() => moduleGraph(tree, "a.ts"), /a\.ts names b\.ts/);
    assert.throws(() => moduleGraph(tree, "c.ts"), /no alias/);
  });

  test("an intruder is named with the file that brings it in", (t) => {
    const tree = planted(t, {
      "harness/load/entry.ts": `import "./deep.ts"; import "node:net";`,
      "harness/load/deep.ts": `import "#judge/knee.ts";`,
      "harness/judge/knee.ts": `import { z } from "zod";`,
    });
    assert.deepEqual(intruders(moduleGraph(tree, "harness/load/entry.ts")), [
      "harness/judge/knee.ts (imported by harness/load/deep.ts)",
      "zod (imported by harness/judge/knee.ts)",
    ]);
  });
});

describe("the generator's process", () => {
  test("loads no intruder", () => {
    assert.deepEqual(intruders(moduleGraph(root, "harness/load/generator-process.ts")), []);
  });

  // Its plan names the workload's module by path, which the graph of the entry cannot see.
  const traffic = sourceFiles(root).filter((file) => /^workloads\/[^/]+\/traffic\.ts$/.test(file));
  test("finds the requests of at least one workload", () => assert.ok(traffic.length > 0));
  for (const entry of traffic) {
    test(`loads no intruder with ${entry}`, () => {
      assert.deepEqual(intruders(moduleGraph(root, entry)), []);
    });
  }
});
