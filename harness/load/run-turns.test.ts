// When Node's event loop gets its turn between those of a loop: always where it brings the replies,
// else now and then, and at once where the loop waits for what only it brings.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NS_PER_US } from "#model/units.ts";
import type { Transport } from "./transport.ts";
import { runTurns } from "./run-turns.ts";

const TURNS = 1_000;
/** Of the clock here: ten turns of 100 µs make the millisecond that the event loop may wait. */
const TURN_NS = 100 * NS_PER_US;

/**
 * Runs a loop of `TURNS` turns. @returns how often the sockets were looked at, and the turns that
 * each turn of the event loop found done.
 */
async function turned(isPolled: boolean, awaits: (turn: number) => boolean = () => false) {
  let [turns, polls] = [0, 0];
  const eventLoopAt: number[] = [];
  const transport = (isPolled ? { poll: () => void polls++ } : {}) as Transport;
  const watch = (): void => {
    eventLoopAt.push(turns);
    if (turns < TURNS) setImmediate(watch);
  };
  setImmediate(watch);
  const loop = {
    turn: () => ++turns === TURNS,
    get awaitsEventLoop() {
      return awaits(turns);
    },
  };
  await runTurns(transport, loop, { nowNs: () => turns * TURN_NS });
  return { turns, polls, eventLoopAt };
}

test("where the event loop brings the replies, it turns after every turn", async () => {
  const { turns, polls, eventLoopAt } = await turned(false);
  assert.deepEqual([turns, polls], [TURNS, 0]);
  assert.ok(eventLoopAt.length >= TURNS);
});

test("where the transport is polled, in every turn, the event loop turns each millisecond", async () => {
  const { turns, polls, eventLoopAt } = await turned(true);
  assert.deepEqual([turns, polls], [TURNS, TURNS]);
  assert.deepEqual(eventLoopAt.slice(0, 4), [0, 10, 20, 30]);
});

test("a loop that waits for what the event loop brings gets its turn at once", async () => {
  const { eventLoopAt } = await turned(true, (turn) => turn > 10 && turn <= 14);
  assert.deepEqual(eventLoopAt.slice(0, 7), [0, 10, 11, 12, 13, 14, 24]);
});

test("what a turn or a look at the sockets throws ends the run", async () => {
  const failing = (): never => {
    throw new Error("no more");
  };
  const clock = { nowNs: () => 0 };
  const polled = { poll: failing } as unknown as Transport;
  await assert.rejects(runTurns(polled, { turn: () => false }, clock), /no more/);
  await assert.rejects(runTurns({} as Transport, { turn: failing }, clock), /no more/);
});
