// The conformance suite against real processes: variants of the reference (which makes this
// its smoke test), and the memcached that its transcripts were recorded from, where there is one.
// Also that the suite can fail.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { after, before, describe, it } from "node:test";
import { conformance } from "./conformance.ts";
import { binaryCases } from "./conformance/binary-cases.ts";
import manifest from "./reference/contender.json" with { type: "json" };
import {
  noMemcached,
  type Started,
  startMemcached,
  startReference,
} from "./testing/started-servers.ts";

async function runAll(port: number): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const { name, run } of [...conformance, ...binaryCases]) {
    const mismatch = await run(port);
    if (mismatch !== undefined) findings.push(`${name}: ${mismatch}`);
  }
  return findings;
}

/** The simplest, the one that deviates, and the default; the contender self-test has them all. */
const TESTED = ["map-strings", "eager", "merge"];

for (const variant of manifest.variants.filter(({ name }) => TESTED.includes(name))) {
  describe(`reference ${variant.name}`, () => {
    let started: Started;
    before(async () => {
      started = await startReference(variant.arguments);
    });
    after(() => started.process.kill("SIGKILL"));

    it("conforms, but for what it declares", async () => {
      const declared = (variant.deviations ?? []).flatMap(({ cases }) => cases);
      const findings = await runAll(started.port);
      const undeclared = findings.filter(
        (finding) => !declared.some((name) => finding.startsWith(`${name}: `)),
      );
      assert.deepEqual(undeclared, []);
      assert.equal(findings.length, declared.length);
    });

    it("ends with 0 on SIGTERM", async () => {
      started.process.kill("SIGTERM");
      const [code, signal] = await once(started.process, "exit");
      assert.deepEqual([code, signal], [0, null]);
    });
  });
}

describe("memcached", { skip: noMemcached }, () => {
  let started: Started;
  before(async () => {
    started = await startMemcached();
  });
  after(() => started.process.kill("SIGTERM"));

  it("passes every case", async () => {
    assert.deepEqual(await runAll(started.port), []);
  });
});

describe("the suite itself", () => {
  it("has unique names", () => {
    assert.equal(new Set(conformance.map(({ name }) => name)).size, conformance.length);
  });

  it("finds a server that answers OK to everything", async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("data", () => socket.write("OK\r\n"));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const findings = await Promise.all(conformance.map(({ run }) => run(port)));
    for (const socket of sockets) socket.destroy();
    server.close();
    const passed = conformance.filter((_, index) => findings[index] === undefined);
    assert.deepEqual(
      passed.map(({ name }) => name),
      [],
    );
  });
});
