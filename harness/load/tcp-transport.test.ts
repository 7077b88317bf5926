// The real transport on the loopback, for what no script can show: that bytes which could not leave
// at once are told of when they have left, that an end or a reset is told once, and what is said of
// an endpoint that accepts nothing; by Node's sockets and by the system's own calls.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { describe, test, type TestContext } from "node:test";
import { systemCalls } from "./system-calls.ts";
import { SystemStreams } from "./system-streams.ts";
import { tcpDialer, TcpTransport } from "./tcp-transport.ts";
import type { Endpoint, EndpointTransport, TransportEvents } from "./transport.ts";

const CHUNK_BYTES = 1_000;
/** More than the kernel's buffers of a connection hold. */
const LONG_BYTES = 20_000_000;
/** What never comes fails the test instead of holding up all of them. */
const LIMIT = { timeout: 5_000 };

type MakeTransport = (endpoint: Endpoint, connectLimitS?: number) => EndpointTransport;
type Event = keyof TransportEvents;

/** Turns the event loop as the generator does: the transport is asked in each turn. */
function turnWith(t: TestContext, transport: EndpointTransport): void {
  let isOver = false;
  t.after(() => {
    isOver = true;
    transport.close();
  });
  const turn = (): void => {
    if (isOver) return;
    transport.poll?.();
    setImmediate(turn);
  };
  turn();
}

async function listening(t: TestContext, host = "127.0.0.1", port = 0): Promise<net.Server> {
  // Nothing is read before a test asks for it.
  const server = net.createServer({ pauseOnConnect: true, allowHalfOpen: true }, (peer) =>
    peer.on("error", () => {}),
  );
  server.listen(port, host);
  await once(server, "listening");
  t.after(() => server.close());
  return server;
}

const portOf = (server: net.Server): number => (server.address() as AddressInfo).port;

/** A transport with one open connection, the peer's socket, and a promise of each next event. */
async function connected(t: TestContext, makeTransport: MakeTransport, host = "127.0.0.1") {
  const server = await listening(t, host);
  const waiting: { readonly name: Event; readonly resolve: () => void }[] = [];
  const heard: Event[] = [];
  const received: number[] = [];
  const hear = (name: Event) => (): void => {
    heard.push(name);
    waiting.filter((each) => each.name === name).forEach(({ resolve }) => resolve());
  };
  const transport = makeTransport({ host, port: portOf(server) });
  const came = hear("received");
  transport.listen({
    received: (_connection, buffer, from, to) => {
      for (const byte of buffer.subarray(from, to)) received.push(byte);
      came();
    },
    ended: hear("ended"),
    closed: hear("closed"),
    worked: hear("worked"),
    opened: hear("opened"),
    drained: hear("drained"),
  });
  const next = (name: Event): Promise<void> =>
    new Promise((resolve) => waiting.push({ name, resolve }));
  const opened = next("opened");
  turnWith(t, transport);
  transport.open(0);
  const [peer] = (await once(server, "connection")) as [net.Socket];
  t.after(() => peer.destroy());
  await opened;
  return { transport, peer, next, heard, received };
}

function hasIpv6(): boolean {
  try {
    return readFileSync("/proc/net/if_inet6", "latin1").includes(" lo\n");
  } catch {
    return process.platform !== "linux";
  }
}

const calls = systemCalls();

describe("node:net", () =>
  testTransport((endpoint, ...limit) => new TcpTransport(tcpDialer(endpoint), ...limit)));
describe("the system's calls", {
  skip: calls === undefined && "no node:ffi here, or not Linux on 64 bits",
}, () => {
  if (calls !== undefined) testTransport((...given) => new SystemStreams(calls, ...given));
});

function testTransport(makeTransport: MakeTransport): void {
  for (const host of ["127.0.0.1", "::1"]) {
    const skip = host === "::1" && !hasIpv6() ? "no IPv6 on the loopback" : false;
    test(`bytes travel there and back to ${host}`, { ...LIMIT, skip }, async (t) => {
      const { transport, peer, next, received } = await connected(t, makeTransport, host);
      peer.pipe(peer);
      const came = next("received");
      assert.ok(transport.write(0, new Uint8Array([9, 1, 2, 9]), { from: 1, to: 3 }));
      await came;
      assert.deepEqual(received, [1, 2]);
    });
  }

  test(
    "a write that could not leave at once is followed by drained when it has left",
    LIMIT,
    async (t) => {
      const { transport, peer, next, heard } = await connected(t, makeTransport);
      const chunk = new Uint8Array(CHUNK_BYTES).fill(7);
      let written = 0;
      let hasLeft = true;
      // The peer does not read, so the kernel's buffers fill up.
      while (hasLeft) {
        hasLeft = transport.write(0, chunk, { from: 0, to: CHUNK_BYTES });
        written += CHUNK_BYTES;
      }
      assert.ok(!heard.includes("drained"));
      let read = 0;
      const drained = next("drained");
      peer.on("data", (bytes: Buffer) => (read += bytes.length)).resume();
      await drained;
      while (read < written) await once(peer, "data");
      assert.equal(read, written);
    },
  );

  test(
    "a header and its payload arrive as they were, though the header is used again",
    LIMIT,
    async (t) => {
      const { transport, peer } = await connected(t, makeTransport);
      const header = new Uint8Array([1, 2]);
      assert.ok(transport.write(0, new Uint8Array([9, 3, 4, 9]), { from: 1, to: 3 }, header));
      header.fill(0);
      const chunks: Buffer[] = [];
      peer.on("data", (bytes: Buffer) => chunks.push(bytes)).resume();
      while (Buffer.concat(chunks).length < 4) await once(peer, "data");
      assert.deepEqual(Buffer.concat(chunks), Buffer.from([1, 2, 3, 4]));
    },
  );

  for (const [headerBytes, payloadBytes] of [
    [LONG_BYTES, 3],
    [3, LONG_BYTES],
  ] as const) {
    const what = `${headerBytes} + ${payloadBytes}`;
    test(`a message of ${what} bytes leaves in pieces, as it was`, LIMIT, async (t) => {
      const { transport, peer, next } = await connected(t, makeTransport);
      const header = new Uint8Array(headerBytes).map((_, at) => at % 251);
      const payload = new Uint8Array(payloadBytes).map((_, at) => at % 241);
      const expected = Buffer.concat([header, payload]);
      assert.equal(transport.write(0, payload, { from: 0, to: payloadBytes }, header), false);
      header.fill(0);
      const drained = next("drained");
      const chunks: Buffer[] = [];
      peer.on("data", (bytes: Buffer) => chunks.push(bytes)).resume();
      await drained;
      payload.fill(0);
      let length = 0;
      while ((length = chunks.reduce((sum, each) => sum + each.length, 0)) < expected.length) {
        await once(peer, "data");
      }
      assert.equal(length, expected.length);
      assert.ok(Buffer.concat(chunks).equals(expected));
    });
  }

  test(
    "an end by the peer and a reset by the owner are each told once, the end as one",
    LIMIT,
    async (t) => {
      for (const by of ["peer", "owner"] as const) {
        const { transport, peer, next, heard } = await connected(t, makeTransport);
        const closed = next("closed");
        if (by === "owner") {
          transport.reset(0);
          transport.reset(0);
        } else peer.end();
        await closed;
        transport.reset(0);
        await new Promise(setImmediate);
        assert.deepEqual(
          heard.filter((name) => name === "ended" || name === "closed"),
          by === "peer" ? ["ended", "closed"] : ["closed"],
        );
      }
    },
  );

  test("a reset by the peer is closed without an end", LIMIT, async (t) => {
    const { peer, next, heard } = await connected(t, makeTransport);
    const closed = next("closed");
    peer.resetAndDestroy();
    await closed;
    assert.ok(!heard.includes("ended"));
  });

  test(
    "an endpoint that accepts nothing is told once the limit is over, until it does",
    LIMIT,
    async (t) => {
      const gone = await listening(t);
      const port = portOf(gone);
      gone.close();
      await once(gone, "close");
      const transport = makeTransport({ host: "127.0.0.1", port }, 0.1);
      const ignore = (): void => {};
      const opened = new Promise<void>((resolve) => {
        const events = { received: ignore, ended: ignore, closed: ignore, worked: ignore };
        transport.listen({ ...events, opened: () => resolve(), drained: ignore });
      });
      turnWith(t, transport);
      const startMs = performance.now();
      transport.open(0);
      assert.equal(transport.outage, undefined);
      while (transport.outage === undefined) await new Promise(setImmediate);
      assert.equal(transport.outage, `127.0.0.1:${port} accepts no connections (ECONNREFUSED)`);
      const { refusal } = transport;
      assert.equal(refusal?.reason, "ECONNREFUSED");
      assert.ok(refusal.fromMs >= startMs && refusal.fromMs <= startMs + 100, "the first one");
      await listening(t, "127.0.0.1", port);
      await opened;
      assert.equal(transport.outage, undefined);
      assert.equal(transport.refusal, undefined, "it accepts again");
    },
  );

  test("a connection may be asked for later", LIMIT, async (t) => {
    const { transport, peer, next } = await connected(t, makeTransport);
    const closed = next("closed");
    peer.end();
    await closed;
    const opened = next("opened");
    const startMs = performance.now();
    transport.open(0, 30);
    await opened;
    // Timers are whole milliseconds and may be early by one.
    assert.ok(performance.now() - startMs >= 29);
  });

  test("what came before an end is received before it", LIMIT, async (t) => {
    const { peer, next, heard, received } = await connected(t, makeTransport);
    const closed = next("closed");
    peer.end(new Uint8Array([5, 6]));
    await closed;
    assert.deepEqual(received, [5, 6]);
    assert.deepEqual(
      heard.filter((name) => name !== "worked"),
      ["opened", "received", "ended", "closed"],
    );
  });

  test("a message longer than a read arrives whole, in pieces", LIMIT, async (t) => {
    const { peer, next, received } = await connected(t, makeTransport);
    const bytes = new Uint8Array(300_000).map((_, at) => at % 251);
    peer.write(bytes);
    while (received.length < bytes.length) await next("received");
    assert.deepEqual(Uint8Array.from(received), bytes);
  });

  test(
    "a connection that is lost while bytes wait is opened again without them",
    LIMIT,
    async (t) => {
      const { transport, peer, next, heard, received } = await connected(t, makeTransport);
      const chunk = new Uint8Array(CHUNK_BYTES);
      while (transport.write(0, chunk, { from: 0, to: CHUNK_BYTES }));
      const closed = next("closed");
      peer.resetAndDestroy();
      await closed;
      assert.equal(transport.write(0, chunk, { from: 0, to: 1 }), false, "nothing is open");
      const opened = next("opened");
      transport.open(0);
      await opened;
      assert.ok(transport.write(0, chunk, { from: 0, to: 1 }));
      assert.ok(!heard.includes("drained") && received.length === 0);
    },
  );

  test("nothing is told once all are closed", LIMIT, async (t) => {
    const { transport, peer, heard } = await connected(t, makeTransport);
    const before = heard.length;
    peer.write("late");
    transport.reset(0);
    transport.close();
    transport.open(0);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    assert.equal(heard.length, before);
  });
}
