// One step of open-loop load against a scripted contender on a virtual clock, from the opening of
// connections to the end of the drain. The step's first instant is 0, so that scripts, pauses and
// expected times speak of the step.

import { Exchange } from "#load/exchange.ts";
import { OpenLoop, type OpenLoopSettings } from "#load/open-loop.ts";
import { ScheduleSource } from "#load/schedule.ts";
import type { DrainRule, PauseRule, StepPlan } from "#model/plan.ts";
import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { type ContenderScript, STEADY } from "./contender-script.ts";
import { lineTraffic } from "./line-traffic.ts";
import type { ScriptedTraffic } from "./peer-protocol.ts";
import { type ActivityScript, scriptedActivity } from "./scripted-activity.ts";
import { ScriptedTransport } from "./scripted-transport.ts";
import { driveLoop } from "./turn-driver.ts";
import { type PlantedPause, VirtualClock } from "./virtual-clock.ts";

const LEAD_NS = 5 * NS_PER_MS;
/** Time moves in larger steps than any pause threshold where no pauses are looked for. */
export const NO_PAUSES: PauseRule = { thresholdNs: Infinity, lookBackNs: 0, lookAheadFactor: 3 };
export const DRAIN: DrainRule = { minS: 2, factor: 3, maxS: 30 };

export interface VirtualStepSettings {
  readonly step: StepPlan;
  readonly script?: Partial<ContenderScript>;
  readonly traffic?: ScriptedTraffic;
  readonly connections?: number;
  readonly inFlightMax?: number;
  readonly pauseRule?: PauseRule;
  readonly pauses?: readonly PlantedPause[];
  readonly activity?: ActivityScript;
  /** What the loop's clock says at an instant; left out: that instant. */
  readonly readsAs?: (instantNs: number) => number;
  /** How often the loop is turned at least. */
  readonly pollNs?: number;
}

/** The times of one owed request; `doneNs` is Infinity when its connection was lost. */
export interface RequestTimes {
  readonly index: number;
  readonly intendedNs: number;
  readonly sentNs: number;
  readonly doneNs: number;
}

/** The loop under test, with a list of what it was told. */
class WatchedLoop extends OpenLoop {
  readonly times: RequestTimes[] = [];
  readonly #slots: Exchange["slots"];

  constructor(settings: OpenLoopSettings) {
    super(settings, LEAD_NS);
    this.#slots = settings.exchange.slots;
  }

  override replied(slot: number, nowNs: number, code: number): void {
    this.#note(slot, nowNs);
    super.replied(slot, nowNs, code);
  }

  override failed(slot: number, nowNs: number): void {
    this.#note(slot, Infinity);
    super.failed(slot, nowNs);
  }

  #note(slot: number, doneNs: number): void {
    this.times.push({
      index: this.#slots.index[slot] as number,
      intendedNs: this.#slots.intendedNs[slot] as number,
      sentNs: this.#slots.sentNs[slot] as number,
      doneNs,
    });
  }
}

export interface VirtualStep {
  readonly loop: WatchedLoop;
  readonly exchange: Exchange;
  readonly transport: ScriptedTransport;
  readonly clock: VirtualClock;
}

const asItIs = (instantNs: number): number => instantNs;

/** Everything up to the first turn. */
function prepareStep(settings: VirtualStepSettings): VirtualStep {
  const { traffic = lineTraffic, connections = 1, inFlightMax = 1_000 } = settings;
  const clock = new VirtualClock(-LEAD_NS, settings.pauses);
  const script = { ...STEADY, ...settings.script };
  const transport = new ScriptedTransport(clock, traffic.peer, script);
  const { codec, source } = traffic;
  const { readsAs = asItIs } = settings;
  const readClock = { nowNs: () => readsAs(clock.nowNs()) };
  const exchange = new Exchange({
    clock: readClock,
    transport,
    codec,
    connections,
    inFlightMax,
  });
  exchange.connect();
  clock.deliver();
  const loop = new WatchedLoop({
    exchange,
    source,
    firstIndex: 0,
    step: settings.step,
    inFlightMax,
    pauseRule: settings.pauseRule ?? NO_PAUSES,
    drain: DRAIN,
    activity: scriptedActivity(clock, settings.activity ?? {}),
  });
  return { loop, exchange, transport, clock };
}

/** Runs a whole step and lets everything happen that its end set off. */
export function runVirtualStep(settings: VirtualStepSettings): VirtualStep {
  const prepared = prepareStep(settings);
  const { loop, clock } = prepared;
  const { readsAs = asItIs } = settings;
  driveLoop(loop, {
    clock,
    pollNs: settings.pollNs ?? NS_PER_MS,
    dueAfter: dueInstants(settings.step),
    isBusy: () => loop.idleUntilNs <= readsAs(clock.instantNs) || !loop.pauses.settled,
  });
  return prepared;
}

/** The planned instants of a step, from the schedule and not from the loop. */
export function plannedInstants(step: StepPlan): number[] {
  const source = new ScheduleSource({ ...step, durationNs: step.durationS * NS_PER_S });
  const one = new Float64Array(1);
  const instants: number[] = [];
  while (source.fill(one, 0, 1) === 1) instants.push(one[0] as number);
  return instants;
}

function dueInstants(step: StepPlan): (nowNs: number) => number {
  const instants = plannedInstants(step);
  let next = 0;
  return (nowNs) => {
    while (next < instants.length && (instants[next] as number) <= nowNs) next++;
    return instants[next] ?? Infinity;
  };
}
