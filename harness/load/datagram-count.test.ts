// A step's own datagrams: what earlier phases dropped or passed over is not counted again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DatagramCount } from "./datagram-count.ts";
import type { Exchange } from "./exchange.ts";

/** What is counted of an exchange. */
function exchangeWith(ignored: number, dropped: number | null): Exchange {
  const transport = { receiveBufferBytes: 4_096, droppedDatagrams: () => dropped };
  return { ignored, transport } as unknown as Exchange;
}

test("what earlier phases counted is not the step's", () => {
  const exchange = exchangeWith(3, 10) as { ignored: number; transport: object };
  const count = new DatagramCount(exchange as Exchange);
  count.start();
  exchange.ignored = 5;
  exchange.transport = { receiveBufferBytes: 2_048, droppedDatagrams: () => 14 };
  const datagrams = { receiveBufferBytes: 2_048, dropped: 4, ignored: 2 };
  assert.deepEqual(count.notes, { datagrams });
});

test("drops that the system does not tell are unknown, not none", () => {
  const count = new DatagramCount(exchangeWith(0, null));
  count.start();
  assert.deepEqual(count.notes, {
    datagrams: { receiveBufferBytes: 4_096, dropped: null, ignored: 0 },
  });
});

test("over TCP there is nothing to tell", () => {
  const count = new DatagramCount({ ignored: 0, transport: {} } as unknown as Exchange);
  count.start();
  assert.deepEqual(count.notes, {});
});
