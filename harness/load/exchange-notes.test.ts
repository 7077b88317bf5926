// What is told of connections: who spoke first, and how long there was none.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NS_PER_S } from "#model/units.ts";
import { ExchangeNotes } from "./exchange-notes.ts";

const GREETING = Buffer.from("220 mail.test\r\n\u0007ready");

test("bytes before any request are a greeting, in words that can be printed", () => {
  const notes = new ExchangeNotes(2);
  notes.opened(0, 0);
  notes.sent(0);
  notes.received(0, GREETING, 0, GREETING.length);
  assert.deepEqual([notes.greeted, notes.greeting], [0, undefined], "asked for");
  notes.opened(0, 0);
  notes.received(0, GREETING, 0, GREETING.length);
  notes.received(0, GREETING, 0, 3);
  assert.deepEqual([notes.greeted, notes.greeting], [1, "220 mail.test ready"]);
  assert.equal(notes.receivedBytes, 2 * GREETING.length + 3);
});

test("times without any connection add up, also one that has not ended", () => {
  const notes = new ExchangeNotes(1);
  notes.opened(0, 0);
  notes.noneOpen(1 * NS_PER_S);
  notes.opened(0, 3 * NS_PER_S);
  assert.equal(notes.noneOpenS(4 * NS_PER_S), 2);
  notes.noneOpen(5 * NS_PER_S);
  assert.equal(notes.noneOpenS(6 * NS_PER_S), 3);
  notes.start(8 * NS_PER_S);
  assert.equal(notes.noneOpenS(9 * NS_PER_S), 1, "of the new step alone");
});
