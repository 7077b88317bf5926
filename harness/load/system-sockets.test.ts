// What the loopback never does: a send for which there is no room, and one that fails. The system's
// calls are real but for the one that is scripted.

import assert from "node:assert/strict";
import dgram from "node:dgram";
import { once } from "node:events";
import { test, type TestContext } from "node:test";
import type { DatagramEvents } from "./datagram-sockets.ts";
import { type SystemCalls, systemCalls } from "./system-calls.ts";
import { SystemSockets } from "./system-sockets.ts";

const [EAGAIN, EACCES] = [11, 13];
const real = systemCalls();
const OPTIONS = {
  timeout: 5_000,
  skip: real === undefined && "no node:ffi here, or not Linux on 64 bits",
};

/** Sockets to a peer on the loopback, whose sends fail while `failure` is not 0. */
async function scripted(t: TestContext) {
  const peer = dgram.createSocket("udp4");
  peer.bind(0, "127.0.0.1");
  await once(peer, "listening");
  t.after(() => peer.close());
  const script = { failure: 0 };
  const calls = {
    ...(real as SystemCalls),
    sendmsg: (...given: Parameters<SystemCalls["sendmsg"]>) =>
      script.failure === 0 ? (real as SystemCalls).sendmsg(...given) : -1,
    errno: () => (script.failure === 0 ? (real as SystemCalls).errno() : script.failure),
  } as SystemCalls;
  const told: string[] = [];
  const events: DatagramEvents = {
    socketOpened: (connection) => told.push(`opened ${connection}`),
    received: (connection) => told.push(`received ${connection}`),
    socketFailed: (connection, reason) => told.push(`failed ${connection} ${reason}`),
    socketDrained: (connection) => told.push(`drained ${connection}`),
  };
  const endpoint = { host: "127.0.0.1", port: peer.address().port };
  const sockets = new SystemSockets(calls, { endpoint, receiveBufferBytes: 100_000 }, events);
  t.after(() => [0, 1].forEach((connection) => sockets.close(connection)));
  sockets.open(0);
  sockets.open(1);
  assert.deepEqual(told.splice(0), ["opened 0", "opened 1"]);
  const heard: string[] = [];
  peer.on("message", (bytes) => heard.push(bytes.toString()));
  return { sockets, script, told, peer, heard };
}

test("a datagram for which there is no room leaves later, as it was", OPTIONS, async (t) => {
  const { sockets, script, told, peer, heard } = await scripted(t);
  script.failure = EAGAIN;
  const bytes = Buffer.from("abcd");
  const header = Buffer.from("<>");
  assert.equal(sockets.send(0, bytes, { from: 1, to: 3 }), false);
  assert.equal(sockets.send(1, bytes, { from: 2, to: 4 }, header), false);
  sockets.poll();
  assert.deepEqual(told, []);
  script.failure = 0;
  bytes.fill("x");
  header.fill("x");
  sockets.poll();
  assert.deepEqual(told, ["drained 0", "drained 1"]);
  while (heard.length < 2) await once(peer, "message");
  assert.deepEqual(heard.toSorted(), ["<>cd", "bc"]);
});

test("a datagram that waits goes with its socket", OPTIONS, async (t) => {
  const { sockets, script, told } = await scripted(t);
  script.failure = EAGAIN;
  assert.equal(sockets.send(0, Buffer.from("a"), { from: 0, to: 1 }), false);
  sockets.close(0);
  script.failure = 0;
  sockets.poll();
  assert.deepEqual(told, []);
});

test(
  "a send that fails is told of afterwards, and only of the socket that it was",
  OPTIONS,
  async (t) => {
    const { sockets, script, told } = await scripted(t);
    script.failure = EACCES;
    assert.equal(sockets.send(0, Buffer.from("a"), { from: 0, to: 1 }), true);
    assert.equal(sockets.send(1, Buffer.from("a"), { from: 0, to: 1 }), true);
    assert.deepEqual(told, []);
    sockets.close(1);
    sockets.open(1);
    await new Promise(setImmediate);
    assert.deepEqual(told, ["opened 1", "failed 0 EACCES"]);
  },
);
