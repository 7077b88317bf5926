// Measures steps in which nothing is planted, and counts the false alarms of the verdict.
//
// What is a false alarm? The load must be one that the generator can keep: replies take a
// millisecond and up, for beside the floor's 0.05 ms a lag of 20 µs at the p99, which is what
// random arrivals make, is rightly called too long. And nothing else may have been wrong: a step in
// which another process had the generator's core, by the kernel's own counter read from outside,
// does not count, whatever its verdict says. `host` and `pause` speak of the host and are no
// alarms; every other cause is a false one.

import { ownEnvironment } from "#drive/run/trial-place.ts";
import { preCheckBlock } from "#drive/run/block-pre-check.ts";
import { type Draws, drawsOf } from "#model/draws.ts";
import type { PreCheck } from "#model/run-record.ts";
import type { Step } from "#model/step.ts";
import { causesNamed, type FaultGround, PlantingFailed } from "./planted-fault.ts";
import { factsOf, getsPlan, measured, stepFor } from "./planted-steps.ts";
import { startProgram } from "./running-contender.ts";

export interface CleanOrder extends FaultGround {
  /** Clean steps that are wanted. */
  readonly count: number;
  readonly seed: number;
  readonly show?: (alarm: string) => void;
}

export interface CleanCount {
  readonly clean: number;
  readonly falseAlarms: number;
  /** In how many clean steps each cause was named, those of the host included. */
  readonly named: Readonly<Record<string, number>>;
  /** Measured and not counted: other processes had the generator's core. */
  readonly disturbed: number;
  readonly preChecks: readonly PreCheck[];
  /** Why there are fewer than were wanted; empty where there are not. */
  readonly lacks: readonly string[];
}

/** With the pre-check and what comes before the steps a block takes half a minute. */
const STEPS_PER_BLOCK = 20;
/** Times as many blocks as are needed: a host that spoils more is not one to count on. */
const SPARE = 3;
const PRE_CHECK_S = 1;
/** The least that a timer can wait: replies come 1 to 2 ms behind their requests. */
const LATE_MS = 1;
/** What may be lost above a p99, the highest quantile that these steps support. */
const WAITED_SHARE_MAX = 0.01;
const NO_ALARMS: readonly string[] = ["host", "pause"];

interface Tally {
  clean: number;
  falseAlarms: number;
  disturbed: number;
  readonly named: Record<string, number>;
  readonly preChecks: PreCheck[];
  readonly lacks: string[];
}

export async function runCleanSteps(order: CleanOrder): Promise<CleanCount> {
  const { count, signal } = order;
  const tally: Tally = {
    clean: 0,
    falseAlarms: 0,
    disturbed: 0,
    named: {},
    preChecks: [],
    lacks: [],
  };
  const blocks = SPARE * Math.ceil(count / STEPS_PER_BLOCK);
  for (let block = 0; block < blocks && tally.clean < count && !signal.aborted; block++) {
    await addBlock(order, block, tally);
  }
  if (tally.clean < count) {
    tally.lacks.push(signal.aborted ? "aborted" : "the host was not calm for long enough");
  }
  return { ...tally, lacks: [...new Set(tally.lacks)] };
}

async function addBlock(order: CleanOrder, block: number, tally: Tally): Promise<void> {
  const environment = ownEnvironment(order);
  const preCheck = await preCheckBlock({
    ...order,
    environment,
    workload: "selftest",
    block,
    spinS: PRE_CHECK_S,
    attempted: () => {},
  });
  tally.preChecks.push(preCheck);
  if (!preCheck.passed) return;
  const steps = Math.min(STEPS_PER_BLOCK, order.count - tally.clean);
  const draws = Array.from({ length: steps }, (_, at) =>
    drawsOf(order.seed, block * STEPS_PER_BLOCK + at),
  );
  try {
    await addSteps(order, draws, tally);
  } catch (error) {
    if (!(error instanceof PlantingFailed)) throw error;
    tally.lacks.push(error.message);
  }
}

async function addSteps(order: CleanOrder, draws: readonly Draws[], tally: Tally): Promise<void> {
  await using contender = await startProgram("plain-contender.ts", ["0", `${LATE_MS}`], order);
  const plan = getsPlan(
    contender.port,
    draws.map((each) => stepFor(each)),
  );
  const { steps, waitedShares } = await measured(order, plan);
  for (const [at, step] of steps.entries()) addStep(order, step, waitedShares[at] ?? 0, tally);
}

function addStep(order: CleanOrder, step: Step, waitedShare: number, tally: Tally): void {
  const named = causesNamed(step.generator);
  const meaning = meaningOf(named, waitedShare);
  if (meaning === "disturbed") {
    tally.disturbed++;
    return;
  }
  tally.clean++;
  for (const name of named) tally.named[name] = (tally.named[name] ?? 0) + 1;
  if (meaning === "clean") return;
  tally.falseAlarms++;
  const waited = `waited ${(100 * waitedShare).toFixed(2)} % of the time`;
  order.show?.(`${waited}; ${factsOf(step)}`);
}

/**
 * @param waitedShare of the step, in which the generator could have run and another process did.
 */
export function meaningOf(
  named: readonly string[],
  waitedShare: number,
): "clean" | "disturbed" | "false-alarm" {
  if (waitedShare > WAITED_SHARE_MAX) return "disturbed";
  return named.every((name) => NO_ALARMS.includes(name)) ? "clean" : "false-alarm";
}
