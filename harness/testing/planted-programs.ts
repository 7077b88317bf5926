// A folder of programs that are scripts: each prints a text, or fails. With it as PATH a test
// decides which tools there are.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";

/** What a program prints; null: it fails; or the lines of its shell script. */
export type Planted = string | null | { readonly script: string };

/** Gone after the test. @returns the folder. */
export function plantPrograms(
  context: TestContext,
  programs: Readonly<Record<string, Planted>>,
): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tailproof-tools-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return plantProgramsIn(folder, programs);
}

/** Names may hold folders. @returns `folder`. */
export function plantProgramsIn(
  folder: string,
  programs: Readonly<Record<string, Planted>>,
): string {
  for (const [name, planted] of Object.entries(programs)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${bodyOf(planted)}\n`);
    chmodSync(file, 0o755);
  }
  return folder;
}

function bodyOf(planted: Planted): string {
  if (planted === null) return "exit 127";
  if (typeof planted === "string") return `echo '${planted}'`;
  return planted.script;
}
