// Notices that npm is gone. npm starts the lab through a shell; killed by SIGTERM it takes the shell with it, killed by
// SIGKILL it leaves the shell waiting for us. Either way nobody is left who wants the result.
//
// Only under npm: a lab that was started directly, say by nohup, may outlive its parent on purpose.

import { readFileSync } from "node:fs";
import process from "node:process";

/** Short against a trial, long against the cost of a look: one small file. */
const CHECK_MS = 250;

/** Calls `gone` once when the shell or the npm above it has changed. */
export function watchParents(gone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const npm = parentOf(shell);
  const watch = setInterval(() => {
    if (process.ppid === shell && parentOf(shell) === npm) return;
    clearInterval(watch);
    gone();
  }, CHECK_MS);
  watch.unref();
}

/** Parent of a process; undefined where the system does not tell. */
function parentOf(pid: number): number | undefined {
  try {
    // Fields after the command's name, which may itself hold spaces and brackets: state, parent, …
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
