// What ps prints, read: marked processes with their descendants, and times in all of its forms.

import assert from "node:assert/strict";
import test from "node:test";
import { psPidsOfTrial, psUsage } from "./ps-usage.ts";
import { environmentMark, TRIAL_VARIABLE } from "./trial-mark.ts";

test("marked processes and their descendants", () => {
  const mark = `${TRIAL_VARIABLE}=${environmentMark("t")}`;
  const lines = [
    `  30    20 grandchild`,
    `   1     0 init`,
    `  10     1 server ${mark}`,
    `  20    10 child`,
  ];
  assert.deepEqual(
    psPidsOfTrial("t", () => lines),
    [10, 20, 30],
  );
});

test("times of all forms are summed, and the source is named", () => {
  const usage = psUsage([1, 2, 3], () => ["  100   0:01.50", "20 1:00:00", " 4 2-00:00:01"]);
  assert.deepEqual(usage, {
    cpuNs: (1.5 + 3_600 + 172_801) * 1e9,
    rssBytes: 124 * 1_024,
    rssBytesPeak: 124 * 1_024,
    source: "ps",
  });
});

test("no process, no call", () => {
  const never = () => assert.fail("ps was called");
  assert.equal(psUsage([], never).cpuNs, 0);
});
