// What a planted fault is: something done to the generator while a clean contender is measured, and
// the cause that the generator verdict must name for it. Its own file because every kind of fault
// has a file of its own and all have this one shape.

import type { BuildSettings } from "#drive/builds/build-cache.ts";
import type { Supervisor } from "#drive/trial/supervisor.ts";
import type { CorePlacement } from "#measure/placement.ts";
import type { Draws } from "#model/draws.ts";
import type { GeneratorVerdict } from "#model/step.ts";

/** The names with which a verdict's causes begin. */
export type FaultCause =
  | "host"
  | "pause"
  | "competition"
  | "generator-gc"
  | "lag"
  | "saturated"
  | "quota"
  | "receive-buffer"
  | "churn"
  | "clock";

/** What all faults of one run share. */
export interface FaultGround {
  readonly supervisor: Supervisor;
  readonly placement: CorePlacement;
  readonly builds: BuildSettings;
  /** Where compiled modules are kept, so that the generator needs no compiler in memory. */
  readonly compileCache: string;
  readonly signal: AbortSignal;
}

/** One fault is planted in one step for each of `draws`, which decide how severe it is. */
export interface PlantContext extends FaultGround {
  readonly draws: readonly Draws[];
}

/** What the verdict made of one planted fault. */
export interface PlantedStep {
  /** The step, or one of its quantiles, was called unfit. */
  readonly flagged: boolean;
  /** Names of causes. */
  readonly named: readonly string[];
  /** The planted cause is among them, and nothing is wrong beside. */
  readonly right: boolean;
  /** Of the step's time, in which the generator could have run and another process did. */
  readonly waitedShare: number;
  /** One line for people: how severe it was, and what was seen. */
  readonly facts: string;
}

export interface PlantedFault {
  readonly fault: string;
  /** What must be named. */
  readonly cause: FaultCause;
  /**
   * Whether it makes the generator wait for its core. Where it does not, a step in which it waited
   * had another fault beside, which nobody planted, and is planted again.
   */
  readonly takesCore: boolean;
  /** Why it cannot be planted here; undefined where it can. */
  available(ground: FaultGround): string | undefined;
  /** @throws PlantingFailed where the steps could not be measured. */
  plant(context: PlantContext): Promise<readonly PlantedStep[]>;
}

/** A contender or the generator did not do its part: nothing is known of the verdict. */
export class PlantingFailed extends Error {}

/** The names before the colons: `competition and generator-gc: pauses took …` has two. */
export function causesNamed({ causes }: Pick<GeneratorVerdict, "causes">): string[] {
  const names = causes.flatMap((cause) => cause.slice(0, cause.indexOf(":")).split(" and "));
  return [...new Set(names)];
}

/** Places that every draw has its own use for: one number must not decide two things. */
const DRAWN = { severity: 0, length: 1, count: 2, rate: 3, schedule: 4, moments: 16 } as const;
export type DrawnThing = keyof typeof DRAWN;

/** A number in [low, high], spread evenly over its logarithm; `nth` of a thing drawn often. */
export function drawBetween(
  draws: Draws,
  thing: DrawnThing,
  [low, high]: readonly [low: number, high: number],
  nth = 0,
): number {
  return low * (high / low) ** draws.unit(DRAWN[thing] + nth);
}

/** A seed for a step's arrivals. */
export function drawSeed(draws: Draws): number {
  return draws.uint32(DRAWN.schedule);
}
