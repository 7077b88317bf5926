// The contenders and the traffic of the planted faults: each does what its fault needs it to do.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { readCoreFacts } from "#measure/placement.ts";
import { CAN_LOOK, holdsWithin, processesRunning } from "#testing/leftovers.ts";
import { openTraffic } from "./heap-traffic.ts";
import { plantingGround } from "./planting-ground.ts";
import { startProgram } from "./running-contender.ts";

const FLOOR = path.join(import.meta.dirname, "..", "..", "floor", "memcache", "floor.ts");
const PATIENCE_MS = 5_000;

async function connected(t: TestContext, port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  t.after(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** One request, and its reply. */
async function ask(socket: Socket): Promise<string> {
  socket.write("get k\r\n");
  const [bytes] = (await once(socket, "data")) as [Buffer];
  return bytes.toString();
}

describe("the plainest contender", () => {
  it("answers, and closes behind every k-th reply of all", async (t) => {
    await using contender = await startProgram("plain-contender.ts", ["3", "0"], plantingGround(t));
    const [one, other] = [await connected(t, contender.port), await connected(t, contender.port)];
    assert.equal(await ask(one), "END\r\n");
    assert.equal(await ask(other), "END\r\n");
    const ended = once(one, "end");
    assert.equal(await ask(one), "END\r\n", "the last reply comes whole");
    await ended;
    assert.equal(await ask(other), "END\r\n");
  });

  it("answers late where it is told to", async (t) => {
    await using contender = await startProgram(
      "plain-contender.ts",
      ["0", "30"],
      plantingGround(t),
    );
    const socket = await connected(t, contender.port);
    const askedMs = performance.now();
    assert.equal(await ask(socket), "END\r\n");
    // Timers count whole milliseconds.
    assert.ok(performance.now() - askedMs > 28);
  });
});

describe("the contender that does not keep to its core", () => {
  const { taskset, allowed } = readCoreFacts();
  const skip = taskset === undefined || !CAN_LOOK ? "this system cannot pin" : false;

  it("answers, while one of its threads is bound to the core that it was told", {
    skip,
  }, async (t) => {
    const core = `${allowed.at(-1) ?? 0}`;
    const mark = "0.03125";
    const words = [FLOOR, taskset ?? "", core, mark, "20"];
    // Started on all cores, so that only the thread that binds itself has one of its own.
    const ground = plantingGround(t);
    const placement = { ...ground.placement, contenderCores: allowed };
    await using contender = await startProgram("meddling-contender.ts", words, {
      ...ground,
      placement,
    });
    assert.match(await ask(await connected(t, contender.port)), /^VALUE k/);
    const [pid = 0] = processesRunning(mark);
    const bound = () => listsOf(pid).filter((list) => list === core).length;
    const wanted = allowed.length > 1 ? 1 : listsOf(pid).length;
    assert.ok(await holdsWithin(PATIENCE_MS, () => bound() === wanted), `${bound()} are bound`);
  });

  /** Cores of each thread. */
  function listsOf(pid: number): string[] {
    return readdirSync(`/proc/${pid}/task`).map((thread) => {
      const status = readFileSync(`/proc/${pid}/task/${thread}/status`, "utf8");
      return /^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? "";
    });
  }
});

describe("the traffic with a large heap", () => {
  it("forces a collection every so often, and sends what was given", (t) => {
    let collections = 0;
    const before = globalThis.gc;
    t.after(() => void (globalThis.gc = before));
    globalThis.gc = (() => void collections++) as unknown as typeof globalThis.gc;
    const request = "get k\r\n";
    const bytes = Buffer.from(request).toString("base64");
    const input = JSON.stringify({ bytes, ends: [request.length], owed: [1], forms: [0] });
    const { load } = openTraffic({
      scenario: "planted",
      seed: 1,
      parameters: { heapMib: 1, everyMs: 5 },
      input,
    });
    const slab = new Uint8Array(64);
    assert.equal(load.writeRequest(slab, 0, 0), request.length);
    const untilMs = performance.now() + 28;
    for (let index = 0; performance.now() < untilMs; index++) {
      assert.equal(load.expects(index), 1);
    }
    assert.ok(collections >= 1 && collections <= 5, `${collections} collections in 28 ms`);
  });
});
