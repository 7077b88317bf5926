// Which connection a request takes: the idle one longest unused, else the least loaded; never one
// that is closed, stuck or full.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ConnectionPool } from "./connection-pool.ts";

function pool(connections: number, inFlightMax: number): ConnectionPool {
  const made = new ConnectionPool(connections, inFlightMax);
  for (let connection = 0; connection < connections; connection++) made.setUsable(connection, true);
  return made;
}

/** Chooses and loads a connection. */
function take(from: ConnectionPool): number {
  const connection = from.choose();
  if (connection >= 0) (from.inFlight[connection] as number)++;
  return connection;
}

function end(from: ConnectionPool, connection: number): void {
  const load = (from.inFlight[connection] as number) - 1;
  from.inFlight[connection] = load;
  if (load === 0) from.offer(connection);
}

test("nothing is chosen before a connection is usable", () => {
  assert.equal(new ConnectionPool(3, 1).choose(), -1);
});

test("the idle connection longest unused comes first", () => {
  const idle = pool(3, 1);
  assert.deepEqual([take(idle), take(idle), take(idle)], [0, 1, 2]);
  for (const connection of [1, 2, 0]) end(idle, connection);
  assert.deepEqual([take(idle), take(idle), take(idle), take(idle)], [1, 2, 0, -1]);
});

test("an idle connection comes before a loaded one, and the least loaded before others", () => {
  const loaded = pool(3, 3);
  for (let taken = 0; taken < 6; taken++) take(loaded);
  assert.deepEqual([...loaded.inFlight], [2, 2, 2]);
  end(loaded, 1);
  assert.equal(take(loaded), 1, "the least loaded");
  end(loaded, 2);
  end(loaded, 2);
  end(loaded, 1);
  assert.equal(take(loaded), 2, "the idle one");
  for (let taken = 0; taken < 5; taken++) assert.ok(take(loaded) >= 0);
  assert.equal(take(loaded), -1, "all are full");
});

test("a connection that cannot take requests is passed over until it can", () => {
  const closing = pool(2, 2);
  closing.setUsable(0, false);
  assert.deepEqual([take(closing), take(closing), take(closing)], [1, 1, -1]);
  closing.setUsable(0, true);
  assert.equal(take(closing), 0);
});

test("an offer made twice, or of a busy connection, changes nothing", () => {
  const offered = pool(2, 1);
  offered.offer(0);
  offered.offer(0);
  assert.deepEqual([take(offered), take(offered), take(offered)], [0, 1, -1]);
  offered.offer(1);
  assert.equal(take(offered), -1);
});

test("against a model: a choice is usable, below its limit, and idle if any is", () => {
  const actions = fc.array(fc.tuple(fc.constantFrom("take", "end", "down", "up"), fc.nat(3)), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(actions, fc.integer({ min: 1, max: 3 }), (each, inFlightMax) => {
      const tested = pool(4, inFlightMax);
      const loads = (): number[] => [...tested.inFlight];
      for (const [action, connection] of each) {
        if (action === "end" && loads()[connection] !== 0) end(tested, connection);
        if (action === "down") tested.setUsable(connection, false);
        if (action === "up") tested.setUsable(connection, true);
        if (action !== "take") continue;
        const open = [0, 1, 2, 3].filter(
          (each) => tested.isUsable(each) && (loads()[each] as number) < inFlightMax,
        );
        const least = Math.min(...open.map((each) => loads()[each] as number));
        const chosen = tested.choose();
        if (open.length === 0) assert.equal(chosen, -1);
        else {
          assert.ok(open.includes(chosen));
          assert.equal(loads()[chosen], least);
          (tested.inFlight[chosen] as number)++;
        }
      }
    }),
  );
});
