// Contenders that answer wrongly and hope that nobody looks: once in 10,000 replies, from what an
// earlier run was answered, or before the whole request was there. Each is caught by what every run
// or every conformance run does; beside each stands an honest twin, or the case in which the lie
// happens to be right.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test, type TestContext } from "node:test";
import { Supervisor } from "#drive/trial/supervisor.ts";
import { conformance } from "../../../workloads/cache/conformance.ts";
import { runLyingJob, runLyingService } from "./liar-trial.ts";
import type { ServiceLie } from "./lying-service.ts";

const supervisor = new Supervisor(randomBytes(8).toString("hex"));
after(() => supervisor.end());

test("one wrong reply in 10,000 is counted", { timeout: 60_000 }, async () => {
  const load = { ratePerS: 6_000, durationS: 2 };
  const { trial, fault } = await runLyingService(
    { lie: "wrong-now-and-then", ...load },
    supervisor,
  );
  const [step] = trial?.steps ?? [];
  assert.equal(step?.mismatched, 1);
  assert.equal(step.valid, false);
  assert.equal(fault?.outcome, "incorrect");
  assert.match(fault.reason, /^1 wrong of \d+: The value/);
});

describe("what the last run was answered", { concurrency: 3 }, () => {
  const words = [`--keep=${path.join(supervisor.scratch, "kept.json")}`];
  const load = { ratePerS: 500, durationS: 0.5, connections: 1 };
  const liar = { lie: "replays-last-run", words, ...load } as const;

  before(async () => {
    const { fault } = await runLyingService(liar, supervisor);
    assert.equal(fault, undefined, "the first run has nothing to replay");
  });

  test("is right for the same requests", { timeout: 60_000 }, async () => {
    const { trial, fault } = await runLyingService(liar, supervisor);
    assert.equal(fault, undefined);
    assert.equal(trial?.steps[0]?.mismatched, 0);
  });

  test("is wrong in the next block of a run", { timeout: 60_000 }, async () => {
    const { fault } = await runLyingService({ ...liar, block: 1 }, supervisor);
    assert.equal(fault?.outcome, "incorrect");
    assert.match(fault.reason, /^\d+ wrong of \d+/);
  });

  test("is wrong in a run with another seed", { timeout: 60_000 }, async () => {
    const { trial, fault } = await runLyingService({ ...liar, seed: 2 }, supervisor);
    assert.equal(trial, undefined, "the gate lets none of it through");
    assert.equal(fault?.outcome, "incorrect");
    assert.match(fault.reason, /wrong of \d+ one request at a time/);
  });
});

describe("an answer before the whole request", { concurrency: 2 }, () => {
  const CASES = ["a value in two parts", "a key in two parts"];

  /** What the cache's conformance suite finds, by the names of its cases. */
  async function findingsOn(
    context: TestContext,
    lie: ServiceLie,
  ): Promise<(string | undefined)[]> {
    const child = spawn(process.execPath, ["lying-service.ts", `--lie=${lie}`], {
      cwd: import.meta.dirname,
      stdio: ["ignore", "pipe", "inherit"],
    });
    context.after(() => child.kill("SIGKILL"));
    const port = await portOf(child);
    const cases = conformance.filter(({ name }) => CASES.includes(name));
    assert.equal(cases.length, CASES.length);
    const findings: (string | undefined)[] = [];
    for (const { run } of cases) findings.push(await run(port));
    return findings;
  }

  async function portOf({ stdout }: ChildProcess): Promise<number> {
    assert.ok(stdout);
    const [line] = (await once(createInterface(stdout), "line")) as [string];
    return (JSON.parse(line) as { ready: { port: number } }).ready.port;
  }

  test("is found by the conformance suite", async (context) => {
    for (const finding of await findingsOn(context, "answers-early")) {
      assert.match(finding ?? "", /^expected silence until the request is whole, received "/);
    }
  });

  test("is not found where there is none", async (context) => {
    assert.deepEqual(await findingsOn(context, "none"), [undefined, undefined]);
  });

  test("is found by the gate of every job", { timeout: 30_000 }, async () => {
    const { trial, fault } = await runLyingJob("answers-early", 0, supervisor);
    assert.equal(trial, undefined);
    assert.equal(fault?.outcome, "crashed");
    assert.match(fault.reason, /^answered when it had \d+ of \d+ bytes of its request$/);
    assert.equal((await runLyingJob("none", 0, supervisor)).fault, undefined);
  });
});
