// Plants every import that the table of folders forbids, and every one that it allows, into a
// temporary tree, and asks oxlint with the repository's own .oxlintrc.json which it finds. The
// table stands here a second time on purpose: a slip in the configuration (its regular expressions
// fail silently) must not be a slip here too.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

const root = path.dirname(import.meta.dirname);

/** Where each alias leads, from the root. */
const targets: Record<string, string> = {
  "#model/": "harness/model/planted.ts",
  "#histogram/": "harness/histogram/planted.ts",
  "#load/": "harness/load/planted.ts",
  "#measure/": "harness/measure/planted.ts",
  "#judge/": "harness/judge/planted.ts",
  "#drive/": "harness/drive/planted.ts",
  "#cli/": "harness/cli/planted.ts",
  "#testing/": "harness/testing/planted.ts",
  "#harness": "harness/index.ts",
  "#render/": "reports/render/planted.ts",
  "#datasets/": "datasets/planted/planted.ts",
};
const all = Object.keys(targets);
const allBut = (...names: string[]) => all.filter((name) => !names.includes(name));

interface Row {
  /** A file of the folder that the row is about. */
  readonly file: string;
  readonly may: readonly string[];
  /** Packages and node modules beyond the aliases. */
  readonly mayAlso?: readonly string[];
  readonly mayNot?: readonly string[];
}

const pure = ["node:fs", "fs"];
const zodAndCommander = ["zod", "zod/mini", "commander", "@commander-js/extra-typings"];
const someOfRoot = [...zodAndCommander, "hdr-histogram-js", "fast-check", "typescript"];
// Carries zod, so whatever the generator's process loads stays away from it.
const schema = ["#model/schema/planted.ts"];
const ordinary = { mayAlso: ["node:fs"], mayNot: zodAndCommander };
const inside = { mayAlso: ["node:fs", "../neighbour.ts"], mayNot: zodAndCommander };
const underTest = { may: [], mayAlso: ["node:fs", "its-own-package"], mayNot: someOfRoot };

const rows: Row[] = [
  {
    file: "harness/model/x.ts",
    may: ["#model/"],
    mayNot: [...pure, ...someOfRoot, ...schema, "./schema/planted.ts"],
  },
  {
    file: "harness/model/schema/x.ts",
    may: ["#model/"],
    mayAlso: ["zod", "zod/mini"],
    mayNot: [...pure, "commander", "zodiac", "yaml"],
  },
  {
    file: "harness/index.ts",
    may: ["#model/"],
    mayNot: [...pure, ...someOfRoot, ...schema, "./model/schema/planted.ts"],
  },
  { file: "harness/histogram/x.ts", may: ["#model/", "#histogram/"], ...ordinary },
  {
    file: "harness/load/x.ts",
    may: ["#model/", "#histogram/", "#load/"],
    mayAlso: ["node:fs"],
    mayNot: [...zodAndCommander, ...schema, "../model/schema/planted.ts"],
  },
  { file: "harness/load/codecs/x.ts", may: ["#model/", "#histogram/", "#load/"], ...inside },
  { file: "harness/measure/x.ts", may: ["#model/", "#histogram/", "#measure/"], ...ordinary },
  { file: "harness/judge/x.ts", may: ["#model/", "#histogram/", "#judge/"], ...ordinary },
  {
    file: "harness/drive/x.ts",
    may: allBut("#cli/", "#testing/", "#harness", "#render/", "#datasets/"),
    ...ordinary,
  },
  {
    file: "reports/render/x.ts",
    may: ["#model/", "#histogram/", "#render/"],
    mayAlso: ["linkedom"],
    mayNot: [...zodAndCommander, ...pure],
  },
  { file: "workloads/w/x.ts", may: ["#harness", "#datasets/"], ...ordinary },
  { file: "workloads/w/codec/x.ts", may: ["#harness", "#datasets/"], ...inside },
  { file: "datasets/d/x.ts", may: ["#harness"], ...ordinary },
  { file: "workloads/w/reference/x.ts", ...underTest },
  { file: "workloads/w/reference/src/x.ts", ...underTest, mayAlso: inside.mayAlso },
  { file: "workloads/w/services/s/x.ts", ...underTest },
  { file: "baselines/w/typescript-y/x.ts", ...underTest },
  { file: "harness/floor/http/x.ts", ...underTest },
  { file: "harness/cli/x.ts", may: allBut("#testing/"), mayAlso: ["commander"], mayNot: ["zod"] },
  { file: "harness/cli/selftest.ts", may: all, mayAlso: ["commander"], mayNot: ["zod"] },
  { file: "harness/cli/selftest-truth.ts", may: all },
  { file: "scripts/x.ts", may: allBut("#testing/", "#cli/"), ...ordinary },
  { file: "reports/golden/x.ts", may: allBut("#testing/", "#cli/"), ...ordinary },
  { file: "harness/testing/x.ts", may: all, mayAlso: ["node:fs", "zod", "commander"] },
  { file: "harness/model/x.test.ts", may: all, mayAlso: ["node:fs", "zod", "fast-check"] },
  { file: "workloads/w/x.test.ts", may: all, mayAlso: ["node:fs", "fast-check"] },
];

interface Planted {
  readonly statement: string;
  readonly forbidden: boolean;
}

let names = 0;

/** All ways to write an import of `specifier`. */
function formsOf(specifier: string, forbidden: boolean): Planted[] {
  // A file binds and exports each name once.
  const name = `n${(names += 1)}`;
  return [
    `import { ${name} } from "${specifier}";`,
    `import "${specifier}";`,
    `import type { T${name} } from "${specifier}";`,
    `export { ${name} as e${name} } from "${specifier}";`,
    `export type { T${name} as E${name} } from "${specifier}";`,
    `export * from "${specifier}";`,
    `await import("${specifier}");`,
  ].map((statement) => ({ statement, forbidden }));
}

function relativeTo(file: string, target: string): string {
  const relative = path.posix.relative(path.posix.dirname(file), target);
  return relative.startsWith(".") ? relative : `./${relative}`;
}

function plantedIn({ file, may, mayAlso = [], mayNot = [] }: Row): Planted[] {
  const aliases = all.flatMap((alias) => {
    const specifier = alias.endsWith("/") ? `${alias}planted.ts` : alias;
    return formsOf(specifier, !may.includes(alias));
  });
  // By relative path the forbidden ones must be found too; an allowed one is normally written by
  // its alias.
  const ownFolder = path.posix.dirname(file);
  const relatives = all
    .filter((alias) => !may.includes(alias) && targets[alias] !== file)
    .map((alias) => targets[alias] as string)
    .filter((target) => path.posix.dirname(target) !== ownFolder)
    .flatMap((target) => {
      const direct = relativeTo(file, target);
      const overRoot = `${relativeTo(file, "")}/${target}`;
      return [direct, overRoot, `./${direct}`, `./deeper/../${direct}`];
    });
  return [
    ...aliases,
    // A side-effect import that is written twice is reported once.
    ...[...new Set(relatives)].flatMap((relative) => formsOf(relative, true)),
    ...formsOf("./neighbour.ts", false),
    ...formsOf("./deeper/neighbour.ts", false),
    ...mayAlso.flatMap((name) => formsOf(name, false)),
    ...mayNot.flatMap((name) => formsOf(name, true)),
  ];
}

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

function oxlint(tree: string): Diagnostic[] {
  const binary = path.join(root, "node_modules/oxlint/bin/oxlint");
  const { stdout, stderr } = spawnSync(process.execPath, [binary, "-f", "json", "."], {
    cwd: tree,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  assert.notEqual(stdout, "", stderr);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
  // What cannot be parsed is not checked, and has a diagnostic without a rule.
  assert.deepEqual(
    diagnostics.filter(({ code }) => code === undefined),
    [],
  );
  return diagnostics;
}

function plant(tree: string, file: string, lines: readonly string[]): void {
  const target = path.join(tree, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, lines.join("\n"));
}

describe("import rules", () => {
  const tree = mkdtempSync(path.join(tmpdir(), "import-rules-"));
  const found = new Map<string, Set<number>>();
  let cycles: string[] = [];

  before(() => {
    for (const name of [".oxlintrc.json", "package.json", "tsconfig.json"])
      copyFileSync(path.join(root, name), path.join(tree, name));
    for (const row of rows)
      plant(
        tree,
        row.file,
        plantedIn(row).map((one) => one.statement),
      );
    plant(tree, "harness/judge/cycle-a.ts", [
      `import { b } from "#judge/cycle-b.ts";`,
      "export const a = b;",
    ]);
    plant(tree, "harness/judge/cycle-b.ts", [
      `import { a } from "./cycle-a.ts";`,
      "export const b = a;",
    ]);
    plant(tree, "harness/judge/line-a.ts", [
      `import { b } from "./line-b.ts";`,
      "export const a = b;",
    ]);
    plant(tree, "harness/judge/line-b.ts", ["export const b = 1;"]);
    const diagnostics = oxlint(tree);
    for (const { code, filename, labels } of diagnostics)
      if (code.includes("no-restricted-imports") || code.includes("prefer-node-protocol"))
        for (const { span } of labels)
          found.set(filename, (found.get(filename) ?? new Set()).add(span.line));
    cycles = diagnostics
      .filter(({ code }) => code.includes("no-cycle"))
      .map(({ filename }) => filename);
  });
  after(() => rmSync(tree, { recursive: true }));

  for (const row of rows) {
    test(`${row.file} may import ${row.may.join(" ") || "itself"} alone`, () => {
      const planted = plantedIn(row);
      const lines = found.get(row.file) ?? new Set();
      const wrong = planted
        .map(({ statement, forbidden }, index) => ({
          statement,
          forbidden,
          found: lines.has(index + 1),
        }))
        .filter(({ forbidden, found }) => forbidden !== found);
      assert.deepEqual(wrong, []);
      assert.ok(planted.some(({ forbidden }) => forbidden) || row.may === all);
    });
  }

  test("a cycle is found, also through an alias, and a chain is not one", () => {
    assert.deepEqual(cycles.toSorted(), ["harness/judge/cycle-a.ts", "harness/judge/cycle-b.ts"]);
  });

  test("every alias of package.json stands in the table", () => {
    const { imports } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
      imports: Record<string, string>;
    };
    assert.deepEqual(
      Object.keys(imports)
        .map((name) => name.replace("*", ""))
        .toSorted(),
      all.toSorted(),
    );
  });

  test("every package of the root is forbidden to code under test", () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const names = Object.keys(dependencies);
    const one = mkdtempSync(path.join(tmpdir(), "import-rules-"));
    copyFileSync(path.join(root, ".oxlintrc.json"), path.join(one, ".oxlintrc.json"));
    plant(
      one,
      "workloads/w/reference/x.ts",
      names.map((name) => `import "${name}";`),
    );
    const count = oxlint(one).filter(({ code }) => code.includes("no-restricted-imports")).length;
    rmSync(one, { recursive: true });
    assert.equal(count, names.length);
  });
});
