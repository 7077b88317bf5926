// What each question is answered with, from a self-test in which all is well to one with nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type SelfTestSummary, summarizeSelfTest } from "#model/self-test-summary.ts";
import { plainText } from "#render/format.ts";
import {
  type Answer,
  meetsGoal,
  rivalSentence,
  selfTestAnswers,
} from "#render/self-test/self-test-answers.ts";
import { sampleSelfTest } from "../../golden/sample-self-test.ts";

const SAMPLE = summarizeSelfTest(sampleSelfTest());

function answer(about: Answer["about"], changes: Partial<SelfTestSummary>): [string, unknown] {
  const found = selfTestAnswers({ ...SAMPLE, ...changes }).find((one) => one.about === about);
  return [plainText(found?.sentence ?? ""), found?.state];
}

test("our own figures", () => {
  const own = {
    total: 100,
    within: 100,
    outside: 0,
    unsettled: 0,
    counts: 113,
    countsRight: 113,
  };
  const of = (changes: Partial<typeof own>) => answer("own", { own: { ...own, ...changes } });
  const counted = "113 of 113 counts right";
  const why = "could not be judged: the host spoiled them, or our own verdict called them unfit";
  assert.deepEqual(of({}), [`yes: 100 of 100 response times within bounds; ${counted}`, "good"]);
  assert.deepEqual(of({ within: 97, unsettled: 3 }), [
    `yes: 97 of 97 response times within bounds; ${counted}; 3 of 100 ${why}`,
    "good",
  ]);
  assert.deepEqual(of({ within: 60, unsettled: 40 }), [
    `as far as it could be judged: 60 of 60 response times within bounds; ${counted}; 40 of 100 ${why}`,
    undefined,
  ]);
  assert.deepEqual(of({ within: 97, outside: 3 }), [
    `not all: 97 of 100 response times within bounds; ${counted}`,
    "bad",
  ]);
  assert.deepEqual(of({ countsRight: 112 }), [
    "not all: 100 of 100 response times within bounds; 112 of 113 counts right",
    "bad",
  ]);
  assert.deepEqual(of({ within: 0, unsettled: 100 }), [`cannot say: 100 of 100 ${why}`, undefined]);
  assert.deepEqual(of({ total: 0, within: 0 }), ["not tested", undefined]);
});

test("other tools", () => {
  assert.deepEqual(answer("rivals", { rivals: [] }), ["none was measured", undefined]);
  const right = SAMPLE.rivals.map((one) => ({
    ...one,
    outside: 0,
    wrongCases: 0,
    noticedCases: 0,
  }));
  assert.match(answer("rivals", { rivals: right })[0], /^4 measured, all within the same bounds$/);
  const [sentence] = answer("rivals", {});
  assert.match(sentence, /^up to 99\.6 % too low \(alpha, .* of freeze\), up to 1\d\d % too high/);
  assert.match(sentence, /\(gamma, .* of pauses\); wrong in \d+ cases, which they noticed in 2$/);
  const silent = { tool: "x", worst: null, rows: 0, outside: 0, wrongCases: 0, noticedCases: 0 };
  assert.equal(rivalSentence(silent), "x: reported nothing that can be compared");
});

test("planted faults and false alarms, with bounds that never promise more", () => {
  const generator = {
    planted: 118,
    rightCause: 118,
    rightCauseLow: 0.96922,
    clean: 300,
    falseAlarms: 0,
    falseAlarmsHigh: 0.01222,
  };
  assert.deepEqual(answer("faults", { generator }), ["118 of 118 (95 % bound ≥ 96.9 %)", "good"]);
  assert.deepEqual(answer("alarms", { generator }), ["0 of 300 (95 % bound ≤ 1.3 %)", "good"]);
  assert.equal(answer("faults", { generator: { ...generator, rightCause: 116 } })[1], "bad");
  assert.equal(answer("alarms", { generator: { ...generator, falseAlarms: 4 } })[1], "bad");
  assert.deepEqual(answer("faults", { generator: null }), ["not tested", undefined]);
});

test("goals are met at their very value; what was not measured is neither", () => {
  const goal = { name: "x", unit: "ns", value: 10, goal: 10, better: "less" as const };
  assert.equal(meetsGoal(goal), true);
  assert.equal(meetsGoal({ ...goal, value: 10.1 }), false);
  assert.equal(meetsGoal({ ...goal, value: 9, better: "more" }), false);
  assert.equal(meetsGoal({ ...goal, value: null }), null);
  assert.deepEqual(answer("cost", { cost: [goal] }), ["1 of 1 goals met", "good"]);
  assert.deepEqual(answer("cost", { cost: [{ ...goal, value: null }] }), ["not tested", undefined]);
});
