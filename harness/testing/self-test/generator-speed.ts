// What the lab's own work costs, against its goals: a record, a request without a socket, how late
// requests leave, how many a second one core can send and record, and memory. Beside it other tools
// at their maximum, against the same floor in the same session.
//
// Its own file because these figures are goals for the generator, not facts about a contender.
// Rates are those of an open loop: the highest at which 99 of 100 planned requests were answered in
// time.

import { spawnSync } from "node:child_process";
import { installRival } from "#cli/cross-check/install-rival.ts";
import { rivalsNamed } from "#cli/cross-check/rivals.ts";
import { runRival } from "#cli/cross-check/run-rival.ts";
import { duration } from "#judge/figures.ts";
import { ACHIEVED_MIN, dueCount } from "#judge/step-counts.ts";
import { environmentMark, RUN_VARIABLE } from "#measure/trial-mark.ts";
import { mix32 } from "#model/draws.ts";
import type { StepPlan } from "#model/plan.ts";
import {
  type BesideRow,
  type CostRow,
  type OwnCost,
  TRUTH_PROTOCOLS,
  type TruthProtocol,
} from "#model/self-test.ts";
import type { Step, StepOutcome } from "#model/step.ts";
import { measureGeneratorCost } from "#testing/generator-cost.ts";
import { measureSteps, type MeasuredSteps } from "#testing/measured-step.ts";
import { startFloor } from "../planted-faults/running-contender.ts";
import { connectionsOf, floorPlan } from "./floor-load.ts";
import type { SelfTestGround } from "./self-test-ground.ts";

const LAG_RATE_PER_S = 50_000;
const GOAL_PER_S: Readonly<Record<TruthProtocol, number>> = {
  http: 80_000,
  memcache: 100_000,
  udp: 200_000,
};
/** Multiples of the goal: the lowest, and so many, each a factor above the one before. */
const RATES = {
  quick: { lowest: 0.6, factor: 1.2, count: 5 },
  full: { lowest: 0.4, factor: 1.08, count: 19 },
} as const;
const STEP_S = { quick: 0.4, full: 2 } as const;
const LAG_STEP_S = { quick: 1, full: 8 } as const;
/** A quick test has none beside it. */
const BESIDE_S = 8;
const CONNECTIONS = 50;
const SLACK_S = 30;
const MIB = 2 ** 20;

export async function measureOwnCost(ground: SelfTestGround): Promise<OwnCost> {
  const { tell, size } = ground;
  tell("cost: a record, and a request without a socket");
  const { recordNs, nullTransportNs } = measureGeneratorCost();
  tell(`cost: lag at ${LAG_RATE_PER_S}/s`);
  const even = await stepAt(ground, "uniform");
  const random = await stepAt(ground, "poisson");
  const perS = new Map<TruthProtocol, number | null>();
  for (const protocol of TRUTH_PROTOCOLS) {
    if (ground.signal.aborted) break;
    tell(`cost: highest rate over ${protocol}`);
    perS.set(protocol, await highestRate(ground, protocol));
  }
  const rssBytesMax = even === undefined ? null : even.outcome.own.rssBytesMax - emptyNodeBytes();
  const beside = size === "quick" ? [] : await besideAtMaximum(ground);
  const lagP999Ns = even?.step.lag.p999Ns ?? null;
  return {
    recordNs,
    nullTransportNs,
    lagP999Ns,
    httpPerS: perS.get("http") ?? null,
    memcachePerS: perS.get("memcache") ?? null,
    udpPerS: perS.get("udp") ?? null,
    rssBytesMax,
    rows: [
      ...workRows({ recordNs, nullTransportNs }),
      ...lagRows(even, random),
      ...TRUTH_PROTOCOLS.map((protocol) => rateRow(protocol, perS.get(protocol) ?? null)),
      memoryRow(rssBytesMax),
    ],
    beside,
  };
}

interface MeasuredStep {
  readonly step: Step;
  readonly outcome: StepOutcome;
}

function lastOf(measured: MeasuredSteps | { readonly fault: string }): MeasuredStep | undefined {
  if ("fault" in measured) return undefined;
  const [step, outcome] = [measured.steps.at(-1), measured.outcomes.at(-1)];
  return step && outcome && { step, outcome };
}

async function stepAt(
  ground: SelfTestGround,
  arrivals: StepPlan["arrivals"],
): Promise<MeasuredStep | undefined> {
  await using floor = await startFloor("memcache", ground);
  const { seed, size } = ground;
  const durationS = LAG_STEP_S[size];
  const step = { arrivals, ratePerS: LAG_RATE_PER_S, durationS, seed: mix32(seed) };
  const plan = floorPlan("memcache", floor.port, [step]);
  return lastOf(await measureSteps({ ...ground, plan }));
}

/** Null where nothing could be measured, or not even the lowest rate was kept. */
async function highestRate(
  ground: SelfTestGround,
  protocol: TruthProtocol,
): Promise<number | null> {
  const codec = protocol === "udp" ? "datagram" : protocol;
  await using floor = await startFloor(codec, ground);
  const { lowest, factor, count } = RATES[ground.size];
  const steps = Array.from({ length: count }, (_, at) => ({
    arrivals: "poisson" as const,
    ratePerS: Math.round(GOAL_PER_S[protocol] * lowest * factor ** at),
    durationS: STEP_S[ground.size],
    seed: mix32(ground.seed + at),
  }));
  const plan = floorPlan(protocol, floor.port, steps);
  const measured = await measureSteps({ ...ground, plan });
  if ("fault" in measured) return null;
  const kept = measured.outcomes.filter(isKept).map(({ achievedPerS }) => achievedPerS);
  return kept.length === 0 ? null : Math.max(...kept);
}

function isKept(outcome: StepOutcome): boolean {
  const due = dueCount(outcome);
  return outcome.achievedPerS * outcome.durationS >= ACHIEVED_MIN * due;
}

/** Resident memory of the pinned Node that runs nothing. */
function emptyNodeBytes(): number {
  const { stdout } = spawnSync(
    process.execPath,
    ["-e", "setTimeout(() => console.log(process.memoryUsage.rss()), 200)"],
    { encoding: "utf8", timeout: 10_000 },
  );
  return Number(stdout.trim()) || 0;
}

async function besideAtMaximum(ground: SelfTestGround): Promise<BesideRow[]> {
  const { signal, tell, supervisor, placement, builds } = ground;
  const mark = { [RUN_VARIABLE]: environmentMark(supervisor.runId) };
  const rows: BesideRow[] = [];
  for (const rival of rivalsNamed(["autocannon-uncorrected", "wrk"])) {
    if (signal.aborted) break;
    const found = await installRival(rival, { ...builds, mark, signal });
    if (!found.ok) {
      rows.push({ tool: rival.id, protocol: "http", perS: null });
      continue;
    }
    tell(`cost: ${rival.name} at its maximum`);
    await using floor = await startFloor("http", ground);
    const core = placement.generatorCore;
    const durationS = BESIDE_S;
    const outcome = await runRival(rival, {
      url: `http://127.0.0.1:${floor.port}/`,
      // More than any of them can do: it never waits.
      ratePerS: 10 * GOAL_PER_S.http,
      durationS,
      connections: CONNECTIONS,
      insecure: false,
      command: found.command,
      cores: core === null ? [] : [core],
      placement,
      supervisor,
      limitS: durationS + SLACK_S,
      signal,
    });
    const perS = outcome.status === "measured" ? outcome.figures.achievedPerS : null;
    rows.push({ tool: rival.id, protocol: "http", perS });
  }
  return rows;
}

function workRows({
  recordNs,
  nullTransportNs,
}: Pick<OwnCost, "recordNs" | "nullTransportNs">): CostRow[] {
  return [
    {
      name: "one record into a histogram",
      unit: "ns",
      value: recordNs,
      goal: 10,
      better: "less",
      method: "the best of five rounds of 5,000,000",
    },
    {
      name: "one request without a socket",
      unit: "ns",
      value: nullTransportNs,
      goal: 500,
      better: "less",
      method: "schedule, clocks, slots, check and record over a transport that answers at once",
    },
  ];
}

function lagRows(even: MeasuredStep | undefined, random: MeasuredStep | undefined): CostRow[] {
  const rows: readonly [string, MeasuredStep | undefined, "p50Ns" | "p99Ns" | "p999Ns", number][] =
    [
      ["p99.9 of the lag, even arrivals", even, "p999Ns", 5_000],
      ["p50 of the lag, random arrivals", random, "p50Ns", 5_000],
      ["p99 of the lag, random arrivals", random, "p99Ns", 50_000],
      ["p99.9 of the lag, random arrivals", random, "p999Ns", 100_000],
    ];
  return rows.map(([name, measured, field, goal]) => {
    const rawNs = measured?.step.all.lag[field] ?? null;
    const raw = rawNs === null ? "not known" : duration(rawNs);
    return {
      name: `${name} at 50,000/s`,
      unit: "ns",
      value: measured?.step.lag[field] ?? null,
      goal,
      better: "less",
      method: `memcache gets; undisturbed requests only, with the disturbed ones ${raw}`,
    };
  });
}

function rateRow(protocol: TruthProtocol, value: number | null): CostRow {
  return {
    name: `requests a second over ${protocol}`,
    unit: "1/s",
    value,
    goal: GOAL_PER_S[protocol],
    better: "more",
    method: `one core, open loop, every request recorded, 99 % answered in time; connections: ${connectionsOf(protocol)}`,
  };
}

function memoryRow(bytes: number | null): CostRow {
  return {
    name: "memory above an empty Node at 50,000/s",
    unit: "bytes",
    value: bytes,
    goal: 64 * MIB,
    better: "less",
    method: "peak resident set of the generator, less that of a Node that runs nothing",
  };
}
