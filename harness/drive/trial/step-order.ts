// Which step of a trial comes next: the compared rates, those of them again that were not fit, then
// the grid in the same way, as often as the size allows.
//
// Its own file because whether a step is run again is decided from the generator's fitness alone,
// never from what the contender answered. Compared rates are settled before the grid begins: behind
// it a contender has been overloaded, which others in the same comparison have not.

import type { Step } from "#model/step.ts";
import { STEPS_MAX } from "#model/traffic.ts";

/** A trial on a noisy host must end: so many attempts beyond the plan at most. */
export const REPEATS_PER_TRIAL = 6;

/** A step of the plan and which attempt at it this is, counted from 0. */
export interface NextStep {
  readonly step: number;
  readonly attempt: number;
}

export class StepOrder {
  readonly #gridPositions: readonly (number | null)[];
  readonly #repeats: number;
  readonly #compared: number[];
  readonly #grid: number[];
  readonly #attempts: Step[][];
  #left: number;

  /** @param gridPositions of each step of the plan. @param repeats of each step. */
  constructor(gridPositions: readonly (number | null)[], repeats: number) {
    const steps = gridPositions.map((_, step) => step);
    this.#gridPositions = gridPositions;
    this.#repeats = repeats;
    this.#compared = steps.filter((step) => gridPositions[step] === null);
    this.#grid = steps.filter((step) => gridPositions[step] !== null);
    this.#attempts = steps.map(() => []);
    this.#left = Math.min(REPEATS_PER_TRIAL, STEPS_MAX - steps.length);
  }

  /** The step to run now; undefined when all is done. */
  next(): NextStep | undefined {
    const step = this.#compared.shift() ?? this.#grid.shift();
    return step === undefined ? undefined : { step, attempt: this.#attemptsAt(step).length };
  }

  /** Takes the judged attempt at `step`, and plans another one if it is worth it. */
  ended(step: number, attempt: Step): void {
    const attempts = this.#attemptsAt(step);
    attempts.push(attempt);
    const mayRepeat = attempts.length <= this.#repeats && this.#left > 0;
    if (!mayRepeat || attempt.generator.fit) return;
    this.#left--;
    (this.#gridPositions[step] === null ? this.#compared : this.#grid).push(step);
  }

  /** The last attempt at every step that was run, in the order of the plan. */
  get steps(): Step[] {
    return this.#attempts.flatMap((attempts) => attempts.slice(-1));
  }

  /** The attempts before the last. */
  get repeated(): Step[] {
    return this.#attempts.flatMap((attempts) => attempts.slice(0, -1));
  }

  #attemptsAt(step: number): Step[] {
    const attempts = this.#attempts[step];
    if (attempts === undefined) throw new Error(`the plan has no step ${step}`);
    return attempts;
  }
}
