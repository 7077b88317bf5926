// The house rules: what the tree and its texts must be, beyond format, lint and types. Run on its
// own it prints the findings and how long our files are; a test runs it too, so that `npm test`
// holds the rules. The rules themselves are in house-rules/, one list about files and folders, one
// about what stands in them.

import path from "node:path";
import { type Finding, linesOf, SourceTree } from "./house-rules/source-tree.ts";
import { textRules } from "./house-rules/text-rules.ts";
import { treeRules } from "./house-rules/tree-rules.ts";

export function houseFindings(root: string): Finding[] {
  const tree = new SourceTree(root);
  return [...treeRules, ...textRules].flatMap((rule) => rule(tree));
}

/** E.g. `120 source files, median 78 lines, longest 310 (harness/load/generator.ts)`. */
export function lengthSentence(root: string): string {
  const tree = new SourceTree(root);
  const lengths = tree.sources
    .map((file) => ({ file, lines: linesOf(tree.text(file)).length }))
    .toSorted((a, b) => a.lines - b.lines);
  const median = lengths[Math.floor(lengths.length / 2)]?.lines;
  const longest = lengths.at(-1);
  const end = `longest ${longest?.lines} (${longest?.file})`;
  return `${lengths.length} source files, median ${median} lines, ${end}`;
}

if (import.meta.main) {
  const root = path.dirname(import.meta.dirname);
  const findings = houseFindings(root);
  for (const { file, what, expected } of findings)
    console.log(`${file}: ${what}; expected: ${expected}`);
  console.log(lengthSentence(root));
  process.exitCode = findings.length === 0 ? 0 : 1;
}
