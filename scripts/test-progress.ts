// What a run of tests prints while it goes: one line a file, and for a failed one what failed and
// what the file printed. It also knows which files are in progress, so that a run that takes too
// long can name them. The judgement of each event is test-tally.ts's; starting and stopping are
// test.ts's.

import path from "node:path";
import type { TestEvent } from "node:test/reporters";
import { outcomeOf, type TestOutcome } from "./test-tally.ts";

// Enough for several stack traces; a file that prints more is cut at the front.
const keptOutputChars = 8_000;

export class TestProgress {
  readonly outcomes: TestOutcome[] = [];
  readonly #root: string;
  readonly #print: (text: string) => void;
  readonly #running = new Set<string>();
  readonly #output = new Map<string, string>();
  #closedOutcomes = 0;

  constructor(root: string, print: (text: string) => void) {
    this.#root = root;
    this.#print = print;
  }

  /** Files that were started and have not ended, relative to the root. */
  get running(): string[] {
    return [...this.#running].map((file) => this.#shortened(file));
  }

  take(event: TestEvent): void {
    const outcome = outcomeOf(event);
    if (outcome !== undefined) this.outcomes.push(outcome);
    const { file, name } = subjectOf(event);
    if (file === undefined) return;
    if (event.type === "test:stdout" || event.type === "test:stderr") {
      const output = (this.#output.get(file) ?? "") + event.data.message;
      this.#output.set(file, output.slice(-keptOutputChars));
    }
    // The runner treats a file as a test whose name is the file's path.
    const isFile = name === file;
    if (event.type === "test:dequeue" && isFile) this.#running.add(file);
    if (event.type === "test:complete" && isFile) this.#running.delete(file);
    if (event.type === "test:summary") this.#closeFile(file, event.data.duration_ms);
    // No summary comes from a file that crashed, was stopped or held no test.
    if ((event.type === "test:pass" || event.type === "test:fail") && isFile)
      this.#closeFile(file, event.data.details.duration_ms);
  }

  #closeFile(file: string, durationMs: number): void {
    const outcomes = this.outcomes.slice(this.#closedOutcomes);
    this.#closedOutcomes = this.outcomes.length;
    const failures = outcomes.filter(({ outcome }) => outcome === "failed");
    const size = `${outcomes.length} in ${(durationMs / 1000).toFixed(1)} s`;
    this.#print(`${failures.length > 0 ? "✖" : "✔"} ${this.#shortened(file)} (${size})`);
    for (const { name, reason = "" } of failures)
      this.#print(indented(`✖ ${name === file ? "the file" : name}\n${indented(reason)}`));
    const output = this.#output.get(file);
    if (failures.length > 0 && output !== undefined)
      this.#print(indented(`the file printed\n${indented(output.trimEnd())}`));
  }

  #shortened(file: string): string {
    return path.relative(this.#root, file);
  }
}

/** Events of the run as a whole carry no file. */
function subjectOf({ data }: TestEvent): { file?: string | undefined; name?: string } {
  if (data === undefined) return {};
  return {
    ...("file" in data && { file: data.file }),
    ...("name" in data && { name: data.name }),
  };
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}
