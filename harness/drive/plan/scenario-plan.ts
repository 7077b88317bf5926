// The plan of a run as data: what is measured of a workload, how often, and what is left out.
//
// Its own file because planner, estimate, run and dry run all read it; who decides what stands in
// it is planner.ts and entry-choice.ts.

import type { Contender, Variant } from "#model/contender.ts";
import type {
  JobScenario,
  JobWorkload,
  KernelScenario,
  KernelWorkload,
  Priority,
  ServiceScenario,
  ServiceWorkload,
  Size,
  SizeParameters,
  Slo,
} from "#model/workload.ts";
import type { SizeRules } from "./size-rules.ts";

/** A contender variant. */
export interface Entry {
  readonly contender: Contender;
  readonly variant: Variant;
}

/** A contender variant that is to be run. */
export interface PlannedEntry extends Entry {
  readonly priority: Priority | "floor";
  /** Trials that are planned; valid ones that a claim or target lacks are added. */
  readonly trials: number;
  /** Beside the compared rates: the grid that finds its knee, the floor's coarse one, or none. */
  readonly grid: "knee" | "floor" | "none";
}

/** A contender variant that is not run, and why. */
export interface LeftOutEntry extends Entry {
  readonly reason: string;
}

/** What is planned of a scenario, whatever its shape. */
export interface ScenarioFrame {
  readonly entries: readonly PlannedEntry[];
  readonly leftOut: readonly LeftOutEntry[];
  /** Of a compared rate, or of a job's repeated requests. */
  readonly durationS: number;
  readonly rules: SizeRules;
  /** No block starts that would end later than so long after the scenario's start. */
  readonly budgetS: number | undefined;
}

export interface ServiceScenarioPlan extends ScenarioFrame {
  readonly shape: "service";
  readonly scenario: ServiceScenario;
  /** The same for all contenders. */
  readonly ratesPerS: readonly number[];
}

export interface JobScenarioPlan extends ScenarioFrame {
  readonly shape: "job";
  readonly scenario: JobScenario;
}

export interface KernelScenarioPlan extends ScenarioFrame {
  readonly shape: "kernel";
  readonly scenario: KernelScenario;
}

export type ScenarioPlan = ServiceScenarioPlan | JobScenarioPlan | KernelScenarioPlan;

interface PlanFrame {
  readonly parameters: SizeParameters;
  /** Sentences on what this plan does not measure. */
  readonly leftOut: readonly string[];
  readonly estimatedS: number;
}

export interface ServicePlan extends PlanFrame {
  readonly shape: "service";
  readonly workload: ServiceWorkload;
  readonly slo: Slo;
  readonly scenarios: readonly ServiceScenarioPlan[];
}

export interface JobPlan extends PlanFrame {
  readonly shape: "job";
  readonly workload: JobWorkload;
  readonly scenarios: readonly JobScenarioPlan[];
}

export interface KernelPlan extends PlanFrame {
  readonly shape: "kernel";
  readonly workload: KernelWorkload;
  readonly scenarios: readonly KernelScenarioPlan[];
}

export type WorkloadPlan = ServicePlan | JobPlan | KernelPlan;

/** What the command line narrowed or fixed; undefined: the size decides. */
export interface PlanRequest {
  readonly size: Size;
  /** Whether workloads were asked for by name: there is more time for each then. */
  readonly named: boolean;
  /** `id` or `id/variant`. */
  readonly contenders?: readonly string[];
  readonly scenarios?: readonly string[];
  readonly ratesPerS?: readonly number[];
  readonly durationS?: number;
  readonly trials?: number;
  readonly maxTimeS?: number;
  /** The knee of every contender under this limit is wanted. */
  readonly slo?: Slo;
}

/** More blocks than twice the planned ones would only tell that the host is never calm. */
export function trialsMaxOf({ entries }: Pick<ScenarioPlan, "entries">): number {
  return 2 * Math.max(...entries.map(({ trials }) => trials));
}

export function isFloor({ contender }: Entry): boolean {
  return contender.manifest.role === "floor";
}
