// The generator: a process of its own, on a core of its own, that reads a TrialPlan, drives one
// contender through the phases of a trial, and reports each as an event. It judges nothing and
// starts nothing.
//
//   plan ▶ connect ▶ prefill ▶ gate (oracle, one at a time) ▶ warm-up ▶ step ▶ … ▶ step ▶ done
//
// Between phases drive answers, because it reads the contender's CPU and memory there; during a
// step nothing but the load happens. Validation of the plan is drive's; only its version is checked
// here.

import type { Codec } from "#model/codec.ts";
import { PLAN_VERSION, type TrialPlan } from "#model/plan.ts";
import { type OpenTraffic, STEP_INDEX_STRIDE, type Traffic } from "#model/traffic.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { type Clock, monotonicClock } from "./clock.ts";
import { ClosedLoop, type ClosedLoopSettings } from "./closed-loop.ts";
import { type DriveLink, openDriveLink } from "./drive-link.ts";
import { Exchange } from "./exchange.ts";
import { OpenLoop } from "./open-loop.ts";
import { observeOwnActivity } from "./own-activity.ts";
import { OwnUsage } from "./own-usage.ts";
import type { OwnActivity } from "./pause-log.ts";
import { scheduleSha256 } from "./schedule-hash.ts";
import { stepOutcome } from "./step-outcome.ts";
import { TcpTransport } from "./tcp-transport.ts";
import { withoutOracle } from "./without-oracle.ts";

/**
 * From the end of preparation to a step's first instant: the loop turns a few hundred times before.
 */
const LEAD_NS = 5 * NS_PER_MS;

interface Trial {
  readonly plan: TrialPlan;
  readonly link: DriveLink;
  readonly traffic: Traffic;
  readonly exchange: Exchange;
  readonly activity: OwnActivity;
}

/** Turns a loop until it is over; the event loop delivers replies between turns. */
function runTurns(loop: { turn(): boolean }): Promise<void> {
  return new Promise((resolve, reject) => {
    const turn = (): void => {
      try {
        if (loop.turn()) resolve();
        else setImmediate(turn);
      } catch (error) {
        reject(error);
      }
    };
    setImmediate(turn);
  });
}

/** Reads the clock until a turn is worth its cost. @returns the last reading. */
function spin(clock: Clock, loop: OpenLoop): number {
  const untilNs = loop.idleUntilNs;
  let nowNs = clock.nowNs();
  while (nowNs < untilNs) {
    loop.observed(nowNs);
    nowNs = clock.nowNs();
  }
  return nowNs;
}

function closedLoop(
  trial: Trial,
  settings: Omit<ClosedLoopSettings, "exchange" | "pauseThresholdNs">,
): ClosedLoop {
  const { exchange, plan } = trial;
  return new ClosedLoop({ ...settings, exchange, pauseThresholdNs: plan.pauseRule.thresholdNs });
}

async function connect({ exchange }: Trial): Promise<void> {
  exchange.connect();
  await runTurns({ turn: () => exchange.allOpen });
}

async function prefill(trial: Trial): Promise<void> {
  const { traffic, link, plan } = trial;
  if (traffic.prefill === undefined || !plan.oracle) return;
  const { source, count, depth } = traffic.prefill;
  const loop = closedLoop(trial, {
    source,
    span: { first: 0, count },
    depth,
    connections: plan.connections,
  });
  await runTurns(loop);
  await link.send({ event: "prefilled", counts: loop.counts });
}

/** Requests one at a time: the oracle passes on the simplest traffic before anything is timed. */
async function passGate(trial: Trial): Promise<void> {
  const { traffic, link, plan } = trial;
  const source = traffic.load;
  const loop = closedLoop(trial, {
    source,
    span: { first: 0, count: plan.gateCount },
    depth: 1,
    connections: 1,
  });
  await runTurns(loop);
  await link.send({ event: "gated", counts: loop.counts });
}

async function warmUp(trial: Trial): Promise<void> {
  const { traffic, link, plan, exchange } = trial;
  const loop = closedLoop(trial, {
    source: traffic.load,
    span: { first: plan.gateCount, count: STEP_INDEX_STRIDE - plan.gateCount },
    depth: 1,
    connections: plan.connections,
  });
  const running = runTurns(loop);
  for (let second = 1; second <= plan.warmUp.capS; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await link.send({ event: "warm-up-second", counts: loop.counts, pausedNs: loop.pausedNs });
    if ((await link.command()) === "settled") break;
  }
  loop.stop();
  await running;
  exchange.reconnects = 0;
  await link.send({ event: "warmed", counts: loop.counts });
}

async function runStep(trial: Trial, step: number): Promise<void> {
  const { plan, link, exchange, traffic, activity } = trial;
  const stepPlan = plan.steps[step];
  if (stepPlan === undefined) throw new Error(`the plan has no step ${step}`);
  // What earlier phases left is collected now, so that no full collection is due within the step.
  globalThis.gc?.();
  const settings = {
    exchange,
    source: traffic.load,
    firstIndex: (step + 1) * STEP_INDEX_STRIDE + plan.requestOffset,
  };
  const loop = new OpenLoop({ ...settings, ...plan, step: stepPlan, activity }, LEAD_NS);
  const usage = new OwnUsage(loop.startNs);
  await runTurns({
    turn: () => {
      usage.observe(spin(exchange.clock, loop));
      return loop.turn();
    },
  });
  const own = usage.finish();
  const hash = scheduleSha256({ ...stepPlan, durationNs: stepPlan.durationS * NS_PER_S });
  const { busy, reconnects } = exchange;
  const facts = { step: stepPlan, own, busy, reconnects, scheduleSha256: hash };
  const outcome = stepOutcome(loop, facts);
  const code = loop.firstMismatchCode;
  const firstMismatch = code === 0 ? {} : { firstMismatch: traffic.load.check.sentence(code) };
  await link.send({ event: "step-done", step, outcome: { ...outcome, ...firstMismatch } });
}

async function prepare(link: DriveLink): Promise<Trial> {
  const plan = await link.plan();
  const version: number = plan.version;
  if (version !== PLAN_VERSION) {
    throw new Error(`plan version ${version}: this generator reads ${PLAN_VERSION}`);
  }
  const { codec } = (await import(plan.codecModule)) as { codec: Codec };
  const { openTraffic } = (await import(plan.trafficModule)) as { openTraffic: OpenTraffic };
  const opened = await openTraffic(plan.traffic);
  const traffic = plan.oracle ? opened : withoutOracle(opened);
  const transport = new TcpTransport({ host: plan.host, port: plan.port }, (reason) => {
    void link.send({ event: "fault", reason }).then(() => process.exit(0));
  });
  const inFlightMax = Math.max(plan.inFlightMax, traffic.prefill?.depth ?? 1);
  const exchange = new Exchange({
    clock: monotonicClock,
    transport,
    codec,
    connections: plan.connections,
    inFlightMax,
  });
  return { plan, link, traffic, exchange, activity: observeOwnActivity() };
}

async function main(): Promise<void> {
  const link = openDriveLink();
  try {
    const trial = await prepare(link);
    await connect(trial);
    await prefill(trial);
    await passGate(trial);
    await warmUp(trial);
    for (let step = 0; step < trial.plan.steps.length; step++) {
      await link.send({ event: "step-ready", step });
      await link.command();
      await runStep(trial, step);
    }
    trial.exchange.transport.close();
    await link.send({ event: "done" });
  } catch (error) {
    await link.send({
      event: "fault",
      reason: error instanceof Error ? error.message : String(error),
    });
  }
  process.exit(0);
}

await main();
