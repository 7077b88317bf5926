// Plants every fault so many times and counts what the generator verdict made of it. Its own file
// because what counts as right is each fault's own business; here it is only counted.

import { drawsOf } from "#model/draws.ts";
import type { FaultRow } from "#model/self-test.ts";
import {
  type FaultGround,
  type PlantedFault,
  type PlantedStep,
  PlantingFailed,
} from "./planted-fault.ts";
import { plantedFaults } from "./planted-faults.ts";

export interface PlantingOrder extends FaultGround {
  /** Of each kind. */
  readonly count: number;
  readonly seed: number;
  /** All of them unless given. */
  readonly faults?: readonly PlantedFault[];
  /** Called with every step that counts. */
  readonly show?: (fault: PlantedFault, step: PlantedStep) => void;
}

export interface PlantedRow extends FaultRow {
  /** In how many steps each cause was named. */
  readonly named: Readonly<Record<string, number>>;
  /** Steps that do not count: another process had the generator's core, which nobody planted. */
  readonly disturbed: number;
  /** Why fewer were planted than asked for; empty where all were. */
  readonly lacks: readonly string[];
}

/** A generator process costs 3 s before its first step. */
const STEPS_PER_PROCESS = 7;
/** As many again as are wanted: a machine that spoils more is not one to plant faults on. */
const SPARE = 2;
/** Less of it may be named beside the fault and takes nothing away from it. */
const WAITED_SHARE_MAX = 0.05;
/** Streams of draws that one fault may use: more than it is ever planted. */
const STREAMS_PER_FAULT = 100_000;

interface CountedSteps {
  readonly steps: readonly PlantedStep[];
  readonly disturbed: number;
}
const NONE: CountedSteps = { steps: [], disturbed: 0 };

/** One row a fault. What could not be planted says why. */
export async function runPlantedFaults(order: PlantingOrder): Promise<PlantedRow[]> {
  const rows: PlantedRow[] = [];
  for (const fault of order.faults ?? plantedFaults) rows.push(await plantedRow(order, fault));
  return rows;
}

async function plantedRow(order: PlantingOrder, fault: PlantedFault): Promise<PlantedRow> {
  const reason = fault.available(order);
  if (reason !== undefined) return rowOf(fault, NONE, [reason]);
  const { count, signal, show } = order;
  const steps: PlantedStep[] = [];
  const lacks: string[] = [];
  let disturbed = 0;
  for (let from = 0; steps.length < count && from < SPARE * count && !signal.aborted; ) {
    const due = Math.min(STEPS_PER_PROCESS, count - steps.length);
    const ending = await plantedSteps(order, fault, { from, count: due });
    from += due;
    if (typeof ending === "string") {
      lacks.push(ending);
      continue;
    }
    const calm = ending.filter((step) => fault.takesCore || step.waitedShare <= WAITED_SHARE_MAX);
    steps.push(...calm);
    for (const step of calm) show?.(fault, step);
    disturbed += ending.length - calm.length;
  }
  if (signal.aborted) lacks.push("aborted");
  else if (steps.length < count && disturbed > 0) {
    lacks.push(`${disturbed} steps in which others had the core`);
  }
  return rowOf(fault, { steps, disturbed }, [...new Set(lacks)]);
}

/** @returns why there are none, where something else than the verdict failed. */
async function plantedSteps(
  order: PlantingOrder,
  fault: PlantedFault,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<readonly PlantedStep[] | string> {
  const { seed } = order;
  const stream = STREAMS_PER_FAULT * plantedFaults.indexOf(fault) + from;
  const draws = Array.from({ length: count }, (_, at) => drawsOf(seed, stream + at));
  try {
    return await fault.plant({ ...order, draws });
  } catch (error) {
    if (error instanceof PlantingFailed) return error.message;
    throw error;
  }
}

function rowOf(
  { fault, cause }: PlantedFault,
  { steps, disturbed }: CountedSteps,
  lacks: readonly string[],
): PlantedRow {
  const named: Record<string, number> = {};
  for (const name of steps.flatMap((step) => step.named)) named[name] = (named[name] ?? 0) + 1;
  return {
    fault,
    cause,
    planted: steps.length,
    flagged: steps.filter(({ flagged }) => flagged).length,
    rightCause: steps.filter(({ right }) => right).length,
    named,
    disturbed,
    lacks,
  };
}
