// The environment that every contender and service gets: the least that programs need, and of equal
// size for all.
//
// Its own file because it is part of what is held equal. Nothing of the operator's environment gets
// through but PATH and HOME: a stray JAVA_TOOL_OPTIONS or NODE_OPTIONS would change one contender
// and not the others.

import { environmentMark, RUN_VARIABLE, TRIAL_VARIABLE } from "#measure/trial-mark.ts";

export interface ContenderIdentity {
  readonly runId: string;
  readonly trialId: string;
  /**
   * Folder for temporary files; of the same length for all trials of a run, or the environments
   * differ in size.
   */
  readonly scratch: string;
}

/** Variables for a child of `identity`; `own` is the environment of the lab. */
export function contenderEnvironment(
  identity: ContenderIdentity,
  own: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  return {
    PATH: own.PATH ?? "",
    HOME: own.HOME ?? "",
    LANG: "C.UTF-8",
    TMPDIR: identity.scratch,
    [RUN_VARIABLE]: environmentMark(identity.runId),
    [TRIAL_VARIABLE]: environmentMark(identity.trialId),
  };
}
