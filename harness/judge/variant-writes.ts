// Whether a variant writes its replies as its manifest says: a variant that ignores its arguments
// behaves like its neighbour, and a ladder of the two would explain nothing.
//
// Its own file because what a manifest says of a variant can be held against it in few things; this
// is one that shows on the wire, whatever the language.

import type { Writes } from "#model/contender.ts";

/**
 * Segments of both sides, for each reply to bursts of 16. One write for each reply came to 1.28 of
 * them and one for all to 0.13, on Linux 6 with acknowledgements; the limits leave room for others'
 * traffic. Between the two it is neither.
 */
const EACH_SHARE_MIN = 0.6;
const BATCHES_SHARE_MAX = 0.4;

/** The mismatch in one sentence. @param segments see fewestSegments. */
export function writesMismatch(
  declared: Writes,
  replies: number,
  segments: number,
): string | undefined {
  const share = segments / replies;
  const keeps = declared === "each-reply" ? share >= EACH_SHARE_MIN : share <= BATCHES_SHARE_MAX;
  if (keeps) return undefined;
  const expected =
    declared === "each-reply"
      ? `at least ${Math.ceil(EACH_SHARE_MIN * replies)}`
      : `at most ${Math.floor(BATCHES_SHARE_MAX * replies)}`;
  return `its manifest says writes: "${declared}", but ${replies} replies to bursts of requests left in ${segments} segments; expected ${expected}`;
}
