// Both truth servers as processes: what is served first, that nothing departs before its deadline,
// that they refuse what they cannot follow, and that they end, asked or orphaned. The twin's times
// to the nanosecond are in fifo-service.test.ts; here no time is required to be short.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { CAN_LOOK, holdsWithin, processesRunning } from "#testing/leftovers.ts";
import { type BuiltServer, buildForTest, reasonWithoutC, TWIN } from "./built-for-test.ts";
import { DAMAGED_PLANS, SMALL_PLAN } from "./damaged-plans.ts";
import { planOf, ServedProcess } from "./served-process.ts";
import type { TruthLog } from "./truth-log.ts";
import { type TruthPlan, writeTruthPlan } from "./truth-plan.ts";

const NS_PER_MS = 1_000_000;
/** Far below the service that it interrupts, and enough for a machine that does other work. */
const END_MS = 5_000;
/** All at once, on a connection each; the first holds the others up. */
const CROWD_MS = [200, 1, 1, 0.1, 0.1, 0.1, 0, 0, 2, 0.5];
/** One behind the other: on a busy machine some of them at least are not late of themselves. */
const SINGLE_MS = Array.from({ length: 30 }, () => 0.1);
const SERVICE_MS = [...CROWD_MS, ...SINGLE_MS];

type Command = () => readonly string[];

function request(index: number): string {
  return `get t${String(index).padStart(10, "0")}\r\n`;
}

/** The deadlines from the arrivals that the server wrote down. */
function deadlinesOf(log: TruthLog, plan: TruthPlan): number[] {
  let deadlineNs = 0;
  return Array.from(log.index, (index, at) => {
    const serviceNs = plan.serviceNs[index - plan.firstIndex] as number;
    deadlineNs = Math.max(log.arrivalNs[at] as number, deadlineNs) + serviceNs;
    return deadlineNs;
  });
}

/** Requests 1,000 and on. @returns what the server wrote down, and within what time. */
async function crowdAndSingles(command: readonly string[], plan: TruthPlan) {
  await using server = await ServedProcess.start(command, "memcache", plan);
  // Before the connections: clocks of two cores may be some 30 µs apart on a shared host.
  const begunNs = Number(process.hrtime.bigint());
  const dialogues = await Promise.all(CROWD_MS.map(() => server.connect()));
  dialogues[0]?.send(request(1_000));
  // While it is in service; backwards, each on its own connection.
  for (const [at, dialogue] of [...dialogues.entries()].slice(1).toReversed()) {
    dialogue.send(request(1_000 + at));
  }
  await Promise.all(dialogues.map((dialogue) => dialogue.answered()));
  for (const at of SINGLE_MS.keys()) {
    const socket = dialogues[0]?.socket;
    socket?.write(request(1_000 + CROWD_MS.length + at));
    await once(socket ?? server.process, "data");
  }
  const endedNs = Number(process.hrtime.bigint());
  return { log: await server.end(), begunNs, endedNs };
}

function testOrder(command: Command): void {
  it("serves the smallest index first, each until its deadline", async () => {
    const serviceNs = Float64Array.from(SERVICE_MS, (ms) => ms * NS_PER_MS);
    const plan = planOf(serviceNs.length, { serviceNs });
    const { log, begunNs, endedNs } = await crowdAndSingles(command(), plan);
    assert.deepEqual(
      [...log.index],
      Array.from(SERVICE_MS, (_, at) => 1_000 + at),
    );
    const early = deadlinesOf(log, plan).filter((deadline, at) => (log.endNs[at] ?? 0) < deadline);
    assert.deepEqual(early, []);
    const starts = log.startNs.map((_, at) =>
      Math.max(log.arrivalNs[at] ?? 0, log.endNs[at - 1] ?? 0),
    );
    assert.deepEqual(log.startNs, starts);
    // The last end may be behind: a hand-over that the host broke off counts until it was done.
    const isWithin = log.startNs.every((ns) => ns >= begunNs && ns <= endedNs);
    assert.ok(isWithin, "times are of the system's monotonic clock");
  });

  it("ends at once although a request is in service for longer", async () => {
    const plan = planOf(1, { serviceNs: Float64Array.of(10_000 * NS_PER_MS) });
    await using server = await ServedProcess.start(command(), "memcache", plan);
    const dialogue = await server.connect();
    dialogue.send(request(1) + request(1_000));
    await dialogue.answered();
    const beganMs = performance.now();
    const log = await server.end();
    assert.ok(performance.now() - beganMs < END_MS);
    assert.deepEqual([log.count, log.others], [0, 1]);
  });
}

function scratch(context: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "truth-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function run(command: readonly string[], words: readonly string[]) {
  const [program = "", ...own] = command;
  const { status, stderr } = spawnSync(program, [...own, ...words], { encoding: "utf8" });
  return { status, stderr };
}

function testRefusals(command: Command, damaged: typeof DAMAGED_PLANS): void {
  it("refuses a damaged plan in one sentence", (context) => {
    const file = path.join(scratch(context), "plan");
    for (const [bytes, sentence] of damaged) {
      writeFileSync(file, bytes);
      const ended = run(command(), ["--protocol=udp", `--plan=${file}`, "--log=log"]);
      assert.deepEqual(ended, { status: 2, stderr: `--plan: ${file}: ${sentence}\n` });
    }
  });

  it("names the option that is missing or wrong", () => {
    const unknown = '--protocol: received "tcp", expected http, memcache or udp\n';
    const missing = "--plan: received nothing, expected a file\n";
    const ended = [["--protocol=tcp"], ["--protocol=udp", "--log=log"]].map((words) => {
      return run(command(), words);
    });
    assert.deepEqual(ended, [
      { status: 2, stderr: unknown },
      { status: 2, stderr: missing },
    ]);
  });
}

/** A parent that starts the server of its arguments and waits. */
const PARENT = `
  const { spawn } = require("node:child_process");
  const [program, ...words] = process.argv.slice(1);
  spawn(program, words, { stdio: ["ignore", "inherit", "inherit"], detached: true });
  setInterval(() => {}, 1000);
`;

function testOrphan(command: Command): void {
  const skip = CAN_LOOK ? false : "processes are looked for in /proc";
  it("does not outlive its parent", { skip }, async (context) => {
    const folder = scratch(context);
    const plan = path.join(folder, "plan");
    writeTruthPlan(plan, SMALL_PLAN);
    const words = ["--protocol=http", `--plan=${plan}`, `--log=${path.join(folder, "log")}`];
    const parent = spawn(process.execPath, ["-e", PARENT, "--", ...command(), ...words], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(parent.stdout, "data");
    const servers = (): number[] => {
      return processesRunning(`--plan=${plan}`).filter((pid) => pid !== parent.pid);
    };
    // Should it fail: a server spins until it is ended.
    context.after(() => servers().forEach((pid) => process.kill(pid, "SIGKILL")));
    assert.equal(servers().length, 1);
    parent.kill("SIGKILL");
    assert.ok(
      await holdsWithin(END_MS, () => servers().length === 0),
      `left: ${servers().join(", ")}`,
    );
  });
}

describe("the twin", () => {
  testOrder(() => TWIN);
  // Its reader is tested with all of them; a process for each would take seconds.
  testRefusals(() => TWIN, DAMAGED_PLANS.slice(-1));
  testOrphan(() => TWIN);
});

describe("the server in C", { skip: reasonWithoutC() }, () => {
  let built: BuiltServer | undefined;
  before(() => {
    built = buildForTest();
  });
  after(() => built?.[Symbol.dispose]());
  const command: Command = () => built?.command ?? [];
  testOrder(command);
  testRefusals(command, DAMAGED_PLANS);
  testOrphan(command);
});
