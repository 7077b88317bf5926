// Whether the lab is already measuring on this machine, in whichever checkout: two runs at once
// take each other's cores, and both sets of figures are worth little. It is a warning; the run goes
// on.
//
// A run is known by its supervisor, which is there from the run's start to its end, whose command
// line holds the run's id and whose parent is the harness. Other users' command lines can be read,
// their environments cannot.

import { ProcFiles } from "#measure/proc-files.ts";
import { type Ps, systemPs } from "#measure/ps-usage.ts";

export interface RunGoingOn {
  readonly runId: string;
  /** Of its harness. */
  readonly pid: number;
}

/** `…/supervisor-process.ts`, then the run's id; words are separated by NUL or, by ps, a space. */
const SUPERVISOR = /[\\/]supervisor-process\.ts[\0 ]([0-9a-f]+)[\0 ]?$/;

/** Runs of the lab on this machine; all users' where the system shows their command lines. */
export function runsGoingOn(files = new ProcFiles(), ps: Ps = systemPs): RunGoingOn[] {
  const found = files.exist ? inProc(files) : inPs(ps);
  // Its harness is dead, and it is about to end what that left.
  return found.filter(({ pid }) => pid > 1);
}

function inProc(files: ProcFiles): RunGoingOn[] {
  return files.pids().flatMap((supervisor) => {
    const runId = SUPERVISOR.exec(files.text(supervisor, "cmdline") ?? "")?.[1];
    if (runId === undefined) return [];
    const stat = files.text(supervisor, "stat") ?? "";
    // proc(5): after the name in parentheses, which may hold anything, stand the state, the parent.
    const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    return [{ runId, pid: Number(parent ?? 0) }];
  });
}

function inPs(ps: Ps): RunGoingOn[] {
  return ps(["-A", "-ww", "-o", "ppid=,command="]).flatMap((line) => {
    const runId = SUPERVISOR.exec(line.trimEnd())?.[1];
    return runId === undefined ? [] : [{ runId, pid: Number.parseInt(line, 10) }];
  });
}

/** What the operator should know about runs beside this one; undefined where there are none. */
export function otherRunsSentence(
  ownRunId: string,
  runs: readonly RunGoingOn[] = runsGoingOn(),
): string | undefined {
  const pids = [...new Set(runs.filter(({ runId }) => runId !== ownRunId).map(({ pid }) => pid))];
  if (pids.length === 0) return undefined;
  const [what, which, end] =
    pids.length === 1
      ? ["another run of the lab is going on", `pid ${pids[0]}`, "it"]
      : [`${pids.length} other runs of the lab are going on`, `pids ${pids.join(", ")}`, "them"];
  return `${what} here (${which}): runs at once disturb each other; wait for ${end} to end, or read these figures as rough`;
}
