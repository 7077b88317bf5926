// Each rule on a step, just kept and just broken.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bookkeeping, StepOutcome } from "#model/step.ts";
import { NS_PER_MS } from "#model/units.ts";
import { outcomeOf, stepOf, USAGE } from "./scripted-outcome.ts";

const RESPONSE_NS = 200_000;
const step = (changes: Partial<StepOutcome> = {}) => stepOf(RESPONSE_NS, changes);

function withBookkeeping(changes: Partial<Bookkeeping>) {
  return step({ bookkeeping: { ...outcomeOf(RESPONSE_NS).bookkeeping, ...changes } });
}

test("a calm step is valid, and its own figures are the undisturbed ones", () => {
  const judged = step();
  assert.deepEqual([judged.valid, judged.invalidReasons, judged.labels], [true, [], []]);
  assert.deepEqual(judged.response, outcomeOf(RESPONSE_NS).undisturbed.response);
  assert.equal(judged.contender, USAGE);
  assert.equal("undisturbed" in judged || "own" in judged, false);
});

test("a request that is in no count breaks the books", () => {
  assert.match(
    step({ sent: 3_999, owed: 3_999, replied: 3_999 }).invalidReasons[0] ?? "",
    /^book.*planned 4000/,
  );
  assert.match(step({ replied: 3_999 }).invalidReasons[0] ?? "", /^bookkeeping: owed 4000/);
  assert.match(step({ mismatched: 4_001 }).invalidReasons[0] ?? "", /more than replied/);
  const { labels: _labels, ...silent } = step({ owed: 10, replied: 10, achievedPerS: 2.5 });
  assert.equal(silent.valid, true);
  const tooMany = step({ sent: 3_000, withheld: 1_000 });
  assert.match(tooMany.invalidReasons[0] ?? "", /owed 4000 is more than sent 3000/);
});

test("both sums of time in flight agree within 0.1 %", () => {
  const { timeInSystemNs } = outcomeOf(RESPONSE_NS).bookkeeping;
  assert.equal(withBookkeeping({ inFlightNs: timeInSystemNs * 1.0009 }).valid, true);
  assert.equal(withBookkeeping({ inFlightNs: timeInSystemNs * 1.0012 }).valid, false);
  assert.equal(withBookkeeping({ inFlightNs: timeInSystemNs * 0.9988 }).valid, false);
});

test("Little's law holds within 5 % or three standard errors", () => {
  const many = { littleMean: 100, inFlightStandardError: 0 };
  assert.equal(withBookkeeping({ ...many, inFlightMean: 105 }).valid, true);
  assert.equal(withBookkeeping({ ...many, inFlightMean: 106 }).valid, false);
  assert.equal(withBookkeeping({ ...many, inFlightMean: 94 }).valid, false);
  const scattered = { littleMean: 100, inFlightStandardError: 4 };
  assert.equal(withBookkeeping({ ...scattered, inFlightMean: 111 }).valid, true);
  assert.equal(withBookkeeping({ ...scattered, inFlightMean: 113 }).valid, false);
});

test("rare requests that no sample saw are no breach of Little's law", () => {
  const rare = { littleMean: 0.0005, inFlightStandardError: 0 };
  assert.equal(withBookkeeping({ ...rare, inFlightMean: 0 }).valid, true);
  assert.equal(withBookkeeping({ ...rare, inFlightMean: 0.01 }).valid, false);
});

test("one percent of errors is valid, more is not", () => {
  assert.equal(step({ replied: 3_960, failed: 20, unanswered: 20 }).valid, true);
  const judged = step({ replied: 3_959, failed: 20, unanswered: 21 });
  assert.deepEqual(judged.invalidReasons, [
    "errors: 20 failed and 21 unanswered of 4000 (limit 1.00 %)",
  ]);
});

test("one wrong answer makes a step invalid", () => {
  assert.deepEqual(step({ mismatched: 1 }).invalidReasons, ["answers: 1 wrong"]);
});

test("an unfit generator makes a step invalid, with its causes", () => {
  const { own } = outcomeOf(RESPONSE_NS);
  const judged = step({ own: { ...own, disturbedShare: 0.5 } });
  assert.match(judged.invalidReasons[0] ?? "", /^generator unfit: host: 50\.0 %/);
});

/** The step of 4 s at 1,000/s whose replies take `responseMs` on average. */
function labelsWith(responseMs: number, changes: Partial<StepOutcome>): readonly string[] {
  return stepOf(responseMs * NS_PER_MS, changes).labels;
}

test("overloaded is less than 99 % of what the schedule drew, not of rate × duration", () => {
  assert.deepEqual(labelsWith(0.1, { achievedPerS: 990 }), []);
  assert.deepEqual(labelsWith(0.1, { achievedPerS: 989 }), ["overloaded"]);
  const poisson = { planned: 3_900, sent: 3_900, owed: 3_900, replied: 3_900 };
  assert.deepEqual(labelsWith(0.1, { ...poisson, achievedPerS: 970 }), []);
});

test("a constant response time is no overload, though it takes a third of the step", () => {
  // 1,400 are under way at any moment, and at the end.
  assert.deepEqual(labelsWith(1_400, { achievedPerS: 650 }), []);
  assert.deepEqual(labelsWith(1_400, { achievedPerS: 610 }), ["overloaded"]);
});

test("a queue that grows from nothing is an overload, at whatever rate it is served", () => {
  for (const servedPerS of [975, 900, 700, 510, 490, 300, 100]) {
    const endMs = (4_000 * (1_000 - servedPerS)) / servedPerS;
    assert.deepEqual(labelsWith(endMs / 2, { achievedPerS: servedPerS }), ["overloaded"]);
  }
});

test("of few requests, the two under way at the end are no overload", () => {
  const few = { planned: 40, sent: 40, owed: 40, replied: 40, offeredPerS: 10 };
  assert.deepEqual(labelsWith(100, { ...few, achievedPerS: 9.5 }), []);
  assert.deepEqual(labelsWith(100, { ...few, achievedPerS: 8 }), ["overloaded"]);
});

test("what was withheld or never answered stays an overload, wrong replies are wrong", () => {
  const withheld = { achievedPerS: 650, sent: 3_000, owed: 3_000, withheld: 1_000 };
  assert.deepEqual(labelsWith(1_400, { ...withheld, replied: 3_000 }), ["overloaded"]);
  const unanswered = { achievedPerS: 650, replied: 3_000, unanswered: 1_000 };
  assert.deepEqual(labelsWith(1_400, unanswered), ["overloaded"]);
  assert.deepEqual(labelsWith(0.1, { achievedPerS: 0, mismatched: 4_000 }), []);
});

test("silent requests are not due, withheld ones are", () => {
  assert.deepEqual(step({ owed: 400, replied: 400, achievedPerS: 100 }).labels, []);
  const withheld = { sent: 3_900, withheld: 100, owed: 3_900, replied: 3_900, achievedPerS: 975 };
  const { own } = outcomeOf(RESPONSE_NS);
  const judged = step({ ...withheld, own: { ...own, withheldOutsidePauses: 100 } });
  assert.deepEqual([judged.labels, judged.valid], [["overloaded", "in-flight-limit"], true]);
});
