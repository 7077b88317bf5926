// The order of a trial's steps: compared rates first, with their repeats, then the grid with its.

import assert from "node:assert/strict";
import { test } from "node:test";
import { stepOf } from "#judge/scripted-outcome.ts";
import type { Step } from "#model/step.ts";
import { REPEATS_PER_TRIAL, StepOrder } from "./step-order.ts";

function attemptAt(fit: boolean, offeredPerS: number): Step {
  const step = stepOf(100_000);
  return { ...step, offeredPerS, generator: { ...step.generator, fit } };
}

/** `compared` steps, then `grid` ones. */
function orderOf(compared: number, grid: number, repeats: number): StepOrder {
  const positions = Array.from({ length: grid }, (_, position) => position);
  return new StepOrder([...Array<null>(compared).fill(null), ...positions], repeats);
}

/** Runs all steps, as "step.attempt"; `isFit` says of an attempt whether it was. */
function run(order: StepOrder, isFit: (step: number, attempt: number) => boolean): string[] {
  const ran: string[] = [];
  for (let due = order.next(); due !== undefined; due = order.next()) {
    const { step, attempt } = due;
    ran.push(`${step}.${attempt}`);
    order.ended(step, attemptAt(isFit(step, attempt), 10 * step + attempt));
  }
  return ran;
}

test("fit steps are run once, in their order", () => {
  const order = orderOf(1, 2, 2);
  assert.deepEqual(
    run(order, () => true),
    ["0.0", "1.0", "2.0"],
  );
  assert.deepEqual(order.repeated, []);
});

test("what was not fit is run again behind its kind; the last attempt counts", () => {
  const order = orderOf(2, 2, 2);
  const ran = run(order, (step, attempt) => step % 2 === 1 || attempt === 1);
  assert.deepEqual(ran, ["0.0", "1.0", "0.1", "2.0", "3.0", "2.1"]);
  const rates = (steps: readonly Step[]): number[] => steps.map(({ offeredPerS }) => offeredPerS);
  assert.deepEqual(rates(order.steps), [1, 10, 21, 30]);
  assert.deepEqual(rates(order.repeated), [0, 20]);
});

test("attempts are bounded, for a step and for the trial", () => {
  const never = (): boolean => false;
  assert.deepEqual(run(orderOf(1, 1, 2), never), ["0.0", "0.1", "0.2", "1.0", "1.1", "1.2"]);
  assert.deepEqual(run(orderOf(1, 1, 0), never), ["0.0", "1.0"]);
  assert.equal(run(orderOf(1, 14, 2), never).length, 15 + REPEATS_PER_TRIAL);
  // A trial has at most 31 steps of requests.
  assert.equal(run(orderOf(14, 14, 2), never).length, 31);
});
