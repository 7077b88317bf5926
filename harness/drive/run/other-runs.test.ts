// Other runs: found by their supervisors, named by their harness, and never this one.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { Supervisor } from "#drive/trial/supervisor.ts";
import { ProcFiles } from "#measure/proc-files.ts";
import { otherRunsSentence, runsGoingOn } from "./other-runs.ts";

interface Laid {
  readonly commandLine: string;
  readonly parent: number;
}

function procOf(context: test.TestContext, processes: Readonly<Record<string, Laid>>): ProcFiles {
  const root = mkdtempSync(path.join(os.tmpdir(), "tailproof-proc-"));
  context.after(() => rmSync(root, { recursive: true }));
  for (const [pid, { commandLine, parent }] of Object.entries(processes)) {
    mkdirSync(path.join(root, pid));
    writeFileSync(path.join(root, pid, "cmdline"), commandLine);
    writeFileSync(path.join(root, pid, "stat"), `${pid} (node (x) y) S ${parent} 1 1`);
  }
  return new ProcFiles(root);
}

test("a run is known by its supervisor, and one whose harness is dead is none", (context) => {
  const files = procOf(context, {
    10: { commandLine: "node\0/lab/harness/drive/trial/supervisor-process.ts\0abc1\0", parent: 9 },
    11: { commandLine: "node\0/lab/harness/drive/trial/supervisor-process.ts\0abc2\0", parent: 1 },
    12: { commandLine: "vi\0/lab/harness/drive/trial/supervisor-process.ts\0", parent: 8 },
    13: { commandLine: "", parent: 2 },
  });
  assert.deepEqual(runsGoingOn(files), [{ runId: "abc1", pid: 9 }]);
});

test("where there is no /proc, ps is asked", () => {
  const lines = [
    "    1 /sbin/launchd",
    " 4711 /opt/node /lab/drive/trial/supervisor-process.ts ab ",
  ];
  const ps = (words: readonly string[]) => (words[0] === "-A" ? lines : []);
  assert.deepEqual(runsGoingOn(new ProcFiles("/nowhere"), ps), [{ runId: "ab", pid: 4711 }]);
});

test("a real supervisor is found, with this process as its harness", async () => {
  const runId = randomBytes(8).toString("hex");
  await using _supervisor = new Supervisor(runId);
  const mine = runsGoingOn().filter((run) => run.runId === runId);
  assert.deepEqual(mine, [{ runId, pid: process.pid }]);
});

test("the sentence names others only", () => {
  const run = (runId: string, pid: number) => ({ runId, pid });
  assert.equal(otherRunsSentence("a", [run("a", 1)]), undefined);
  assert.match(
    otherRunsSentence("a", [run("a", 1), run("b", 7)]) ?? "",
    /^another run of the lab is going on here \(pid 7\)/,
  );
  assert.match(
    otherRunsSentence("a", [run("b", 7), run("b", 7), run("c", 8)]) ?? "",
    /^2 other runs .* \(pids 7, 8\)/,
  );
});
