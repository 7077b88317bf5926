// The generator: a process of its own, on a core of its own, that reads a TrialPlan, drives one
// contender through the phases of a trial, and reports each as an event. It judges nothing and
// starts nothing.
//
//   plan ▶ rehearsal ▶ connect ▶ prefill ▶ gate (oracle, one at a time) ▶ warm-up ▶ pilot ▶ step …
//
// Between phases drive answers, because it reads the contender's CPU and memory there; during a
// step nothing but the load happens. Validation of the plan is drive's; only its version is checked
// here.

import type { Codec } from "#model/codec.ts";
import {
  type ConnectionNotes,
  type PauseRule,
  PLAN_VERSION,
  type StepNotes,
  type StepPlan,
  type TrialPlan,
} from "#model/plan.ts";
import { type OpenTraffic, STEP_INDEX_STRIDE, STEPS_MAX, type Traffic } from "#model/traffic.ts";
import { mix32 } from "#model/draws.ts";
import { NS_PER_S } from "#model/units.ts";
import { instantNs, monotonicClock } from "./clock.ts";
import { ClosedLoop, type ClosedLoopSettings } from "./closed-loop.ts";
import { type DriveLink, openDriveLink } from "./drive-link.ts";
import { DatagramCount } from "./datagram-count.ts";
import { Exchange } from "./exchange.ts";
import type { OpenLoop } from "./open-loop.ts";
import { type OpenLoopRun, runOpenLoop } from "./open-loop-run.ts";
import { openTransport } from "./open-transport.ts";
import { observeOwnActivity } from "./own-activity.ts";
import type { OwnActivity } from "./pause-log.ts";
import { lookBackOf, pilotFirstIndex, pilotStep } from "./pilot.ts";
import { scheduleSha256 } from "./schedule-hash.ts";
import { rehearse } from "./rehearsal.ts";
import { runTurns } from "./run-turns.ts";
import { stepOutcome } from "./step-outcome.ts";
import type { EndpointTransport } from "./transport.ts";
import { withoutOracle } from "./without-oracle.ts";

interface Trial {
  readonly plan: TrialPlan;
  readonly link: DriveLink;
  readonly traffic: Traffic;
  readonly exchange: Exchange;
  readonly transport: EndpointTransport;
  readonly datagrams: DatagramCount;
  readonly activity: OwnActivity;
  /**
   * The last run of the rehearsal and the last closed loop: with the last object of its shape goes
   * what was compiled for it. The last step's is kept by its exchange.
   */
  kept: { readonly open?: OpenLoopRun; readonly closed?: ClosedLoop };
  /** The plan's, with the look-back of the pilot once it has ended. */
  pauseRule: PauseRule;
}

/**
 * All connections stand within this, or there is no trial: as long as one may be refused, and again
 * as long for those that others wait for.
 */
const CONNECT_LIMIT_S = 10;

function closedLoop(
  trial: Trial,
  settings: Omit<ClosedLoopSettings, "exchange" | "pauseThresholdNs">,
): ClosedLoop {
  const { exchange, plan } = trial;
  const { thresholdNs } = plan.pauseRule;
  const loop = new ClosedLoop({ ...settings, exchange, pauseThresholdNs: thresholdNs });
  trial.kept = { ...trial.kept, closed: loop };
  return loop;
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
  await runTurns(transport, { turn }, exchange.clock);
}

function greetingText({ plan, exchange }: Trial): string {
  const { codec, notes } = exchange;
  return `${plan.host}:${plan.port} speaks before it is asked ("${notes.greeting ?? ""}"): not ${codec.name}`;
}

/** Turns a loop that waits for replies; an endpoint that is gone ends it. */
function runClosedLoop({ transport, exchange }: Trial, loop: ClosedLoop): Promise<void> {
  const turn = (): boolean => {
    if (transport.outage !== undefined) throw new Error(transport.outage);
    return loop.turn();
  };
  return runTurns(transport, { turn }, exchange.clock);
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
      count: plan.warmUp.capS === 0 ? 0 : pilotFirstIndex(plan) - plan.gateCount,
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

/** One step of open-loop load by the trial's plan. */
function openLoop(
  { plan, pauseRule, exchange, traffic, activity }: Trial,
  { step, firstIndex }: { readonly step: StepPlan; readonly firstIndex: number },
): Promise<OpenLoopRun> {
  const { inFlightMax, drain } = plan;
  const source = traffic.load;
  return runOpenLoop({
    exchange,
    source,
    firstIndex,
    step,
    inFlightMax,
    pauseRule,
    drain,
    activity,
  });
}

/** Finds the look-back, where the plan has a pilot of its own. */
async function pilot(trial: Trial): Promise<void> {
  const { plan, exchange } = trial;
  const step = pilotStep(plan);
  if (step === undefined) return;
  await awaitConnections(trial);
  const { loop } = await openLoop(trial, { step, firstIndex: pilotFirstIndex(plan) });
  exchange.reconnects = 0;
  await takeLookBack(trial, loop);
}

async function takeLookBack(trial: Trial, loop: OpenLoop): Promise<void> {
  const lookBackNs = lookBackOf(loop.samples);
  trial.pauseRule = { ...trial.pauseRule, lookBackNs };
  const counts = {
    replied: loop.repliedCount,
    failed: loop.failedCount,
    mismatched: loop.mismatched,
    durationNs: loop.endedNs - loop.startNs,
    ...firstMismatchOf(trial, loop),
  };
  await trial.link.send({ event: "piloted", counts, lookBackNs });
}

function firstMismatchOf(
  { traffic }: Trial,
  { firstMismatchCode }: OpenLoop,
): { readonly firstMismatch?: string } {
  if (firstMismatchCode === 0) return {};
  return { firstMismatch: traffic.load.check.sentence(firstMismatchCode) };
}

/** A step of the plan: which, the how many-th attempt at it, the how many-th step of all. */
interface DueStep {
  readonly step: number;
  readonly attempt: number;
  readonly position: number;
}

/** Attempts beyond the first have arrivals of their own, the same for all contenders. */
async function runStep(trial: Trial, { step, attempt, position }: DueStep): Promise<void> {
  const { plan, link, exchange } = trial;
  const planned = plan.steps[step];
  if (planned === undefined) throw new Error(`the plan has no step ${step}`);
  const seed = attempt === 0 ? planned.seed : mix32(planned.seed + attempt);
  const stepPlan = { ...planned, seed };
  await awaitConnections(trial);
  startNotes(trial);
  const firstIndex = (position + 1) * STEP_INDEX_STRIDE + plan.requestOffset;
  const run = await openLoop(trial, { step: stepPlan, firstIndex });
  const { loop } = run;
  const own = run.usage();
  const hash = scheduleSha256({ ...stepPlan, durationNs: stepPlan.durationS * NS_PER_S });
  const { busy, reconnects } = exchange;
  const notes = notesOf(trial, loop);
  const droppedDatagrams = notes.connections.datagrams?.dropped ?? 0;
  const outcome = stepOutcome(loop, {
    step: stepPlan,
    own,
    busy,
    reconnects,
    droppedDatagrams,
    scheduleSha256: hash,
  });
  const firstMismatch = firstMismatchOf(trial, loop);
  await link.send({ event: "step-done", step, outcome: { ...outcome, ...firstMismatch }, notes });
  if (plan.pilot === "first-step" && step === 0) await takeLookBack(trial, loop);
}

/** Forgets what earlier phases counted. */
function startNotes({ exchange, traffic, datagrams }: Trial): void {
  datagrams.start();
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

function connectionNotes(
  { exchange, transport, datagrams }: Trial,
  loop: OpenLoop,
): ConnectionNotes {
  const { notes, openCount } = exchange;
  const { receivedBytes, cutReplies, greeting } = notes;
  const { refusal } = transport;
  const fromS = (instantNs(refusal?.fromMs ?? 0) - loop.startNs) / NS_PER_S;
  return {
    openAtEnd: openCount,
    noneOpenS: notes.noneOpenS(loop.endedNs),
    receivedBytes,
    cutReplies,
    ...datagrams.notes,
    ...(greeting === undefined ? {} : { greeting }),
    ...(refusal && { refusal: { fromS: Math.max(0, fromS), reason: refusal.reason } }),
  };
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
  const transport = openTransport(plan);
  const inFlightMax = Math.max(plan.inFlightMax, traffic.prefill?.depth ?? 1);
  const exchange = new Exchange({
    clock: monotonicClock,
    transport,
    codec,
    connections: plan.connections,
    inFlightMax,
  });
  const datagrams = new DatagramCount(exchange);
  const activity = observeOwnActivity();
  const { pauseRule } = plan;
  return {
    plan,
    link,
    traffic,
    exchange,
    transport,
    datagrams,
    activity,
    kept: {},
    pauseRule,
  };
}

async function main(): Promise<void> {
  const link = openDriveLink();
  try {
    const trial = await prepare(link);
    trial.kept = { open: await rehearse(trial.activity, trial.pauseRule) };
    trial.exchange.connect();
    await awaitConnections(trial);
    await prefill(trial);
    await passGate(trial);
    await warmUp(trial);
    await pilot(trial);
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
