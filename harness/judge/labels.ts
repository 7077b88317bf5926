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
/** CPU per reply or the median response time of the step's last third is off its first third's. */
export const NOT_STEADY = "not-steady";
/** The pre-check of the block failed three times. */
export const NOISY_HOST = "noisy-host";

/** A job's requests take less than 1 ms: the pipe's own time is a good part of them. */
export const PIPE_TIME = "pipe-time";
/** Times that the contender took of itself. */
export const SELF_MEASURED = "self-measured";

/** How every reason begins that makes a step invalid for want of a fit generator. */
export const GENERATOR_UNFIT = "generator unfit";

/**
 * Steps with one of these are shown and compared, and support no claim; what the labels of some
 * pairs mean for a ranking is decided in comparisons.ts.
 */
export const NO_CLAIM_LABELS: readonly string[] = [
  COLD,
  NOISY_HOST,
  NOT_STEADY,
  IN_FLIGHT_LIMIT,
  PIPE_TIME,
];
