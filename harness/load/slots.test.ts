// The slots of requests in flight: each in use once, reused when released.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Slots } from "./slots.ts";

test("slots are distinct until released, and all of them can be used", () => {
  const slots = new Slots(5);
  const taken = [0, 1, 2, 3, 4].map((connection) => slots.take(connection));
  assert.deepEqual(
    taken.toSorted((one, other) => one - other),
    [0, 1, 2, 3, 4],
  );
  assert.equal(slots.used, 5);
  taken.forEach((slot, connection) => assert.equal(slots.connection[slot], connection));
});

test("a released slot is free, belongs to no connection, and is taken again", () => {
  const slots = new Slots(2);
  const first = slots.take(7);
  const second = slots.take(8);
  slots.release(first);
  assert.equal(slots.connection[first], -1);
  assert.equal(slots.used, 1);
  assert.equal(slots.take(9), first);
  assert.equal(slots.connection[second], 8);
});

test("an index up to 2^32 and a time in ns keep their value", () => {
  const slots = new Slots(1);
  slots.index[0] = 2 ** 32 - 1;
  slots.sentNs[0] = 8_640_000_000_000_001;
  assert.equal(slots.index[0], 4_294_967_295);
  assert.equal(slots.sentNs[0], 8_640_000_000_000_001);
});
