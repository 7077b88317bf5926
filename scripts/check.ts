// Everything that a change must hold before it is committed (`npm run check`): format, lint with
// the import rules, types, tests, house rules; with `--page` the report in a browser too. All
// stages run even when one fails, so that one run shows all there is to do. Each tool's own
// settings are in its own file, and installing is bootstrap.mjs's.

import { spawnSync } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";

const root = path.dirname(import.meta.dirname);

interface Stage {
  readonly name: string;
  /**
   * Arguments of the pinned Node. Tools are named by file, for .bin holds other things on Windows.
   */
  readonly words: readonly string[];
  /** Shows the last line that a success prints. */
  readonly closes?: boolean;
}

const stages: readonly Stage[] = [
  { name: "format", words: ["node_modules/@biomejs/biome/bin/biome", "format"] },
  {
    name: "lint",
    words: ["node_modules/oxlint/bin/oxlint", "--type-aware", "--deny-warnings", "."],
  },
  { name: "types", words: ["node_modules/typescript/bin/tsc", "-p", "."] },
  { name: "tests", words: ["scripts/test.ts"], closes: true },
  { name: "house rules", words: ["scripts/house-rules.ts"], closes: true },
];
/** Takes a browser, so it is asked for. */
const pageStage: Stage = { name: "page", words: ["scripts/page-check.ts"], closes: true };

function passes({ name, words, closes = false }: Stage): boolean {
  const startedMs = performance.now();
  const { status, stdout, stderr, error } = spawnSync(process.execPath, words, {
    cwd: root,
    encoding: "utf8",
    // A lint run that finds something in every file prints some MB.
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  const output = `${stdout}${stderr}${error?.message ?? ""}`.trimEnd();
  const lastLine = closes ? `: ${stdout.trimEnd().split("\n").at(-1)}` : "";
  const ok = status === 0;
  const sign = lastLine.startsWith(": skipped") ? "–" : "✔";
  console.log(`${ok ? sign : "✖"} ${name} (${seconds} s)${lastLine}`);
  if (!ok) console.log(output.replaceAll(/^/gm, "    "));
  return ok;
}

const { values } = parseArgs({ options: { page: { type: "boolean", default: false } } });
const asked = values.page ? [...stages, pageStage] : stages;
const failed = asked.filter((stage) => !passes(stage)).map(({ name }) => name);
console.log(failed.length === 0 ? "all stages passed" : `failed: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
