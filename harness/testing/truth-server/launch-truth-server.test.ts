// The truth server as the lab starts it: under a supervisor, with its log read when it is stopped;
// the twin where there is no compiler, and why.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { once } from "node:events";
import { after, describe, test } from "node:test";
import { Toolchains } from "#drive/builds/toolchains.ts";
import { Supervisor } from "#drive/trial/supervisor.ts";
import { decidePlacement, readCoreFacts } from "#measure/placement.ts";
import { reasonWithoutC } from "./built-for-test.ts";
import {
  findTruthProgram,
  launchTruthServer,
  provideTruthProgram,
  type TruthProgram,
} from "./launch-truth-server.ts";
import { planOf } from "./served-process.ts";

const supervisor = new Supervisor(randomBytes(8).toString("hex"));
after(() => supervisor.end());
const placement = decidePlacement(readCoreFacts());
const NO_TOOLS = new Toolchains({ path: "/nowhere", environment: {}, root: "/nowhere" });

function launch(program: TruthProgram) {
  const plan = planOf(3, { serviceNs: Float64Array.of(0, 2_000_000, 0) });
  const cores = placement.contenderCores;
  return launchTruthServer({ protocol: "memcache", plan, cores, placement, supervisor, program });
}

async function serves(program: TruthProgram): Promise<void> {
  const server = await launch(program);
  assert.equal(server.kind, program.kind);
  const socket = connect({ host: "127.0.0.1", port: server.port });
  socket.write("get t0000001001\r\n");
  await once(socket, "data");
  socket.destroy();
  const log = await server.stop();
  assert.deepEqual([...log.index], [1_001]);
  assert.throws(() => process.kill(server.pid, 0), { code: "ESRCH" });
}

describe("launched", () => {
  test("the twin stands in where there is no compiler, and the reason is told", async () => {
    const program = await findTruthProgram(NO_TOOLS, "linux");
    assert.equal(program.kind, "node");
    assert.match(program.instead?.reason ?? "", /^needs cc; no cc on PATH/);
    assert.match(program.instead?.fix ?? "", /gcc|xcode/);
    await serves(program);
  });

  test("the server in C is built and started", { skip: reasonWithoutC() }, async () => {
    const program = await provideTruthProgram();
    assert.deepEqual([program.kind, program.instead], ["c", undefined]);
    await serves(program);
  });

  test("elsewhere than on Linux it is the twin", async () => {
    const { kind, instead } = await findTruthProgram(NO_TOOLS, "darwin");
    assert.equal(kind, "node");
    assert.match(instead?.reason ?? "", /needs Linux/);
  });

  test("a server that breaks off says how", async () => {
    const program = await findTruthProgram(NO_TOOLS, "darwin");
    const server = await launch(program);
    process.kill(server.pid, "SIGKILL");
    await assert.rejects(async () => {
      // It is gone a moment later.
      while (isAlive(server.pid)) await new Promise(setImmediate);
      await new Promise(setImmediate);
      await server.stop();
    }, /^Error: the truth server broke off: was ended by SIGKILL/);
  });

  test("a program that does not start says why", async () => {
    const program: TruthProgram = { kind: "c", command: ["/nowhere/truth-server"] };
    await assert.rejects(
      launch(program),
      /^Error: the truth server \(c\): .*\/nowhere\/truth-server/,
    );
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
