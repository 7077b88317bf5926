// Publishes the record of a run: packs it into reports/published/, draws its page there, and writes
// the README's table anew (`node scripts/publish.ts RUN`, under the pinned Node). Without a run it
// only writes the table.
//
// Its own file because a published number is a decision of whoever maintains the project, not of a
// run. That README and records agree is a test beside this.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { PUBLISHED_FILE, REPORT_FILE, replaceFile } from "#drive/run/journal.ts";
import { readRun } from "#drive/run/saved-run.ts";
import { renderReport } from "#render/report.ts";
import { publishedRecords, withTable } from "./published.ts";

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

const [where] = process.argv.slice(2);
if (where !== undefined) console.log(`published in ${path.relative(root, publish(where))}`);
const readme = path.join(root, "README.md");
replaceFile(readme, withTable(readFileSync(readme, "utf8"), publishedRecords(root)));
console.log("README.md: table written");
