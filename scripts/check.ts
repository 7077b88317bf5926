// Everything that a change must hold before it is committed (`npm run check`): format, lint with
// the import rules, types, tests, house rules. All stages run even when one fails, so that one run
// shows all there is to do. Each tool's own settings are in its own file, and installing is
// bootstrap.mjs's.

import { spawnSync } from "node:child_process";
import path from "node:path";

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
  console.log(`${ok ? "✔" : "✖"} ${name} (${seconds} s)${lastLine}`);
  if (!ok) console.log(output.replaceAll(/^/gm, "    "));
  return ok;
}

const failed = stages.filter((stage) => !passes(stage)).map(({ name }) => name);
console.log(failed.length === 0 ? "all stages passed" : `failed: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
