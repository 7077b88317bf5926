// Datagrams on the loopback, for what no script can show: that one message is one datagram, that
// strangers are not heard, what a closed port and a reset are told as, and that drops are counted;
// by both kinds of sockets.

import assert from "node:assert/strict";
import dgram from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, test, type TestContext } from "node:test";
import { NodeSockets } from "./node-sockets.ts";
import { systemCalls } from "./system-calls.ts";
import { SystemSockets } from "./system-sockets.ts";
import type { TransportEvents } from "./transport.ts";
import { type UdpSettings, UdpTransport } from "./udp-transport.ts";

/** What never comes fails the test instead of holding up all of them. */
const LIMIT = { timeout: 5_000 };

type MakeSockets = UdpSettings["makeSockets"];
type Event = keyof TransportEvents;

/** Hears everything; `next` resolves with the connection of the next event of that name. */
class Ear implements TransportEvents {
  readonly heard: { readonly name: Event; readonly connection: number }[] = [];
  readonly texts: string[] = [];
  #waiting: { readonly name: Event; readonly resolve: (connection: number) => void }[] = [];

  next(name: Event): Promise<number> {
    return new Promise((resolve) => this.#waiting.push({ name, resolve }));
  }

  count(name: Event): number {
    return this.heard.filter((each) => each.name === name).length;
  }

  received(connection: number, buffer: Uint8Array, from: number, to: number): void {
    this.texts.push(`${connection}:${Buffer.from(buffer.subarray(from, to)).toString("latin1")}`);
    this.#hear("received", connection);
  }

  ended = (connection: number): void => this.#hear("ended", connection);
  closed = (connection: number): void => this.#hear("closed", connection);
  opened = (connection: number): void => this.#hear("opened", connection);
  drained = (connection: number): void => this.#hear("drained", connection);
  worked = (): void => this.#hear("worked", -1);

  #hear(name: Event, connection: number): void {
    this.heard.push({ name, connection });
    const waiting = this.#waiting.filter((each) => each.name === name);
    this.#waiting = this.#waiting.filter((each) => each.name !== name);
    for (const { resolve } of waiting) resolve(connection);
  }
}

interface Peer {
  readonly socket: dgram.Socket;
  readonly port: number;
}

async function peerAt(t: TestContext, host: string, port = 0): Promise<Peer> {
  const socket = dgram.createSocket(host.includes(":") ? "udp6" : "udp4");
  socket.bind(port, host);
  await once(socket, "listening");
  t.after(() => new Promise<void>((resolve) => socket.close(() => resolve())).catch(() => {}));
  return { socket, port: socket.address().port };
}

/** Turns the event loop as the generator does: the transport is asked in each turn. */
function turnWith(t: TestContext, transport: UdpTransport): void {
  let isOver = false;
  t.after(() => {
    isOver = true;
    transport.close();
  });
  const turn = (): void => {
    if (isOver) return;
    transport.poll();
    setImmediate(turn);
  };
  turn();
}

interface Connected {
  readonly host?: string;
  readonly count?: number;
  readonly receiveBufferBytes?: number;
  readonly makeSockets: MakeSockets;
}

/** A transport with `count` open connections to a peer. */
async function connected(t: TestContext, settings: Connected) {
  const { host = "127.0.0.1", count = 1, ...others } = settings;
  const peer = await peerAt(t, host);
  const ear = new Ear();
  const transport = new UdpTransport({ endpoint: { host, port: peer.port }, ...others });
  transport.listen(ear);
  for (let connection = 0; connection < count; connection++) transport.open(connection);
  turnWith(t, transport);
  while (ear.count("opened") < count) await ear.next("opened");
  return { transport, peer, ear };
}

function hasIpv6(): boolean {
  try {
    return readFileSync("/proc/net/if_inet6", "latin1").includes(" lo\n");
  } catch {
    return process.platform !== "linux";
  }
}

const calls = systemCalls();

describe("node:dgram", () => testTransport((...given) => new NodeSockets(...given)));
describe("the system's calls", {
  skip: calls === undefined && "no node:ffi here, or not Linux on 64 bits",
}, () => {
  if (calls !== undefined) testTransport((...given) => new SystemSockets(calls, ...given));
});

function testTransport(makeSockets: MakeSockets): void {
  testMessages(makeSockets);
  testEnds(makeSockets);
  testRoom(makeSockets);
}

function testMessages(makeSockets: MakeSockets): void {
  for (const host of ["127.0.0.1", "::1"]) {
    const skip = host === "::1" && !hasIpv6() ? "no IPv6 on the loopback" : false;
    test(`a message is a datagram, and its reply comes to its connection (${host})`, {
      ...LIMIT,
      skip,
    }, async (t) => {
      const { transport, peer, ear } = await connected(t, { host, count: 2, makeSockets });
      peer.socket.on("message", (bytes, { port, address }) => {
        peer.socket.send(`<${bytes.toString("latin1")}>`, port, address);
      });
      const header = new Uint8Array(Buffer.from("ab"));
      assert.ok(transport.write(1, Buffer.from("-cd-"), { from: 1, to: 3 }, header));
      header.fill(0);
      assert.ok(transport.write(0, Buffer.from("0123456"), { from: 2, to: 5 }));
      assert.ok(transport.write(0, Buffer.from(""), { from: 0, to: 0 }));
      while (ear.texts.length < 3) await ear.next("received");
      assert.deepEqual(ear.texts.toSorted(), ["0:<234>", "0:<>", "1:<abcd>"]);
    });
  }

  test("a stranger is not heard", LIMIT, async (t) => {
    const { transport, peer, ear } = await connected(t, { makeSockets });
    const stranger = await peerAt(t, "127.0.0.1");
    transport.write(0, Buffer.from("?"), { from: 0, to: 1 });
    const [, { port }] = (await once(peer.socket, "message")) as [Buffer, dgram.RemoteInfo];
    stranger.socket.send("stranger", port, "127.0.0.1");
    peer.socket.send("peer", port, "127.0.0.1");
    await ear.next("received");
    assert.deepEqual(ear.texts, ["0:peer"]);
  });
}

function testEnds(makeSockets: MakeSockets): void {
  test("a reset is told once, and what comes late is not heard", LIMIT, async (t) => {
    const { transport, peer, ear } = await connected(t, { makeSockets });
    transport.write(0, Buffer.from("?"), { from: 0, to: 1 });
    const [, first] = (await once(peer.socket, "message")) as [Buffer, dgram.RemoteInfo];
    const closed = ear.next("closed");
    peer.socket.send("late", first.port, "127.0.0.1");
    transport.reset(0);
    transport.reset(0);
    assert.equal(transport.write(0, Buffer.from("?"), { from: 0, to: 1 }), false);
    await closed;
    assert.equal(ear.count("closed"), 1);
    const opened = ear.next("opened");
    transport.open(0);
    await opened;
    transport.write(0, Buffer.from("!"), { from: 0, to: 1 });
    const [bytes, second] = (await once(peer.socket, "message")) as [Buffer, dgram.RemoteInfo];
    assert.equal(bytes.toString(), "!");
    assert.notEqual(second.port, first.port);
    assert.deepEqual(ear.texts, []);
  });

  test(
    "a closed port closes the connection, and is an outage until it answers",
    LIMIT,
    async (t) => {
      const { socket, port } = await peerAt(t, "127.0.0.1");
      socket.close();
      await once(socket, "close");
      const ear = new Ear();
      const endpoint = { host: "127.0.0.1", port };
      const transport = new UdpTransport({ endpoint, connectLimitS: 0.1, makeSockets });
      transport.listen(ear);
      turnWith(t, transport);
      const startMs = performance.now();
      const ask = async (): Promise<void> => {
        const opened = ear.next("opened");
        // The kernel refuses 50 datagrams at once, then 1,000 a second.
        transport.open(0, 5);
        await opened;
        transport.write(0, Buffer.from("?"), { from: 0, to: 1 });
      };
      while (transport.outage === undefined) {
        await ask();
        await ear.next("closed");
      }
      assert.equal(transport.outage, `127.0.0.1:${port} accepts no datagrams (ECONNREFUSED)`);
      const { refusal } = transport;
      assert.equal(refusal?.reason, "ECONNREFUSED");
      assert.ok(
        refusal.fromMs >= startMs && refusal.fromMs <= performance.now() - 100,
        "the first",
      );
      const back = await peerAt(t, "127.0.0.1", port);
      back.socket.on("message", (_, from) => back.socket.send("here", from.port, from.address));
      await ask();
      await ear.next("received");
      assert.deepEqual([transport.outage, transport.refusal], [undefined, undefined]);
    },
  );
}

function testRoom(makeSockets: MakeSockets): void {
  test("drops for want of room are counted, across a reset", {
    ...LIMIT,
    skip: process.platform === "linux" ? false : "only Linux tells of drops",
  }, async (t) => {
    const { transport, peer, ear } = await connected(t, { receiveBufferBytes: 1, makeSockets });
    const roomBytes = transport.receiveBufferBytes;
    assert.ok(roomBytes > 1 && roomBytes < 16_384, `${roomBytes} bytes are little`);
    transport.write(0, Buffer.from("?"), { from: 0, to: 1 });
    const [, { port }] = (await once(peer.socket, "message")) as [Buffer, dgram.RemoteInfo];
    peer.socket.connect(port, "127.0.0.1");
    await once(peer.socket, "connect");
    assert.equal(transport.droppedDatagrams(), 0);
    // Nothing is read until this turn is over.
    for (let count = 0; count < 100; count++) peer.socket.send(Buffer.alloc(1_000));
    await ear.next("received");
    await new Promise(setImmediate);
    const dropped = transport.droppedDatagrams();
    assert.ok((dropped ?? 0) > 50, `${dropped} of 100 dropped`);
    assert.equal(dropped, 100 - ear.texts.length);
    const closed = ear.next("closed");
    transport.reset(0);
    assert.equal(transport.droppedDatagrams(), dropped);
    await closed;
    assert.equal(transport.droppedDatagrams(), dropped);
  });

  test("a message that no datagram holds is refused", LIMIT, async (t) => {
    const { transport } = await connected(t, { makeSockets });
    const bytes = new Uint8Array(65_508);
    assert.throws(() => transport.write(0, bytes, { from: 0, to: 65_508 }), {
      message: "a message has 65508 bytes; expected at most 65507",
    });
  });
}
