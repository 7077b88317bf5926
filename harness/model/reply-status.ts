// What a codec can say about a reply, as numbers, because the hot path passes numbers only.
//
// A codec judges form, never content: whether a miss or a refusal is right is for the workload's
// Check.

/** The reply carries what was asked for (a value, a page, an acknowledgement). */
export const REPLY_OK = 0;
/** The contender answered that it has nothing under this name. */
export const REPLY_MISS = 1;
/** The contender refused or reported an error in the protocol's own words. */
export const REPLY_REFUSED = 2;

export type ReplyStatus = typeof REPLY_OK | typeof REPLY_MISS | typeof REPLY_REFUSED;
