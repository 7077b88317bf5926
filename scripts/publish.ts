// Publishes the record of a run, or the document of a self-test: packs it into reports/published/,
// draws its page there, and writes the README's part anew (`node scripts/publish.ts RUN`, under the
// pinned Node). Without a run it only writes the README.
//
// Its own file because a published number is a decision of whoever maintains the project, not of a
// run. That README and records agree is a test beside this.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { PUBLISHED_FILE, REPORT_FILE, replaceFile } from "#drive/run/journal.ts";
import { readRun } from "#drive/run/saved-run.ts";
import { selfTestFile } from "#drive/run/saved-self-test.ts";
import { renderReport } from "#render/report.ts";
import { publishSelfTest } from "./publish-self-test.ts";
import { publishedRecords, publishedSelfTest, withSelfTest, withTable } from "./published.ts";

const root = path.dirname(import.meta.dirname);

/** reports/published/<workload>-<scenario>-<size>. @throws Error that says why it is not fit. */
function publish(where: string): string {
  const saved = readRun(where);
  if (!saved.ok) throw new Error(saved.problems.join("\n"));
  const { record, file, sha256 } = saved.value;
  if (record.status !== "complete") throw new Error(`${file}: the run was aborted; run it again`);
  const [workload] = record.workloads;
  const scenarios = new Set(workload?.trials.map(({ scenario }) => scenario));
  if (workload === undefined || record.workloads.length !== 1 || scenarios.size !== 1) {
    throw new Error(`${file}: expected one workload with one scenario: a page for each question`);
  }
  const name = `${workload.id}-${[...scenarios][0] ?? ""}-${record.size}`;
  const folder = path.join(root, "reports", "published", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, PUBLISHED_FILE), gzipSync(readFileSync(file), { level: 9 }));
  replaceFile(path.join(folder, REPORT_FILE), renderReport(record, sha256));
  return folder;
}

/** Either kind, by what lies there. */
function published(where: string): string {
  const selfTest = selfTestFile(where);
  return selfTest === undefined ? publish(where) : publishSelfTest(selfTest, root);
}

const [where] = process.argv.slice(2);
if (where !== undefined) {
  try {
    console.log(`published in ${path.relative(root, published(where))}`);
  } catch (error) {
    // What is refused is named; nothing was written.
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
const readme = path.join(root, "README.md");
const withRecords = withTable(readFileSync(readme, "utf8"), publishedRecords(root));
replaceFile(readme, withSelfTest(withRecords, publishedSelfTest(root)));
console.log("README.md: table and self-test written");
