// The real transport on the loopback, for what no script can show: that bytes which could not leave
// at once are told of when they have left, that an end or a reset is told once, and what is said of
// an endpoint that accepts nothing.

import assert from "node:assert/strict";
import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { tcpDialer, TcpTransport } from "./tcp-transport.ts";
import type { TransportEvents } from "./transport.ts";

const CHUNK_BYTES = 1_000;
/** What never comes fails the test instead of holding up all of them. */
const LIMIT = { timeout: 5_000 };

/** A transport with one open connection, the peer's socket, and a promise of each next event. */
async function connected(t: TestContext) {
  const server = net.createServer({ pauseOnConnect: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const waiting: { readonly name: keyof TransportEvents; readonly resolve: () => void }[] = [];
  const heard: string[] = [];
  const hear = (name: keyof TransportEvents) => (): void => {
    heard.push(name);
    waiting.filter((each) => each.name === name).forEach(({ resolve }) => resolve());
  };
  const transport = new TcpTransport(tcpDialer({ host: "127.0.0.1", port }));
  transport.listen({
    received: hear("received"),
    ended: hear("ended"),
    closed: hear("closed"),
    worked: hear("worked"),
    opened: hear("opened"),
    drained: hear("drained"),
  });
  const next = (name: keyof TransportEvents): Promise<void> =>
    new Promise((resolve) => waiting.push({ name, resolve }));
  const opened = next("opened");
  transport.open(0);
  const [peer] = (await once(server, "connection")) as [net.Socket];
  await opened;
  t.after(() => {
    transport.close();
    peer.destroy();
    server.close();
  });
  return { transport, peer, next, heard };
}

test(
  "a write that could not leave at once is followed by drained when it has left",
  LIMIT,
  async (t) => {
    const { transport, peer, next, heard } = await connected(t);
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
    const { transport, peer } = await connected(t);
    const header = new Uint8Array([1, 2]);
    assert.ok(transport.write(0, new Uint8Array([9, 3, 4, 9]), { from: 1, to: 3 }, header));
    header.fill(0);
    const chunks: Buffer[] = [];
    peer.on("data", (bytes: Buffer) => chunks.push(bytes)).resume();
    while (Buffer.concat(chunks).length < 4) await once(peer, "data");
    assert.deepEqual(Buffer.concat(chunks), Buffer.from([1, 2, 3, 4]));
  },
);

test(
  "an end by the peer and a reset by the owner are each told once, the end as one",
  LIMIT,
  async (t) => {
    for (const by of ["peer", "owner"] as const) {
      const { transport, peer, next, heard } = await connected(t);
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
  const { peer, next, heard } = await connected(t);
  const closed = next("closed");
  peer.resetAndDestroy();
  await closed;
  assert.ok(!heard.includes("ended"));
});

test(
  "an endpoint that accepts nothing is told once the limit is over, until it does",
  LIMIT,
  async (t) => {
    const server = net.createServer((peer) => peer.on("error", () => {}));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    const transport = new TcpTransport(tcpDialer({ host: "127.0.0.1", port }), 0.1);
    t.after(() => {
      transport.close();
      server.close();
    });
    const ignore = (): void => {};
    const opened = new Promise<void>((resolve) => {
      const events = { received: ignore, ended: ignore, closed: ignore, worked: ignore };
      transport.listen({ ...events, opened: () => resolve(), drained: ignore });
    });
    const startMs = performance.now();
    transport.open(0);
    assert.equal(transport.outage, undefined);
    while (transport.outage === undefined) await new Promise(setImmediate);
    assert.equal(transport.outage, `127.0.0.1:${port} accepts no connections (ECONNREFUSED)`);
    const { refusal } = transport;
    assert.equal(refusal?.reason, "ECONNREFUSED");
    assert.ok(refusal.fromMs >= startMs && refusal.fromMs <= startMs + 100, "the first one");
    server.listen(port, "127.0.0.1");
    await opened;
    assert.equal(transport.outage, undefined);
    assert.equal(transport.refusal, undefined, "it accepts again");
  },
);

test("a connection may be asked for later", LIMIT, async (t) => {
  const { transport, peer, next } = await connected(t);
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
