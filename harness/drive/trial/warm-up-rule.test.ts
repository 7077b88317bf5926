// When a contender counts as warm, on readings made by hand: CPU per reply of two seconds, replies
// so far, pauses.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NS_PER_S } from "#model/units.ts";
import { WarmUpRule } from "./warm-up-rule.ts";

interface Second {
  readonly replies: number;
  readonly cpuNsPerReply: number;
  readonly pausedShare?: number;
}

/** Feeds one reading a second. @returns whether it was warm after each. */
function feed(rule: WarmUpRule, seconds: readonly Second[], startCpuNs = 0): boolean[] {
  const sum = { replied: 0, pausedNs: 0, cpuNs: startCpuNs, durationNs: 0 };
  return seconds.map(({ replies, cpuNsPerReply, pausedShare = 0 }) => {
    sum.replied += replies;
    sum.cpuNs += replies * cpuNsPerReply;
    sum.durationNs += NS_PER_S;
    sum.pausedNs += pausedShare * NS_PER_S;
    const counts = { replied: sum.replied, failed: 0, mismatched: 0, durationNs: sum.durationNs };
    return rule.add({ counts, pausedNs: sum.pausedNs, cpuNs: sum.cpuNs });
  });
}

const level = (replies: number, cpuNsPerReply = 10_000): Second => ({ replies, cpuNsPerReply });

describe("a contender is warm", () => {
  test("when CPU per reply of two seconds differs by less than 3 %", () => {
    assert.deepEqual(feed(new WarmUpRule("c", 0), [level(5_000), level(5_000, 10_290)]), [
      false,
      true,
    ]);
    assert.deepEqual(feed(new WarmUpRule("c", 0), [level(5_000), level(5_000, 10_310)]), [
      false,
      false,
    ]);
    assert.deepEqual(feed(new WarmUpRule("c", 0), [level(5_000), level(5_000, 9_690)]), [
      false,
      false,
    ]);
  });

  test("not before 4,000 replies, or 100,000 where code is compiled while it runs", () => {
    const few = [level(1_500), level(1_500), level(1_500)];
    assert.deepEqual(feed(new WarmUpRule("rust", 0), few), [false, false, true]);
    for (const language of ["typescript", "javascript", "java"]) {
      const many = [level(40_000), level(40_000), level(40_000)];
      assert.deepEqual(feed(new WarmUpRule(language, 0), many), [false, false, true], language);
    }
  });

  test("with a wider band where the host paused: three times the mean share of both seconds", () => {
    const seconds = (share: number, cpuNsPerReply: number): Second[] => [
      { ...level(5_000), pausedShare: share },
      { ...level(5_000, cpuNsPerReply), pausedShare: 0 },
    ];
    // Half of 4 % and 0 is 2 %: three times as much is 6 %.
    assert.deepEqual(feed(new WarmUpRule("c", 0), seconds(0.04, 10_590)), [false, true]);
    assert.deepEqual(feed(new WarmUpRule("c", 0), seconds(0.04, 10_610)), [false, false]);
    assert.deepEqual(feed(new WarmUpRule("c", 0), seconds(0, 10_590)), [false, false]);
  });

  test("no longer when a later second differs again", () => {
    const rule = new WarmUpRule("c", 0);
    assert.deepEqual(feed(rule, [level(5_000), level(5_000), level(5_000, 20_000)]), [
      false,
      true,
      false,
    ]);
    assert.equal(rule.settled, false);
  });

  test("not after a second without replies", () => {
    const seconds = [level(5_000), level(5_000), level(0), level(5_000), level(5_000)];
    assert.deepEqual(feed(new WarmUpRule("c", 0), seconds), [false, true, false, false, true]);
  });
});

test("CPU before the warm-up does not count", () => {
  const start = 7 * NS_PER_S;
  assert.deepEqual(feed(new WarmUpRule("c", start), [level(5_000), level(5_000)], start), [
    false,
    true,
  ]);
});

test("the closed-loop rate is the last second's", () => {
  const rule = new WarmUpRule("c", 0);
  assert.equal(rule.closedLoopPerS, 0);
  feed(rule, [level(5_000), level(8_000)]);
  assert.equal(rule.closedLoopPerS, 8_000);
});
