// Where the target should run, by how many cores there are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPlacement } from "./load-placement.ts";

const PINNED = { generatorCore: 1, how: "generator on core 1, contenders on core 0" };

test("where cores are few, it is said how the target is kept off the generator's", () => {
  assert.equal(
    loadPlacement(PINNED, { allowed: [0, 1] }, true),
    "generator on core 1; keep the target off core 1: taskset -acp 0 PID",
  );
  assert.match(loadPlacement(PINNED, { allowed: [0, 1, 2, 3] }, true), /taskset -acp 0,2,3 PID$/);
  const many = { allowed: [0, 1, 2, 3, 4] };
  assert.match(loadPlacement(PINNED, many, true), /; where the target runs is not ours to say$/);
});

test("a target elsewhere takes none of our cores, and on one core there is no choice", () => {
  assert.equal(loadPlacement(PINNED, { allowed: [0, 1] }, false), "generator on core 1");
  assert.match(loadPlacement(PINNED, { allowed: [1] }, true), /core 1, the only one: the target/);
  const unpinned = { generatorCore: null, how: "unpinned: no taskset" };
  assert.equal(loadPlacement(unpinned, { allowed: [0, 1] }, true), "unpinned: no taskset");
});
