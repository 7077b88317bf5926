// Options of the command line, read so that all problems are told at once: each names the option,
// the value received, the value expected. commander keeps the words and the help; what a value must
// be is said here.

import { type Command, CommanderError } from "commander";
import { suggestion } from "#model/schema/closest-name.ts";

/** A reading of one value: what it is, or the sentence on what is wrong with it. */
export type Reading<Value> = { readonly value: Value } | { readonly expected: string };

/** Collects the problems of one command line. */
export class UsageProblems {
  readonly sentences: string[] = [];

  /** Reads `text` of `--name`; undefined when it is absent or wrong. */
  read<Value>(
    name: string,
    text: string | undefined,
    reader: (text: string) => Reading<Value>,
  ): Value | undefined {
    if (text === undefined) return undefined;
    const reading = reader(text);
    if ("value" in reading) return reading.value;
    this.sentences.push(
      `--${name}: received ${JSON.stringify(text)}, expected ${reading.expected}`,
    );
    return undefined;
  }
}

/** A number above 0. */
export function positiveNumber(text: string): Reading<number> {
  const value = Number(text);
  return text.trim() !== "" && Number.isFinite(value) && value > 0
    ? { value }
    : { expected: "a number above 0" };
}

const UNIT_S: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600 };

/** A time with its unit, in seconds; without a unit it is seconds. Above 0. */
export function timeS(text: string): Reading<number> {
  const value = secondsOf(text);
  return value > 0 ? { value } : { expected: "a time above 0 such as 500ms, 90s, 40m or 2h" };
}

/** The same, or none. */
export function timeFromNoneS(text: string): Reading<number> {
  const value = secondsOf(text);
  return value >= 0 ? { value } : { expected: "a time such as 500ms, 90s or 2m, or 0 for none" };
}

/** NaN where it is no time. */
function secondsOf(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*(ms|[smh])?$/.exec(text.trim()) ?? [];
  return Number(digits) * (UNIT_S[unit ?? "s"] ?? NaN);
}

/** A whole number from `least` on. */
export function wholeNumber(least: number, most: number): (text: string) => Reading<number> {
  return (text) => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= least && value <= most
      ? { value }
      : { expected: `a whole number from ${least} to ${most}` };
  };
}

/** Numbers above 0, separated by commas. */
export function positiveNumbers(text: string): Reading<readonly number[]> {
  const readings = text.split(",").map(positiveNumber);
  const value = readings.flatMap((reading) => ("value" in reading ? [reading.value] : []));
  return value.length === readings.length
    ? { value }
    : { expected: "numbers above 0, separated by commas" };
}

/** Names, separated by commas; each must be one of `known`, where that is known. */
export function names(
  known: readonly string[] | undefined,
): (text: string) => Reading<readonly string[]> {
  return (text) => {
    const value = text.split(",");
    if (known === undefined) return { value };
    const strange = value.find((name) => !known.includes(name));
    return strange === undefined
      ? { value }
      : { expected: `some of ${known.join(", ")}${hint(strange, known)}` };
  };
}

/** One of `choices`. */
export function oneOf<Choice extends string>(
  choices: readonly Choice[],
): (text: string) => Reading<Choice> {
  return (text) => {
    const value = choices.find((choice) => choice === text);
    return value === undefined ? { expected: `one of ${choices.join(", ")}` } : { value };
  };
}

/** The suggestion as a sentence behind another; nothing where no name is near. */
function hint(word: string, known: readonly string[]): string {
  const near = suggestion(word, known);
  return near === "" ? "" : `.${near}`;
}

/** Adds unknown options to the problems and returns the other words. */
export function wordsOf(command: Command, problems: UsageProblems): string[] {
  const known = command.options.map((option) => option.long ?? "");
  return command.args.filter((word) => {
    if (!word.startsWith("-")) return true;
    const name = word.split("=")[0] ?? word;
    problems.sentences.push(
      known.includes(name) && name !== word
        ? `${name}: received ${JSON.stringify(word.slice(name.length + 1))}, expected no value`
        : `unknown option ${name}${hint(name, known)}`,
    );
    return false;
  });
}

/**
 * commander's own complaint (an option without its value) as a sentence; undefined for help and
 * version.
 */
export function complaintOf(error: unknown): string | undefined {
  if (!(error instanceof CommanderError) || error.exitCode === 0) return undefined;
  return error.message.replace(/^error: /, "");
}
