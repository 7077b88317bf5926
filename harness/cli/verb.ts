// What a verb of the command line is, and what all verbs share: the root folder, the streams, the
// ending.

import type { Command } from "commander";

/** Exit codes; never 1 for a finding, so that a crash cannot look like one. */
export const EXIT = {
  pass: 0,
  usage: 2,
  invalid: 5,
  wrongAnswers: 6,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

export interface Surroundings {
  /** Root folder of the checkout. */
  readonly root: string;
  /** Folder that relative paths of the command line are in: the caller's, not npm's. */
  readonly caller: string;
  /** stdout carries the result and nothing else. */
  readonly print: (text: string) => void;
  /** stderr carries the progress. */
  readonly tell: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface Verb {
  readonly name: string;
  /** Declares words, options and help on an empty command. */
  declare(command: Command): void;
  /**
   * Reads what was given and does it. @returns the exit code. @throws UsageError with all problems
   * at once.
   */
  run(command: Command, surroundings: Surroundings): Promise<number>;
}
