// The floor's rule, case by case; that it holds in any order is oracle.test.ts's property.

import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyVersions } from "./versions.ts";

test("the floor follows acknowledged sets that do not overlap", () => {
  const versions = new KeyVersions(2);
  versions.setSent(1, 5);
  assert.equal(versions.floorOf(1), 0, "not yet acknowledged");
  versions.setAcknowledged(1);
  assert.equal(versions.floorOf(1), 5);
  assert.equal(versions.newestOf(1), 5);
  assert.deepEqual([versions.floorOf(0), versions.newestOf(0)], [0, 0], "other keys untouched");
});

test("overlapping sets lift the floor to their first, as any of them may be applied last", () => {
  const versions = new KeyVersions(1);
  versions.setSent(0, 5);
  versions.setSent(0, 8);
  assert.equal(versions.floorOf(0), 0, "none acknowledged yet");
  versions.setAcknowledged(0);
  assert.equal(versions.floorOf(0), 5, "what was stored before the group is overwritten");
  versions.setSent(0, 9);
  versions.setAcknowledged(0);
  versions.setAcknowledged(0);
  assert.equal(versions.floorOf(0), 5);
  assert.equal(versions.newestOf(0), 9);
  versions.setSent(0, 12);
  versions.setAcknowledged(0);
  assert.equal(versions.floorOf(0), 12, "the next group begins when none is in flight");
});

test("a set that is never acknowledged holds the floor at the first of its group", () => {
  const versions = new KeyVersions(1);
  versions.setSent(0, 3);
  versions.setAcknowledged(0);
  versions.setSent(0, 4);
  for (const version of [6, 7]) {
    versions.setSent(0, version);
    versions.setAcknowledged(0);
  }
  assert.equal(versions.floorOf(0), 4);
});

test("versions above 2^31 compare as unsigned numbers", () => {
  const versions = new KeyVersions(1);
  versions.setSent(0, 0xf000_0000);
  versions.setAcknowledged(0);
  assert.equal(versions.floorOf(0), 0xf000_0000);
  assert.equal(versions.newestOf(0), 0xf000_0000);
});
