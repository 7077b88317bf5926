// Notices that npm is gone. npm starts the lab through a shell; killed by SIGTERM it takes the
// shell with it, killed by SIGKILL it leaves the shell waiting for us. Either way nobody is left
// who wants the result.
//
// Only under npm: a lab that was started directly, say by nohup, may outlive its parent on purpose.

import { readFileSync, readlinkSync, realpathSync } from "node:fs";
import process from "node:process";

/** Short against a trial, long against the cost of a look: a few small files. */
const CHECK_MS = 250;

/**
 * Of package.json. Under another script npm stands further up, and whoever is between has the
 * result.
 */
const SCRIPT = "bench";

/**
 * Calls `gone` once when npm is no longer there; at once when it went while the lab was starting.
 */
export function watchParents(gone: () => void): void {
  if (process.env.npm_lifecycle_event !== SCRIPT) return;
  const npm = npmAbove();
  if (npm === undefined) {
    gone();
    return;
  }
  const watch = setInterval(() => {
    if (npmAbove() === npm) return;
    clearInterval(watch);
    gone();
  }, CHECK_MS);
  watch.unref();
}

/**
 * The parent or, where a shell waits for us between (dash does, bash does not), its parent;
 * whichever npm is.
 */
function npmAbove(): number | undefined {
  const parent = process.ppid;
  const node = process.env.npm_node_execpath;
  const above = parentOf(parent);
  // A system without /proc, or a runner that does not say what runs it: the parent must do.
  if (above === undefined || node === undefined) return parent;
  return [parent, above].find((pid) => runs(pid, node));
}

function runs(pid: number, program: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`) === realpathSync(program);
  } catch {
    // Gone, or another user's.
    return false;
  }
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
