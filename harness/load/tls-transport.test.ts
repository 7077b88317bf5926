// Encrypted connections on the loopback: what leaves arrives, certificates are verified unless the
// plan says otherwise, and bytes that were taken may be overwritten.

import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import tls from "node:tls";
import type { TlsPlan } from "#model/plan.ts";
import { loopbackCertificate } from "#testing/loopback-certificate.ts";
import { TcpTransport } from "./tcp-transport.ts";
import { tlsDialer } from "./tls-transport.ts";

const LIMIT = { timeout: 10_000 };

/** A server that answers what it gets, and a transport that asks it for a connection. */
async function echoing(t: TestContext, plan: TlsPlan) {
  const protocols: (string | false | null)[] = [];
  const server = tls.createServer(
    { ...loopbackCertificate, ALPNProtocols: ["h2", "http/1.1"] },
    (peer) => {
      protocols.push(peer.alpnProtocol);
      peer.on("error", () => {});
      peer.pipe(peer);
    },
  );
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const transport = new TcpTransport(tlsDialer({ host: "127.0.0.1", port }, plan), 0.2);
  const received: number[] = [];
  const counts = { ended: 0, closed: 0, opened: 0, drained: 0, worked: 0 };
  transport.listen({
    received: (_connection, buffer, from, to) => received.push(...buffer.subarray(from, to)),
    ended: () => counts.ended++,
    closed: () => counts.closed++,
    worked: () => counts.worked++,
    opened: () => counts.opened++,
    drained: () => counts.drained++,
  });
  transport.open(0);
  t.after(() => {
    transport.close();
    server.close();
  });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise(setImmediate);
  };
  return { transport, received, counts, protocols, until };
}

test("bytes travel there and back, and may be overwritten at once", LIMIT, async (t) => {
  const { transport, received, counts, protocols, until } = await echoing(t, { verify: false });
  await until(() => counts.opened === 1 && protocols.length === 1);
  assert.deepEqual(protocols, ["http/1.1"]);
  const bytes = new Uint8Array([9, 1, 2, 3, 9]);
  assert.ok(transport.write(0, bytes, { from: 1, to: 4 }), "taken, though not sent yet");
  bytes.fill(0);
  await until(() => received.length === 3);
  assert.deepEqual(received, [1, 2, 3]);
});

test("what queues behind a write must stay until it is told to have left", LIMIT, async (t) => {
  const { transport, received, counts, until } = await echoing(t, { verify: false });
  await until(() => counts.opened === 1);
  const [first, second] = [Uint8Array.of(1), Uint8Array.of(2)];
  assert.ok(transport.write(0, first, { from: 0, to: 1 }));
  assert.ok(!transport.write(0, second, { from: 0, to: 1 }));
  await until(() => counts.drained === 1);
  await until(() => received.length === 2);
  assert.deepEqual(received, [1, 2]);
});

test("a reset is told once as closed", LIMIT, async (t) => {
  const { transport, counts, until } = await echoing(t, { verify: false });
  await until(() => counts.opened === 1);
  transport.reset(0);
  transport.reset(0);
  await until(() => counts.closed > 0);
  await new Promise(setImmediate);
  assert.equal(counts.closed, 1);
});

test("a certificate that nobody vouches for is refused, and named", LIMIT, async (t) => {
  const plan = { serverName: "localhost", verify: true };
  const { transport, counts, until } = await echoing(t, plan);
  await until(() => transport.outage !== undefined || counts.opened > 0);
  assert.match(transport.outage ?? "", /accepts no connections \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
  assert.equal(counts.opened, 0);
});
