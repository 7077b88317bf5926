// Leftovers: marked processes of runs that are over, and no others.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { ProcFiles } from "#measure/proc-files.ts";
import { environmentMark, RUN_VARIABLE } from "#measure/trial-mark.ts";
import { leftoversOfRuns } from "./leftovers.ts";

test("a marked process whose run is over is left over", (context) => {
  const root = mkdtempSync(path.join(os.tmpdir(), "tailproof-proc-"));
  context.after(() => rmSync(root, { recursive: true }));
  const mark = (runId: string) => `A=1\0${RUN_VARIABLE}=${environmentMark(runId)}\0B=2\0`;
  const environments = { 30: mark("abc"), 20: mark("def"), 10: "A=1\0", 5: mark("abc") };
  for (const [pid, environment] of Object.entries(environments)) {
    mkdirSync(path.join(root, pid));
    writeFileSync(path.join(root, pid, "environ"), environment);
  }
  const files = new ProcFiles(root);
  assert.deepEqual(leftoversOfRuns([{ runId: "def", pid: 1 }], files), [5, 30]);
  assert.deepEqual(leftoversOfRuns([], files), [5, 20, 30]);
  assert.deepEqual(leftoversOfRuns([], new ProcFiles("/nowhere")), []);
});
