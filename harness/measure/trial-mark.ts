// How a process is known to belong to a trial: a variable in its environment, whose value has one
// length for all.
//
// Its own file because two sides must agree on it: drive writes it into each contender's
// environment, process-usage.ts looks for it. One length for all, because the size of the
// environment moves the stack, which alone can change what is measured by several percent
// (Mytkowicz et al., "Producing wrong data without doing anything obviously wrong").

export const RUN_VARIABLE = "TAILPROOF_RUN";
export const TRIAL_VARIABLE = "TAILPROOF_TRIAL";

/**
 * Room for `<workload>.<contender>.<variant>.<scenario>.<block>` with the longest names in use, and
 * to spare.
 */
const MARK_LENGTH = 128;
const PAD = "_";

/**
 * The variable's value for an id: the id, padded. @throws RangeError for an id that cannot be told
 * from its padding.
 */
export function environmentMark(id: string): string {
  if (id === "" || id.length > MARK_LENGTH || id.endsWith(PAD) || id.includes("\0")) {
    throw new RangeError(
      `an id has 1 to ${MARK_LENGTH} characters and no "${PAD}" at its end: "${id}"`,
    );
  }
  return id.padEnd(MARK_LENGTH, PAD);
}
