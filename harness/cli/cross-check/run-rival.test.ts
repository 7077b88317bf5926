// Runs of planted tools, good and bad: each ends in bounded time, with figures or a reason, and
// leaves nothing running.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, type TestContext, test } from "node:test";
import { Supervisor } from "#drive/trial/supervisor.ts";
import type { CorePlacement } from "#measure/placement.ts";
import { plantPrograms } from "#testing/planted-programs.ts";
import { commandLine, type RivalOutcome, runRival } from "./run-rival.ts";
import { k6 } from "./k6.ts";
import { wrk } from "./wrk.ts";

const LIMIT = { timeout: 60_000 };
const LOAD = {
  url: "http://127.0.0.1:1/",
  ratePerS: 100,
  durationS: 1,
  connections: 4,
  insecure: false,
};
const UNPINNED: CorePlacement = {
  pinned: false,
  generatorCore: null,
  contenderCores: [],
  serviceCores: [],
  how: "",
  taskset: undefined,
};
const recorded = path.join(import.meta.dirname, "recorded");
const supervisor = new Supervisor("rivals");
after(() => supervisor.end());

async function runPlanted(
  t: TestContext,
  script: string,
  { limitS = 20, signal = new AbortController().signal } = {},
): Promise<RivalOutcome> {
  const folder = plantPrograms(t, { tool: { script } });
  const command = [path.join(folder, "tool")];
  const place = { cores: [], placement: UNPINNED, supervisor };
  return await runRival(wrk, { ...LOAD, ...place, command, limitS, signal });
}

test("what a tool prints is read, and its words are kept", LIMIT, async (t) => {
  const file = path.join(recorded, "wrk-errors.txt");
  const outcome = await runPlanted(t, `cat ${file}`);
  assert.ok(outcome.status === "measured", JSON.stringify(outcome));
  assert.deepEqual(outcome.figures, wrk.read({ stdout: readFileSync(file, "utf8"), stderr: "" }));
  assert.match(outcome.notice ?? "", /^Non-2xx or 3xx responses: \d+$/);
});

test("a tool that dies says how, with its last words", LIMIT, async (t) => {
  const outcome = await runPlanted(t, "echo first; echo 'cannot do it' >&2; exit 3");
  assert.deepEqual(outcome, {
    status: "failed",
    reason:
      'wrk printed no line with "50%" as it does with --latency; it ended with code 3; its last words: cannot do it',
  });
});

test("a tool that hangs is killed, with what it started", LIMIT, async (t) => {
  const outcome = await runPlanted(t, "sleep 1000 & sleep 1000", { limitS: 0.3 });
  assert.deepEqual(outcome, { status: "failed", reason: "it did not end within 0.3 s" });
});

test("a tool that leaves a process behind does not keep us waiting", LIMIT, async (t) => {
  const file = path.join(recorded, "wrk.txt");
  const outcome = await runPlanted(t, `sleep 1000 & cat ${file}`);
  assert.equal(outcome.status, "measured");
});

test("a tool that prints without end is stopped", LIMIT, async (t) => {
  const outcome = await runPlanted(t, "while :; do echo yes and no and yes; done");
  assert.deepEqual(outcome, { status: "failed", reason: "it printed more than 1048576 bytes" });
});

test("an interruption ends it", LIMIT, async (t) => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 200);
  const outcome = await runPlanted(t, "sleep 1000", { signal: abort.signal });
  assert.deepEqual(outcome, { status: "failed", reason: "it was interrupted" });
  assert.deepEqual(await runPlanted(t, "sleep 1000", { signal: abort.signal }), outcome);
});

test("a program that is not there is told of", LIMIT, async () => {
  const command = ["/nowhere/wrk"];
  const place = { cores: [], placement: UNPINNED, supervisor, limitS: 5 };
  const outcome = await runRival(wrk, { ...LOAD, ...place, command });
  assert.ok(outcome.status === "failed");
  assert.match(outcome.reason, /^it cannot be started: .*ENOENT/);
});

test("the command is shown without the places of this machine", () => {
  assert.equal(commandLine(wrk, LOAD), "wrk -t 1 -c 4 -d 1s --latency http://127.0.0.1:1/");
  assert.match(commandLine(k6, LOAD), /^k6 run .* -e RATE=100 .* k6-script\.js$/);
});
