// How the offered rate moves over a step. A shape is relative: whatever it is, the step offers its
// planned rate on average, so that steps of different shape are the same amount of work.
//
// Its own file because plans, scenarios and the command line name shapes; what instants follow from
// one is the schedule's.

/** The rate stays as it is. */
interface Constant {
  readonly kind: "constant";
}

/** A straight line from one rate to another; only their ratio counts. */
interface Ramp {
  readonly kind: "ramp";
  readonly from: number;
  readonly to: number;
}

/** Equal parts of the step, each at a constant rate; only the ratios count. */
interface Steps {
  readonly kind: "steps";
  readonly levels: readonly number[];
}

/** 1 + amplitude × sin(2π t / period). */
interface Sine {
  readonly kind: "sine";
  readonly periodS: number;
  /** From 0 to 1. */
  readonly amplitude: number;
}

/**
 * Calm and burst follow each other for exponential times (a Markov-modulated process with two
 * states); in a burst the rate is `factor` times the calm one.
 */
interface Burst {
  readonly kind: "burst";
  readonly factor: number;
  readonly meanBurstS: number;
  readonly meanCalmS: number;
}

/**
 * Recorded instants: a text file with one a line, in seconds, ascending. Stretched in time so that
 * their mean rate is the planned one, and repeated where the step is longer.
 */
interface Trace {
  readonly kind: "trace";
  /** Absolute path. */
  readonly file: string;
}

export type RateShape = Constant | Ramp | Steps | Sine | Burst | Trace;
