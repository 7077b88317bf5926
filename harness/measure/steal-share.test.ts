// Steal, between two readings of /proc/stat that are texts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { stealShare } from "./steal-share.ts";

const between = (...readings: (string | undefined)[]) =>
  stealShare(
    1_000,
    () => readings.shift(),
    async () => {},
  );

test("the share is of all ticks between the readings, without guest time", async () => {
  const before = "cpu  100 0 50 800 0 0 0 10 70 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
  const after = "cpu  150 0 60 900 10 0 0 40 90 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
  assert.equal(await between(before, after), 30 / 200);
});

test("an idle clock is no steal; a system that does not tell is undefined", async () => {
  const line = "cpu  1 2 3 4 5 6 7 8 9 10\n";
  assert.equal(await between(line, line), 0);
  assert.equal(await between(undefined, undefined), undefined);
  assert.equal(await between("cpu  1 2 3 4\n", "cpu  2 3 4 5\n"), undefined);
});
