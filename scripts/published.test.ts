// README and published records say the same; and the table is made of the record's own figures.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { sampleRecord } from "../reports/golden/sample-record.ts";
import { renderPublishedTable } from "#render/published-table.ts";
import { publishedRecords, withTable } from "./published.ts";

const root = path.dirname(import.meta.dirname);

test("the README's table is the one that the published records give", () => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  assert.equal(readme, withTable(readme, publishedRecords(root)), "run node scripts/publish.ts");
});

test("the table has a row for each measured variant, and names what was not measured", () => {
  const record = sampleRecord();
  const table = renderPublishedTable([{ folder: "reports/published/sample", record }]);
  for (const { contenders, trials } of record.workloads) {
    const scenarios = new Set(trials.map(({ scenario }) => scenario));
    for (const { id, variant, scenario, outcome } of contenders) {
      if (!scenarios.has(scenario)) continue;
      const row = `\n| ${id} \`${variant}\` |`;
      assert.equal(table.includes(row), outcome === "measured", `${id} ${variant} ${outcome}`);
      assert.ok(table.includes(`${id} \`${variant}\``));
    }
  }
  assert.match(table, /\[record and page\]\(reports\/published\/sample\)/);
});

test("a README without its marks is refused", () => {
  assert.throws(() => withTable("# x\n", []), /expected the lines/);
});
