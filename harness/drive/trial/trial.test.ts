// Trials of contenders with planted faults: each ends in bounded time with the outcome and the
// reason that fit what was planted, loses no finished step, and leaves no process and no port
// behind. Times are not judged: other processes may run beside this test.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import type { TrialPlan } from "#model/plan.ts";
import type { Fault } from "#testing/faulty-contender.ts";
import { CAN_LOOK, holdsWithin, isFreed, processesWith } from "#testing/leftovers.ts";
import { contenderEnvironment } from "./contender-environment.ts";
import { Supervisor } from "./supervisor.ts";
import type { ServiceLaunch } from "./trial-frame.ts";
import { runTrial, type TrialEnding, type TrialSetup } from "./trial.ts";

const ROOT = path.join(import.meta.dirname, "..", "..", "..");
const PROGRAM = path.join(ROOT, "harness", "testing", "faulty-contender.ts");
const KEYS = 300;
const GATE = 64;
const CONNECTIONS = 4;
const RATE_PER_S = 500;
const STEP_S = 0.5;
/** Requests before the first step; a warm-up of 0 s sends one on each connection. */
const BEFORE_STEPS = KEYS + GATE + CONNECTIONS;
/** From SIGKILL to the end of a process, on a machine that has other things to do. */
const DYING_MS = 1_000;
const PER_STEP = RATE_PER_S * STEP_S;

const supervisor = new Supervisor(randomBytes(8).toString("hex"));
after(async () => {
  await supervisor.end();
  assert.deepEqual(processesWith(`TAILPROOF_RUN=${supervisor.runId}`), []);
  assert.equal(existsSync(supervisor.scratch), false);
});

interface Planted {
  readonly fault: Fault;
  readonly at?: number;
  readonly warmUpS?: number;
  readonly steps?: number;
  readonly pilotS?: number;
  readonly signal?: AbortSignal;
  readonly codecModule?: string;
  /** With a backing service that has this fault. */
  readonly store?: string;
}

function planOf(planted: Planted): Omit<TrialPlan, "port"> {
  const { warmUpS = 0, steps = 1, pilotS } = planted;
  return {
    version: 1,
    codecModule: planted.codecModule ?? path.join(ROOT, "harness/load/codecs/memcache.ts"),
    trafficModule: path.join(ROOT, "workloads/cache/traffic.ts"),
    traffic: { scenario: "get-set", seed: 1, parameters: { keys: KEYS, memoryMib: 64 } },
    oracle: true,
    host: "127.0.0.1",
    connections: CONNECTIONS,
    inFlightMax: 16,
    gateCount: GATE,
    pauseRule: { thresholdNs: 100_000, lookBackNs: 2_000_000, lookAheadFactor: 3 },
    ...(pilotS === undefined ? {} : { pilot: { durationS: pilotS } }),
    warmUp: { capS: warmUpS },
    drain: { minS: 1, factor: 3, maxS: 2 },
    requestOffset: 0,
    steps: Array.from({ length: steps }, (_, step) => ({
      arrivals: "uniform",
      ratePerS: RATE_PER_S,
      durationS: STEP_S,
      seed: 1 + step,
    })),
  };
}

function setupOf(planted: Planted, trialId: string, scratch: string): TrialSetup {
  const { runId } = supervisor;
  return {
    key: { contender: "faulty", variant: planted.fault, scenario: "get-set", block: 0 },
    language: "c",
    launch: {
      command: [
        process.execPath,
        PROGRAM,
        `--fault=${planted.fault}`,
        `--at=${planted.at ?? 1}`,
        `--port-file=${path.join(scratch, "port")}`,
      ],
      folder: ROOT,
      environment: contenderEnvironment({ runId, trialId, scratch }),
      trialId,
    },
    generator: {
      pin: (command) => command,
      environment: contenderEnvironment({ runId, trialId: `generator.${trialId}`, scratch }),
    },
    plan: planOf(planted),
    gridPositions: planOf(planted).steps.map(() => null),
    repeats: 0,
    noisyHost: false,
    services: planted.store === undefined ? [] : [storeLaunch(planted.store)],
    supervisor,
    signal: planted.signal ?? new AbortController().signal,
  };
}

/** A service that the contender does not ask: it is started, measured and stopped all the same. */
function storeLaunch(fault: string): ServiceLaunch {
  const trialId = randomBytes(16).toString("hex");
  const scratch = path.join(supervisor.scratch, trialId);
  mkdirSync(scratch);
  return {
    name: "store",
    contenderArgument: "--store=127.0.0.1:{port}",
    command: [process.execPath, "fake-store.ts", `--fault=${fault}`],
    folder: path.dirname(PROGRAM),
    environment: contenderEnvironment({ runId: supervisor.runId, trialId, scratch }),
    trialId,
  };
}

/** Runs the trial and holds what every trial must hold, whatever its contender does. */
async function endingOf(
  planted: Planted,
  trialId = randomBytes(16).toString("hex"),
): Promise<TrialEnding> {
  const scratch = path.join(supervisor.scratch, trialId);
  mkdirSync(scratch);
  const ending = await runTrial(setupOf(planted, trialId, scratch));
  // Of the contender, what escaped from it, and the generator. What was killed may still be dying.
  await holdsWithin(DYING_MS, () => processesWith(trialId).length === 0);
  assert.deepEqual(processesWith(trialId), [], "processes are left");
  const portFile = path.join(scratch, "port");
  if (existsSync(portFile)) {
    const port = Number(readFileSync(portFile, "utf8"));
    assert.ok(await isFreed(port), `port ${port} is left listening`);
  }
  return ending;
}

/** A trial without any figure, for this reason. */
function withoutFigures(outcome: string, reason: RegExp): (ending: TrialEnding) => void {
  return ({ trial, fault }) => {
    assert.equal(trial, undefined);
    assert.equal(fault?.outcome, outcome);
    assert.match(fault.reason, reason);
  };
}

/** A trial with this many finished steps, and this fault all the same. */
function withSteps(count: number, outcome: string, reason: RegExp): (ending: TrialEnding) => void {
  return ({ trial, fault }) => {
    assert.equal(trial?.steps.length, count);
    assert.equal(trial.steps[0]?.planned, PER_STEP);
    assert.equal(fault?.outcome, outcome);
    assert.match(fault.reason, reason);
  };
}

const CASES: readonly (Planted & { readonly ends: (ending: TrialEnding) => void })[] = [
  {
    // First, because it is the longest and costs nothing.
    fault: "never-ready",
    ends: withoutFigures("crashed", /^printed no ready line within 20 s$/),
  },
  {
    fault: "never-answers",
    ends: withoutFigures("crashed", /^\d+ of \d+ requests got no valid reply while it was filled$/),
  },
  {
    fault: "garbage-first-line",
    ends: withoutFigures(
      "crashed",
      /^first line is "Server listening, have fun!"; expected \{"ready":\{"port":N\}\}$/,
    ),
  },
  {
    fault: "no-port",
    ends: withoutFigures("crashed", /^first line is "\{\\"ready\\":\{\}\}"; expected .*"port":N/),
  },
  {
    fault: "deaf-port",
    ends: withoutFigures("invalid", /^127\.0\.0\.1:1 accepts no connections \(ECONNREFUSED\)$/),
  },
  {
    fault: "exits-at-once",
    ends: withoutFigures(
      "crashed",
      /^exited with code 3; its last words: "cannot bind: the address is in use" before it was ready$/,
    ),
  },
  {
    fault: "garbage-replies",
    ends: withoutFigures("crashed", /^300 of 300 requests got no valid reply while it was filled$/),
  },
  {
    fault: "closes-connections",
    at: 100,
    ends: withoutFigures("crashed", /^\d+ of 300 requests got no valid reply while it was filled$/),
  },
  {
    fault: "wrong-once",
    at: KEYS + 1,
    ends: withoutFigures("incorrect", /^1 wrong of 64 one request at a time: The value/),
  },
  {
    fault: "wrong-once",
    at: BEFORE_STEPS + PER_STEP / 2,
    ends: withSteps(1, "incorrect", /^1 wrong of 250: The value/),
  },
  {
    fault: "wrong-once",
    pilotS: STEP_S,
    at: BEFORE_STEPS + PER_STEP / 2,
    ends: withoutFigures("incorrect", /^1 wrong of 250 in the pilot: The value/),
  },
  {
    fault: "exits-under-load",
    at: BEFORE_STEPS + PER_STEP + PER_STEP / 2,
    steps: 2,
    ends: withSteps(
      1,
      "crashed",
      /^exited with code 3; its last words: "out of file handles" under load$/,
    ),
  },
  {
    fault: "dies-under-load",
    at: BEFORE_STEPS + PER_STEP + PER_STEP / 2,
    steps: 2,
    ends: withSteps(1, "crashed", /^was ended by SIGKILL under load$/),
  },
  {
    fault: "dies-under-load",
    at: KEYS / 2,
    ends: withoutFigures("crashed", /^was ended by SIGKILL under load$/),
  },
  {
    fault: "ignores-sigterm",
    ends: withSteps(1, "invalid", /^ignored SIGTERM for 5 s and was killed$/),
  },
  {
    fault: "escapes",
    ends: withSteps(1, "invalid", /^left 1 process\(es\) outside its group, killed: \d+$/),
  },
];

function place({ at, steps, pilotS }: Planted): string {
  const when = pilotS === undefined ? "" : " of the pilot";
  return `${at === undefined ? "" : `, at request ${at}${when}`}${steps === undefined ? "" : ", two steps"}`;
}

// Three at a time: most of them wait.
describe("a trial of a contender that", { concurrency: 3 }, () => {
  for (const { ends, ...planted } of CASES) {
    // Bounded: never-ready takes longest, 20 s.
    test(`${planted.fault}${place(planted)}`, { timeout: 45_000 }, async () => {
      ends(await endingOf(planted));
    });
  }

  test("does nothing wrong gives a whole trial", { timeout: 45_000 }, async () => {
    const { trial, fault } = await endingOf({ fault: "none", warmUpS: 1, pilotS: 0.2, steps: 2 });
    assert.equal(fault, undefined);
    assert.equal(trial?.steps.length, 2);
    for (const step of trial.steps) {
      assert.equal(step.planned, PER_STEP);
      assert.equal(step.replied, PER_STEP);
      assert.equal(step.mismatched, 0);
      assert.equal(step.all.response.count, PER_STEP);
      const { lookBackNs = 0 } = step.generator;
      assert.ok(lookBackNs >= 1_000_000 && lookBackNs <= 5_000_000, "of the pilot");
      assert.notEqual(lookBackNs, planOf({ fault: "none" }).pauseRule.lookBackNs);
      assert.ok(!CAN_LOOK || step.contender.rssBytesMax > 0);
    }
    const names = trial.metrics.map(({ name }) => name);
    assert.ok(names.includes("closedLoopPerS") && names.includes("pssBytes"));
  });

  test("needs a service has it beside it, measured", { timeout: 45_000 }, async () => {
    const { trial, fault } = await endingOf({ fault: "none", store: "none" });
    assert.equal(fault, undefined);
    const { services } = trial?.steps[0] ?? {};
    assert.ok(services !== undefined);
    assert.ok(!CAN_LOOK || services.rssBytesMax > 0);
  });

  test("needs a service that fails is not to blame", { timeout: 45_000 }, async () => {
    const ending = await endingOf({ fault: "none", store: "exits-at-once" });
    withoutFigures("invalid", /^the service store exited with code 4; its last words: /)(ending);
  });

  const CUT_OFF: readonly { fault: Fault; afterMs: number; when: string }[] = [
    { fault: "none", afterMs: 10, when: "before it is ready" },
    { fault: "never-ready", afterMs: 500, when: "while nothing comes" },
    { fault: "none", afterMs: 1_500, when: "in the warm-up" },
  ];
  for (const { fault, afterMs, when } of CUT_OFF) {
    // Well before any of its own limits.
    test(`is cut off by the operator ${when}`, { timeout: 15_000 }, async () => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), afterMs);
      const ending = await endingOf({ fault, warmUpS: 30, signal: abort.signal });
      withoutFigures("invalid", /^the run was aborted$/)(ending);
    });
  }

  test("is not to blame for a missing or broken module of the lab", {
    timeout: 45_000,
  }, async () => {
    const codecModule = path.join(ROOT, "harness", "load", "codecs", "no-such-codec.ts");
    const ending = await endingOf({ fault: "none", codecModule });
    withoutFigures("invalid", /^Cannot find module .*no-such-codec\.ts/)(ending);
  });

  test("outlives its generator is not to blame", {
    timeout: 45_000,
    skip: !CAN_LOOK && "needs /proc",
  }, async () => {
    const trialId = randomBytes(16).toString("hex");
    const running = endingOf({ fault: "none", warmUpS: 30 }, trialId);
    const generators = (): number[] => processesWith(`TAILPROOF_TRIAL=generator.${trialId}`);
    assert.ok(await holdsWithin(10_000, () => generators().length === 1));
    process.kill(generators()[0] as number, "SIGKILL");
    withoutFigures("invalid", /^the generator ended early \(SIGKILL\)$/)(await running);
  });
});
