// The published records and self-test, and what the README says of them.
//
// Apart from publish.ts because the test that holds README and records together needs both without
// publishing anything.

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { readRun } from "#drive/run/saved-run.ts";
import { publishedSelfTestFolder, readSelfTest, selfTestFile } from "#drive/run/saved-self-test.ts";
import { type PublishedRecord, renderPublishedTable } from "#render/published-table.ts";
import {
  type PublishedSelfTest,
  renderPublishedSelfTest,
} from "#render/self-test/published-self-test.ts";

interface Marks {
  readonly begin: string;
  readonly end: string;
}

const TABLE: Marks = {
  begin: "<!-- table: written by scripts/publish.ts from reports/published -->",
  end: "<!-- end of table -->",
};
const SELF_TEST: Marks = {
  begin: "<!-- self-test: written by scripts/publish.ts from reports/published/selftest -->",
  end: "<!-- end of self-test -->",
};

/** @throws Error where a published record cannot be read. */
export function publishedRecords(root: string): PublishedRecord[] {
  const folder = path.join(root, "reports", "published");
  if (!existsSync(folder)) return [];
  const selfTest = path.basename(publishedSelfTestFolder(root));
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== selfTest)
    .map(({ name }) => {
      const saved = readRun(path.join(folder, name));
      if (!saved.ok) throw new Error(saved.problems.join("\n"));
      return { folder: `reports/published/${name}`, record: saved.value.record };
    });
}

/** @throws Error where the published self-test cannot be read. */
export function publishedSelfTest(root: string): PublishedSelfTest | undefined {
  const folder = publishedSelfTestFolder(root);
  const file = selfTestFile(folder);
  if (file === undefined) return undefined;
  const saved = readSelfTest(file);
  if (!saved.ok) throw new Error(saved.problems.join("\n"));
  return { folder: path.relative(root, folder), selfTest: saved.value.selfTest };
}

function withBetween(readme: string, { begin, end }: Marks, content: string): string {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md: expected the lines ${begin} and ${end}`);
  return `${readme.slice(0, from)}${begin}\n\n${content}\n\n${readme.slice(to)}`;
}

/** The text with the table between its marks. @throws Error where a mark is missing. */
export function withTable(readme: string, published: readonly PublishedRecord[]): string {
  return withBetween(readme, TABLE, renderPublishedTable(published));
}

/** The text with the self-test's answers between its marks. Throws as withTable. */
export function withSelfTest(readme: string, published: PublishedSelfTest | undefined): string {
  return withBetween(readme, SELF_TEST, renderPublishedSelfTest(published));
}
