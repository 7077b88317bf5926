// Planted fates: their exact numbers, that they never fall on one another, and which of them a
// protocol cannot have.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FATE } from "../truth-server/truth-plan.ts";
import { fateCount, fatesOf } from "./planted-fates.ts";

const ALL = { errorEach: 100, wrongEach: 10_000, resetEach: 5_000, silentEach: 1_000 };

function counts(fates: Uint8Array): Record<string, number> {
  return Object.fromEntries(
    Object.entries(FATE).map(([name, fate]) => [name, fateCount(fates, fate, () => true)]),
  );
}

test("one in so many requests has each fate", () => {
  const errors = { error: 240, wrong: 2 };
  assert.deepEqual(counts(fatesOf(ALL, "http", 24_000)), {
    ...errors,
    reset: 5,
    silent: 0,
    answer: 24_000 - 247,
  });
  assert.deepEqual(counts(fatesOf(ALL, "udp", 24_000)), {
    ...errors,
    reset: 0,
    silent: 24,
    answer: 24_000 - 266,
  });
  assert.deepEqual(counts(fatesOf({}, "memcache", 500)).answer, 500);
});

test("only the requests asked for are counted", () => {
  const fates = fatesOf(ALL, "http", 1_000);
  assert.equal(
    fateCount(fates, FATE.error, (at) => at < 500),
    5,
  );
});
