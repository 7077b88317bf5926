// A contender that ignores its arguments and always runs its fast path: both variants answer alike,
// and only how its replies leave tells them apart. Its manifest says how, and the kernel counts.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import net from "node:net";
import { createInterface } from "node:readline";
import { describe, test, type TestContext } from "node:test";
import { variantMismatch } from "#cli/variant-mismatch.ts";
import type { ConformanceCase } from "#model/conformance.ts";
import { WRITES, type Writes } from "#model/contender.ts";
import type { ServiceLie } from "./lying-service.ts";

const BURST = 16;
const BURSTS = 100;
const REPLY = "END\r\n";

/** Small bursts, each of which is awaited, as a conformance suite has them. */
const bursts: ConformanceCase = {
  name: "bursts",
  pipelined: BURSTS * BURST,
  async run(port) {
    const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
    const requests = "get a\r\n".repeat(BURST);
    socket.write(requests);
    let bytes = 0;
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes === BURSTS * BURST * REPLY.length) break;
      if (bytes % (BURST * REPLY.length) === 0) socket.write(requests);
    }
    return undefined;
  },
};

/** What is found in a variant whose manifest says `writes` and whose arguments say the same. */
async function findingOn(
  context: TestContext,
  lie: ServiceLie,
  writes: Writes,
): Promise<string | undefined> {
  const words = ["lying-service.ts", `--lie=${lie}`, `--writes=${writes}`];
  const child = spawn(process.execPath, words, {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  context.after(() => child.kill("SIGKILL"));
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const { port } = (JSON.parse(line) as { ready: { port: number } }).ready;
  return await variantMismatch({ writes }, bursts, port);
}

describe("a variant that says how its replies leave", {
  skip: !existsSync("/proc/net/snmp") && "needs /proc/net/snmp",
}, () => {
  for (const writes of WRITES) {
    test(`and keeps to it: ${writes}`, { timeout: 20_000 }, async (context) => {
      assert.equal(await findingOn(context, "none", writes), undefined);
    });
  }

  test("and runs another one is found", { timeout: 20_000 }, async (context) => {
    assert.equal(await findingOn(context, "ignores-arguments", "batches"), undefined);
    const finding = await findingOn(context, "ignores-arguments", "each-reply");
    assert.match(finding ?? "", /^its manifest says writes: "each-reply", but 1600 replies/);
  });

  test("is not judged where it says nothing", async () => {
    const { pipelined: _, ...other } = bursts;
    assert.equal(await variantMismatch({}, bursts, 1), undefined);
    assert.equal(await variantMismatch({ writes: "batches" }, other, 1), undefined);
  });
});
