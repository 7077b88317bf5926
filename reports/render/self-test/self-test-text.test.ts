// One screen: the answers first, at most 100 columns and 50 lines, no control characters.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SelfTest } from "#model/self-test.ts";
import { renderSelfTestLines } from "#render/self-test/self-test-text.ts";
import { sampleSelfTest } from "../../golden/sample-self-test.ts";

const lines = renderSelfTestLines(sampleSelfTest());

test("it fits a screen", () => {
  assert.ok(lines.length <= 50, `${lines.length} lines`);
  assert.deepEqual(
    lines.filter((line) => line.length > 100),
    [],
  );
});

test("the answers come first, then what was wrong, then others, faults and cost", () => {
  const text = lines.join("\n");
  assert.match(
    lines[0] ?? "",
    /^full self-test, 2026-03-03 09:30 UTC, took 41 min, seed 20260303$/,
  );
  assert.match(lines[1] ?? "", /^ {2}our own numbers right +not all: 70 of 71 response times/);
  const heads = ["Ours outside bounds", "Errors of other tools", "Planted faults that", "Own cost"];
  const places = heads.map((head) => text.indexOf(head));
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
  assert.ok(places.every((at) => at > 0));
  assert.match(text, /mm1-0\.7, http +max +\+11 %/);
  assert.match(text, /quota of a cgroup +named quota in 17 of 18 +another cause in 1, missed 0/);
  assert.match(text, /memcache gets on one core +97 000\/s +goal ≥ 100 000\/s +MISSED/);
  assert.match(text, /more in the page/);
});

test("nothing wrong, nothing to list; aborted is said; escape sequences do not pass", () => {
  const empty: SelfTest = {
    ...sampleSelfTest(),
    status: "aborted",
    truth: [],
    counts: [],
    generator: null,
    cost: null,
    leftOut: ["x\u001b[2Jy"],
  };
  const text = renderSelfTestLines(empty).join("\n");
  assert.match(text, /aborted/);
  assert.match(text, /our own numbers right +not tested/);
  assert.doesNotMatch(text, /outside bounds|Own cost/);
  assert.ok(!text.includes("\u001b"));
});
