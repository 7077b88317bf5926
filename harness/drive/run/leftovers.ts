// What earlier runs left running: processes that carry a run's mark although that run is over. The
// supervisor ends them all; this finds what is left where the supervisor itself was killed too.

import { ProcFiles } from "#measure/proc-files.ts";
import { RUN_VARIABLE } from "#measure/trial-mark.ts";
import type { RunGoingOn } from "./other-runs.ts";

/** A mark is padded to its length. */
const MARK = new RegExp(`(?:^|\\0)${RUN_VARIABLE}=([0-9a-f]+)_*\\0`);

/**
 * Process ids, ascending; of the own user alone, and none where the system shows no environments.
 * @param goingOn the runs that may have processes.
 */
export function leftoversOfRuns(goingOn: readonly RunGoingOn[], files = new ProcFiles()): number[] {
  const alive = new Set(goingOn.map(({ runId }) => runId));
  return files
    .pids()
    .filter((pid) => {
      const runId = MARK.exec(files.text(pid, "environ") ?? "")?.[1];
      return runId !== undefined && !alive.has(runId);
    })
    .toSorted((a, b) => a - b);
}
