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
import { type ConnectionNotes, PLAN_VERSION, type StepNotes, type TrialPlan } from "#model/plan.ts";
import { type OpenTraffic, STEP_INDEX_STRIDE, STEPS_MAX, type Traffic } from "#model/traffic.ts";
import { mix32 } from "#model/draws.ts";
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
import { type Dialer, tcpDialer, TcpTransport } from "./tcp-transport.ts";
import { tlsDialer } from "./tls-transport.ts";
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
  readonly transport: TcpTransport;
  readonly activity: OwnActivity;
}

/**
 * All connections stand within this, or there is no trial: as long as one may be refused, and again
 * as long for those that others wait for.
 */
const CONNECT_LIMIT_S = 10;

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

/** Waits until all connections stand. @throws where they do not in time. */
async function awaitConnections(trial: Trial): Promise<void> {
  const { exchange, transport, plan } = trial;
  const limitNs = (plan.connectLimitS ?? CONNECT_LIMIT_S) * NS_PER_S;
  const startNs = exchange.clock.nowNs();
  const turn = (): boolean => {
    if (exchange.allOpen) return true;
    if (transport.outage !== undefined) throw new Error(transport.outage);
    const { openCount, connections, notes, unreadable } = exchange;
    // Whoever speaks first on every connection, and not our protocol, will not wait for requests.
    const speaksFirst = unreadable > connections && notes.greeted > connections;
    if (!speaksFirst && exchange.clock.nowNs() - startNs < limitNs) return false;
    if (speaksFirst) throw new Error(greetingText(trial));
    const why = transport.lastFailure ?? "closed by the peer at once";
    const count = `${openCount} of ${connections} connections stood`;
    throw new Error(`${plan.host}:${plan.port}: ${count} after ${limitNs / NS_PER_S} s (${why})`);
  };
  await runTurns({ turn });
}

function greetingText({ plan, exchange }: Trial): string {
  const { codec, notes } = exchange;
  return `${plan.host}:${plan.port} speaks before it is asked ("${notes.greeting ?? ""}"): not ${codec.name}`;
}

/** Turns a loop that waits for replies; an endpoint that is gone ends it. */
function runClosedLoop({ transport }: Trial, loop: ClosedLoop): Promise<void> {
  const turn = (): boolean => {
    if (transport.outage !== undefined) throw new Error(transport.outage);
    return loop.turn();
  };
  return runTurns({ turn });
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
  await runClosedLoop(trial, loop);
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
  await runClosedLoop(trial, loop);
  await link.send({ event: "gated", counts: loop.counts });
}

async function warmUp(trial: Trial): Promise<void> {
  const { traffic, link, plan, exchange } = trial;
  const loop = closedLoop(trial, {
    source: traffic.load,
    // No warm-up at all is none, not one request on each connection.
    span: {
      first: plan.gateCount,
      count: plan.warmUp.capS === 0 ? 0 : STEP_INDEX_STRIDE - plan.gateCount,
    },
    depth: 1,
    connections: plan.connections,
  });
  const running = runClosedLoop(trial, loop);
  // Awaited below, where its failure is told; until then nobody listens.
  running.catch(() => {});
  for (let second = 1; second <= plan.warmUp.capS; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await link.send({ event: "warm-up-second", counts: loop.counts, pausedNs: loop.pausedNs });
    if ((await link.command()).command === "settled" || trial.transport.outage) break;
  }
  loop.stop();
  await running;
  exchange.reconnects = 0;
  await link.send({ event: "warmed", counts: loop.counts });
}

/** A step of the plan: which, the how many-th attempt at it, the how many-th step of all. */
interface DueStep {
  readonly step: number;
  readonly attempt: number;
  readonly position: number;
}

/** Attempts beyond the first have arrivals of their own, the same for all contenders. */
async function runStep(trial: Trial, { step, attempt, position }: DueStep): Promise<void> {
  const { plan, link, exchange, traffic, activity } = trial;
  const planned = plan.steps[step];
  if (planned === undefined) throw new Error(`the plan has no step ${step}`);
  const seed = attempt === 0 ? planned.seed : mix32(planned.seed + attempt);
  const stepPlan = { ...planned, seed };
  await awaitConnections(trial);
  startNotes(trial);
  // What earlier phases left is collected now, so that no full collection is due within the step.
  globalThis.gc?.();
  const settings = {
    exchange,
    source: traffic.load,
    firstIndex: (position + 1) * STEP_INDEX_STRIDE + plan.requestOffset,
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
  const notes = notesOf(trial, loop);
  await link.send({ event: "step-done", step, outcome: { ...outcome, ...firstMismatch }, notes });
}

/** Forgets what earlier phases counted. */
function startNotes({ exchange, traffic }: Trial): void {
  exchange.unreadable = 0;
  exchange.notes.start(exchange.clock.nowNs());
  traffic.load.check.tallies?.();
}

function notesOf(trial: Trial, loop: OpenLoop): StepNotes {
  const { exchange, traffic } = trial;
  const { unreadable, faultText } = exchange;
  const tallies = traffic.load.check.tallies?.() ?? {};
  return {
    tallies,
    unreadable,
    ...(unreadable > 0 ? { firstUnreadable: faultText } : {}),
    connections: connectionNotes(trial, loop),
  };
}

function connectionNotes({ exchange, transport }: Trial, loop: OpenLoop): ConnectionNotes {
  const { notes, openCount } = exchange;
  const { receivedBytes, cutReplies, greeting } = notes;
  const { refusal } = transport;
  const fromS = ((refusal?.fromMs ?? 0) * NS_PER_MS - loop.startNs) / NS_PER_S;
  return {
    openAtEnd: openCount,
    noneOpenS: notes.noneOpenS(loop.endedNs),
    receivedBytes,
    cutReplies,
    ...(greeting === undefined ? {} : { greeting }),
    ...(refusal && { refusal: { fromS: Math.max(0, fromS), reason: refusal.reason } }),
  };
}

function dialerOf({ host, port, tls }: TrialPlan): Dialer {
  const endpoint = { host, port };
  return tls === undefined ? tcpDialer(endpoint) : tlsDialer(endpoint, tls);
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
  const transport = new TcpTransport(dialerOf(plan), plan.connectLimitS);
  const inFlightMax = Math.max(plan.inFlightMax, traffic.prefill?.depth ?? 1);
  const exchange = new Exchange({
    clock: monotonicClock,
    transport,
    codec,
    connections: plan.connections,
    inFlightMax,
  });
  return { plan, link, traffic, exchange, transport, activity: observeOwnActivity() };
}

async function main(): Promise<void> {
  const link = openDriveLink();
  try {
    const trial = await prepare(link);
    trial.exchange.connect();
    await awaitConnections(trial);
    await prefill(trial);
    await passGate(trial);
    await warmUp(trial);
    for (let position = 0; position < STEPS_MAX; position++) {
      await link.send({ event: "step-ready" });
      const order = await link.command();
      if (order.command !== "step") break;
      await runStep(trial, { ...order, position });
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
