// The words on a step that qualify it without making it invalid. Its own file because those who
// write them and those who read them must agree to the letter. Reasons for invalidity are sentences
// and left out.

/** Less than 99 % of the plan was answered in time: this contender cannot sustain the rate. */
export const OVERLOADED = "overloaded";
/**
 * Requests were withheld outside pauses: the contender did not keep up, or the in-flight limit is
 * too small.
 */
export const IN_FLIGHT_LIMIT = "in-flight-limit";
/** The warm-up did not converge. */
export const COLD = "cold";
/** The pre-check of the block failed three times. */
export const NOISY_HOST = "noisy-host";

/** Steps with one of these are shown and compared, and support no claim. */
export const NO_CLAIM_LABELS: readonly string[] = [COLD, NOISY_HOST];
