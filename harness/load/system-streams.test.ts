// What the loopback hardly ever does: a socket that cannot be had, a send that fails while replies
// are still to be read, a connection that nobody answers. The system's calls are real but for those
// that are scripted.

import assert from "node:assert/strict";
import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { type SystemCalls, systemCalls } from "./system-calls.ts";
import { SystemStreams } from "./system-streams.ts";

const [EMFILE, EPIPE, EHOSTUNREACH] = [24, 32, 113];
const LIMIT_S = 0.05;
const real = systemCalls();
const OPTIONS = {
  timeout: 5_000,
  skip: real === undefined && "no node:ffi here, or not Linux on 64 bits",
};

/** What calls fail with; 0 for none. */
interface Script {
  socket: number;
  connect: number;
  sendmsg: number;
  /** No socket is ever ready. */
  isDeaf: boolean;
}

type Calls = {
  [name in keyof SystemCalls]: (
    ...given: Parameters<SystemCalls[name]>
  ) => ReturnType<SystemCalls[name]>;
};

function scriptedCalls(script: Script): SystemCalls {
  const calls = real as SystemCalls;
  let error = 0;
  const fails = (call: "socket" | "connect" | "sendmsg"): boolean => (error = script[call]) !== 0;
  const scripted: Partial<Calls> = {
    socket: (...given) => (fails("socket") ? -1 : calls.socket(...given)),
    connect: (...given) => (fails("connect") ? -1 : calls.connect(...given)),
    sendmsg: (...given) => (fails("sendmsg") ? -1 : calls.sendmsg(...given)),
    epoll_wait: (...given) => (script.isDeaf ? 0 : calls.epoll_wait(...given)),
    errno: () => (error === 0 ? calls.errno() : error),
  };
  return { ...calls, ...scripted } as SystemCalls;
}

/** A transport to a server of ours, asked for a connection; `until` turns it until that holds. */
async function scripted(t: TestContext, given: Partial<Script> = {}) {
  const server = net.createServer({ allowHalfOpen: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const peers: net.Socket[] = [];
  server.on("connection", (peer) => peers.push(peer.on("error", () => {})));
  const script = { socket: 0, connect: 0, sendmsg: 0, isDeaf: false, ...given };
  const { port } = server.address() as AddressInfo;
  const streams = new SystemStreams(scriptedCalls(script), { host: "127.0.0.1", port }, LIMIT_S);
  const told: string[] = [];
  streams.listen({
    received: (_connection, buffer, from, to) =>
      told.push(`received ${Buffer.from(buffer.subarray(from, to)).toString()}`),
    ended: () => told.push("ended"),
    closed: () => told.push("closed"),
    worked: () => {},
    opened: () => told.push("opened"),
    drained: () => told.push("drained"),
  });
  t.after(() => {
    streams.close();
    peers.forEach((peer) => peer.destroy());
    server.close();
  });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) {
      streams.poll();
      await new Promise(setImmediate);
    }
  };
  streams.open(0);
  return { streams, script, told, peers, until };
}

test(
  "a connection that nobody answers is given up at the limit, and tried again",
  OPTIONS,
  async (t) => {
    const { streams, script, told, until } = await scripted(t, { isDeaf: true });
    await until(() => streams.refusal !== undefined);
    assert.equal(streams.refusal?.reason, "no answer within 0.05 s");
    await until(() => streams.outage !== undefined);
    assert.match(streams.outage ?? "", /accepts no connections \(no answer within 0.05 s\)$/);
    assert.deepEqual(told, []);
    script.isDeaf = false;
    await until(() => told.length > 0);
    assert.deepEqual(told, ["opened"]);
    assert.equal(streams.outage, undefined);
  },
);

for (const [call, error, name] of [
  ["socket", EMFILE, "EMFILE"],
  ["connect", EHOSTUNREACH, "EHOSTUNREACH"],
] as const) {
  test(
    `a failure of ${call} is told, and what was asked for is tried again`,
    OPTIONS,
    async (t) => {
      const { streams, script, told, until } = await scripted(t, { [call]: error });
      assert.equal(streams.lastFailure, name);
      assert.equal(streams.refusal?.reason, name);
      script[call] = 0;
      await until(() => told.length > 0);
      assert.deepEqual(told, ["opened"]);
      assert.equal(streams.refusal, undefined);
    },
  );
}

test(
  "replies that came before a send failed are read, and then it is no end",
  OPTIONS,
  async (t) => {
    const { streams, script, told, peers, until } = await scripted(t);
    await until(() => told.length > 0 && peers.length > 0);
    peers[0]?.write("reply");
    script.sendmsg = EPIPE;
    assert.equal(streams.write(0, Buffer.from("x"), { from: 0, to: 1 }), false);
    assert.deepEqual(told, ["opened"], "nothing is told from inside a write");
    await until(() => told.includes("closed"));
    assert.deepEqual(told, ["opened", "received reply", "closed"]);
  },
);
