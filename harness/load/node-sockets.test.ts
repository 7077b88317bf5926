// What the loopback never does: a datagram that the kernel cannot take at once.

import assert from "node:assert/strict";
import dgram from "node:dgram";
import { once } from "node:events";
import { mock, test } from "node:test";
import { NodeSockets } from "./node-sockets.ts";

test("what cannot leave at once is told of when it has left", { timeout: 5_000 }, async (t) => {
  const told: string[] = [];
  const peer = dgram.createSocket("udp4");
  peer.bind(0, "127.0.0.1");
  await once(peer, "listening");
  const endpoint = { host: "127.0.0.1", port: peer.address().port };
  const opened = Promise.withResolvers<void>();
  const sockets = new NodeSockets(
    { endpoint, receiveBufferBytes: 100_000 },
    {
      socketOpened: () => opened.resolve(),
      received: () => {},
      socketFailed: () => told.push("failed"),
      socketDrained: () => told.push("drained"),
    },
  );
  t.after(() => [sockets.close(0), peer.close()]);
  sockets.open(0);
  await opened.promise;
  let queued = 1;
  const method = mock.method(dgram.Socket.prototype, "getSendQueueCount", () => queued);
  t.after(() => method.mock.restore());
  assert.equal(sockets.send(0, Buffer.from("?"), { from: 0, to: 1 }), false);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  assert.deepEqual(told, []);
  queued = 0;
  while (told.length === 0) await new Promise(setImmediate);
  assert.deepEqual(told, ["drained"]);
});
