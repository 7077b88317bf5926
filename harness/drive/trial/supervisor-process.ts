// The supervisor: outlives the harness by a moment and leaves nothing of it running, however it
// died.
//
// A process of its own with no dependencies and nothing to do. It holds the read end of a pipe from
// the harness; when the harness dies the pipe ends, and the supervisor kills every process group
// that it was told of, then every process that carries the run's id in its environment (so that
// what left its group is found), and removes the scratch folder.
//
// Arguments: the run's id. Lines on stdin: `watch <pid>`, `forget <pid>`, `scratch <folder>`.

import { readdirSync, readFileSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";

const runId = process.argv[2] ?? "";
const groups = new Set<number>();
const scratchFolders = new Set<string>();

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Already gone, which is what was wanted.
  }
}

/**
 * Processes with the run's id in their environment; none where the system does not show
 * environments.
 */
function marked(): number[] {
  const mark = `TAILPROOF_RUN=${runId}`;
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .filter((name) => environmentOf(name).includes(mark))
      .map(Number);
  } catch {
    return [];
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}

function cleanUp(): void {
  for (const group of groups) kill(-group);
  // Twice, because a process may have been forking while the first list was read.
  if (runId !== "") for (let pass = 0; pass < 2; pass++) marked().forEach(kill);
  for (const folder of scratchFolders) rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

// A terminal's Ctrl-C or a hang-up is the harness's to handle; the pipe tells when it is over.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const space = line.indexOf(" ");
    const [verb, rest] = [line.slice(0, space), line.slice(space + 1)];
    if (verb === "watch") groups.add(Number(rest));
    if (verb === "forget") groups.delete(Number(rest));
    if (verb === "scratch") scratchFolders.add(rest);
  })
  .on("close", cleanUp);
