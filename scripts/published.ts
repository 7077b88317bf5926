// The published records and the README's table made from them.
//
// Apart from publish.ts because the test that holds README and records together needs both without
// publishing anything.

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { readRun } from "#drive/run/saved-run.ts";
import { type PublishedRecord, renderPublishedTable } from "#render/published-table.ts";

const BEGIN = "<!-- table: written by scripts/publish.ts from reports/published -->";
const END = "<!-- end of table -->";

/** @throws Error where a published record cannot be read. */
export function publishedRecords(root: string): PublishedRecord[] {
  const folder = path.join(root, "reports", "published");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const saved = readRun(path.join(folder, name));
      if (!saved.ok) throw new Error(saved.problems.join("\n"));
      return { folder: `reports/published/${name}`, record: saved.value.record };
    });
}

/** The text with the table between its marks. @throws Error where a mark is missing. */
export function withTable(readme: string, published: readonly PublishedRecord[]): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`README.md: expected the lines ${BEGIN} and ${END}`);
  const table = `${BEGIN}\n\n${renderPublishedTable(published)}\n\n`;
  return readme.slice(0, from) + table + readme.slice(to);
}
