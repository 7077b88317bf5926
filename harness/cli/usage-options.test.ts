// Values of options: what is taken, what is refused, in which words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Command } from "commander";
import {
  complaintOf,
  names,
  oneOf,
  positiveNumber,
  positiveNumbers,
  type Reading,
  timeFromNoneS,
  timeS,
  UsageProblems,
  wholeNumber,
  wordsOf,
} from "./usage-options.ts";

function assertTaken<Value>(reader: (text: string) => Reading<Value>, pairs: [string, Value][]) {
  for (const [text, value] of pairs) assert.deepEqual(reader(text), { value }, text);
}

function assertRefused(reader: (text: string) => Reading<unknown>, texts: string[], why: string) {
  for (const text of texts) assert.deepEqual(reader(text), { expected: why }, text);
}

test("a number above 0", () => {
  assertTaken(positiveNumber, [
    ["1", 1],
    ["0.5", 0.5],
    ["1e3", 1_000],
  ]);
  const texts = ["", " ", "0", "-1", "x", "1x", "NaN", "Infinity", "1e999"];
  assertRefused(positiveNumber, texts, "a number above 0");
});

test("a whole number between two bounds, both taken", () => {
  assertTaken(wholeNumber(1, 1_000), [
    ["1", 1],
    ["1000", 1_000],
    ["007", 7],
  ]);
  const texts = ["0", "1001", "-1", "1.5", "1e2", "", " 1", "x"];
  assertRefused(wholeNumber(1, 1_000), texts, "a whole number from 1 to 1000");
});

test("a time with its unit, or seconds", () => {
  assertTaken(timeS, [
    ["500ms", 0.5],
    ["90s", 90],
    ["1.5", 1.5],
    ["2m", 120],
    ["2 h", 7_200],
  ]);
  const texts = ["0", "0s", "-1s", "1d", "s", "", "1e3", "1 000"];
  assertRefused(timeS, texts, "a time above 0 such as 500ms, 90s, 40m or 2h");
  assertTaken(timeFromNoneS, [
    ["0", 0],
    ["0s", 0],
    ["0.0ms", 0],
    ["2s", 2],
  ]);
  assertRefused(timeFromNoneS, ["x", "-1"], "a time such as 500ms, 90s or 2m, or 0 for none");
});

test("numbers separated by commas", () => {
  assertTaken(positiveNumbers, [
    ["5000", [5_000]],
    ["1,2.5", [1, 2.5]],
  ]);
  const texts = ["", "1,", ",1", "1,-2", "1;2", "0"];
  assertRefused(positiveNumbers, texts, "numbers above 0, separated by commas");
});

test("names out of a list, with a suggestion where one is near", () => {
  const known = names(["get", "get-set", "replay"]);
  assertTaken(known, [
    ["get", ["get"]],
    ["replay,get", ["replay", "get"]],
  ]);
  const list = "some of get, get-set, replay";
  assertRefused(known, ["get,kafka", ""], list);
  assertRefused(known, ["get,replya"], `${list}. Did you mean "replay"?`);
  // Unknown workloads: their names cannot be checked.
  assertTaken(names(undefined), [["anything,else", ["anything", "else"]]]);
});

test("one of some choices", () => {
  assertTaken(oneOf(["auto", "none"]), [["none", "none"]]);
  assertRefused(oneOf(["auto", "none"]), ["bar", "", "Auto"], "one of auto, none");
});

test("problems name the option, what was received and what was expected", () => {
  const problems = new UsageProblems();
  assert.equal(problems.read("rate", "12", positiveNumber), 12);
  assert.equal(problems.read("rate", undefined, positiveNumber), undefined);
  assert.deepEqual(problems.sentences, []);
  assert.equal(problems.read("rate", '-"5"', positiveNumber), undefined);
  assert.equal(problems.read("trials", "x", wholeNumber(1, 9)), undefined);
  assert.deepEqual(problems.sentences, [
    '--rate: received "-\\"5\\"", expected a number above 0',
    '--trials: received "x", expected a whole number from 1 to 9',
  ]);
});

function parsed(...words: readonly string[]): Command {
  return new Command("run")
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .argument("[workload...]")
    .option("--rate <list>")
    .option("--json")
    .allowUnknownOption()
    .allowExcessArguments()
    .parse(words, { from: "user" });
}

test("words are told from unknown options, wherever they stand", () => {
  const problems = new UsageProblems();
  const command = parsed("cache", "--rat=5", "--rate=5", "-q", "queue", "--json=1", "--colour");
  assert.deepEqual(wordsOf(command, problems), ["cache", "queue"]);
  assert.equal(command.opts<{ rate: string }>().rate, "5");
  assert.deepEqual(problems.sentences, [
    'unknown option --rat. Did you mean "--rate"?',
    "unknown option -q",
    '--json: received "1", expected no value',
    "unknown option --colour",
  ]);
});

test("a missing value is commander's complaint; help is none", () => {
  const complaint = (...words: string[]): string | undefined => {
    try {
      parsed(...words);
    } catch (error) {
      return complaintOf(error);
    }
    throw new Error("nothing was thrown");
  };
  assert.equal(complaint("--rate"), "option '--rate <list>' argument missing");
  assert.equal(complaintOf(new Error("another")), undefined);
});
