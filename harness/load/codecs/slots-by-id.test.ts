// The table against a Map, for any order of adding and taking; and that what is never taken does
// not slow down the others.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SlotsById } from "./slots-by-id.ts";

const ROOM = 8;

/** Few ids, so that most are met again, and at the ends of their range. */
const ids = fc.constantFrom(
  0,
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 2,
  2 ** 32 - 1,
);

test("it holds what a map holds", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(ids, fc.boolean())), (steps) => {
      const table = new SlotsById(ROOM);
      const map = new Map<number, number>();
      steps.forEach(([id, adds], slot) => {
        if (!adds || map.size === ROOM) {
          assert.equal(table.take(id), map.get(id) ?? -1);
          map.delete(id);
        } else if (!map.has(id)) {
          table.add(id, slot);
          map.set(id, slot);
        }
      });
      for (const [id, slot] of map) assert.equal(table.take(id), slot);
      for (const id of map.keys()) assert.equal(table.take(id), -1);
    }),
    { numRuns: 1_000 },
  );
});

test("a full table of neighbours, some of them lost, stays right as ids go on", () => {
  const table = new SlotsById(1_000);
  const lost: number[] = [];
  for (let id = 0; id < 100_000; id++) {
    table.add(id, id % 4_096);
    const isLost = id % 500 === 7;
    if (isLost) lost.push(id);
    // Replies come 800 requests later; 200 places are for those that never come.
    const answered = id - 799;
    if (answered >= 0 && answered % 500 !== 7) assert.equal(table.take(answered), answered % 4_096);
  }
  for (const id of lost) assert.equal(table.take(id), id % 4_096);
});

test("nothing is left after clear", () => {
  const table = new SlotsById(4);
  for (const id of [5, 6, 7, 8]) table.add(id, id);
  table.clear();
  for (const id of [5, 6, 7, 8]) assert.equal(table.take(id), -1);
  table.add(6, 1);
  assert.equal(table.take(6), 1);
});

test("a table for one request is one", () => {
  const table = new SlotsById(1);
  for (let id = 0; id < 100; id++) {
    table.add(id, 0);
    assert.equal(table.take(id + 1), -1);
    assert.equal(table.take(id), 0);
  }
});
