// Turns the event stream of node:test into outcomes of our own, because node's count is too mild
// for us: it calls a file without tests a passed test, a todo neither passed nor failed, and
// overlooks a suite that breaks while it is being described. Pure: running and printing are
// test.ts's.

import type { TestEvent } from "node:test/reporters";

export interface TestOutcome {
  readonly file: string;
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  /** Why it was skipped, or what went wrong. */
  readonly reason?: string;
}

/**
 * The outcome that an event reports; undefined for events that report none, and for suites, which
 * only group.
 */
export function outcomeOf(event: TestEvent): TestOutcome | undefined {
  if (event.type !== "test:pass" && event.type !== "test:fail") return undefined;
  const { name, file = "" } = event.data;
  const failed = (reason: string): TestOutcome => ({ file, name, outcome: "failed", reason });
  if (event.type === "test:fail") return failureOf(event, failed);
  const { skip, todo, details } = event.data;
  // The runner reports the file itself only when nothing in it reported.
  if (name === file) return failed("the file holds no test");
  if (given(todo)) return failed("todo: a test that is not written yet is not a test");
  // Also for a suite: the tests inside a skipped one report nothing, so it stands for them.
  if (given(skip)) return { file, name, outcome: "skipped", reason: skipReason(skip) };
  return details.type === "suite" ? undefined : { file, name, outcome: "passed" };
}

function failureOf(
  event: Extract<TestEvent, { type: "test:fail" }>,
  failed: (reason: string) => TestOutcome,
): TestOutcome | undefined {
  const error: Error & { failureType?: string } = event.data.details.error;
  // The tests inside report for themselves.
  if (event.data.details.type === "suite" && error.failureType === "subtestsFailed")
    return undefined;
  return failed(sentenceOf(error));
}

function given(mark: string | boolean | undefined): boolean {
  return mark !== undefined && mark !== false;
}

function skipReason(skip: string | boolean | undefined): string {
  return typeof skip === "string" ? skip : "no reason given";
}

function sentenceOf(error: Error): string {
  const cause = error.cause;
  // The runner's own frames tell nothing about the failure.
  if (cause instanceof Error)
    return (cause.stack ?? cause.message).replaceAll(/\n\s+at .*node:internal.*/g, "");
  return typeof cause === "string" ? cause : error.message;
}

/** The line that every run of tests ends with. */
export function tallyLine(outcomes: readonly TestOutcome[]): string {
  const count = (kind: TestOutcome["outcome"]) =>
    outcomes.filter(({ outcome }) => outcome === kind).length;
  return `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`;
}

/** Success needs at least one test that ran: a run of nothing proves nothing. */
export function succeeded(outcomes: readonly TestOutcome[]): boolean {
  return (
    outcomes.some(({ outcome }) => outcome === "passed") &&
    !outcomes.some(({ outcome }) => outcome === "failed")
  );
}
