// What was measured under the same load, side by side: the trials of a workload grouped by
// scenario, offered rate and contender variant. Its own file because every section starts from
// these groups; figures are drawn from them elsewhere. Steps of the grid that finds the knee are
// not compared and left to load-points.ts.

import type { Role } from "#model/contender.ts";
import type {
  ContenderResult,
  RunRecord,
  ServiceRecord,
  Trial,
  WorkloadRecord,
} from "#model/run-record.ts";
import type { Step } from "#model/step.ts";
import { formatPerS } from "#render/format.ts";

/** One step with the trial that it belongs to. */
export interface MeasuredStep {
  readonly trial: Trial;
  readonly step: Step;
}

/** A contender variant at one offered rate, over all its trials. */
export interface Measurement {
  readonly result: ContenderResult;
  readonly steps: readonly MeasuredStep[];
}

/** One scenario at one offered rate; only what shares a condition may be compared. */
export interface Condition {
  readonly workload: ServiceRecord;
  readonly scenario: string;
  readonly offeredPerS: number;
  /**
   * The highest rate of its scenario that every measured contender kept up with, or else the lowest
   * rate: what belongs to no rate, and charts that show one rate alone, stand here.
   */
  readonly chief: boolean;
  /** In reading order: the reference first, the floor last. */
  readonly measurements: readonly Measurement[];
}

const READING_ORDER: readonly Role[] = ["reference", "baseline", "peer", "ceiling", "floor"];

function inReadingOrder(results: readonly ContenderResult[]): ContenderResult[] {
  const place = ({ role }: ContenderResult) => READING_ORDER.indexOf(role);
  return results.toSorted((one, other) => place(one) - place(other));
}

/** Room for the replies that are still on their way when the step ends. */
const ACHIEVED_MIN = 0.99;

/**
 * Whether the contender did not keep up: requests were withheld outside pauses, or less than 99 %
 * of what was offered was achieved. Against what the schedule drew, for independent arrivals
 * scatter around their rate; silent requests owe no reply.
 */
export function isFailed(step: Step): boolean {
  const due = step.planned - (step.sent - step.owed);
  if (step.generator.withheldOutsidePauses > 0) return true;
  return step.achievedPerS * step.durationS < ACHIEVED_MIN * due;
}

function stepsOf(workload: ServiceRecord, result: ContenderResult): MeasuredStep[] {
  return workload.trials
    .filter(
      (trial) =>
        trial.contender === result.id &&
        trial.variant === result.variant &&
        trial.scenario === result.scenario,
    )
    .flatMap((trial) => trial.steps.map((step) => ({ trial, step })));
}

/** Contender variants of a scenario with all their steps, in reading order. */
export function stepsByVariant(workload: ServiceRecord, scenario: string): Measurement[] {
  const results = workload.contenders.filter((one) => one.scenario === scenario);
  return inReadingOrder(results).map((result) => ({ result, steps: stepsOf(workload, result) }));
}

function atRate(measured: readonly Measurement[], offeredPerS: number): Measurement[] {
  return measured
    .map(({ result, steps }) => ({
      result,
      steps: steps.filter(({ step }) => step.offeredPerS === offeredPerS),
    }))
    .filter(({ steps }) => steps.length > 0);
}

function keptUp({ result, steps }: Measurement): boolean {
  return result.outcome !== "measured" || steps.some(({ step }) => step.valid && !isFailed(step));
}

function conditionsOfScenario(workload: ServiceRecord, scenario: string): Condition[] {
  const measured = stepsByVariant(workload, scenario).map(({ result, steps }) => ({
    result,
    steps: steps.filter(({ step }) => step.gridPosition === null),
  }));
  const rates = new Set(measured.flatMap(({ steps }) => steps.map((one) => one.step.offeredPerS)));
  const found = [...rates]
    .toSorted((one, other) => one - other)
    .map((offeredPerS) => ({ offeredPerS, measurements: atRate(measured, offeredPerS) }));
  const chief = found.findLast(({ measurements }) => measurements.every(keptUp)) ?? found[0];
  return found.map((one) => ({ workload, scenario, ...one, chief: one === chief }));
}

/** Scenario ids in the order of the record. */
export function scenariosOf(workload: WorkloadRecord): string[] {
  return [...new Set(workload.contenders.map(({ scenario }) => scenario))];
}

/** The workloads that have offered rates; jobs and kernels are job-results.ts's. */
export function serviceRecords(record: RunRecord): ServiceRecord[] {
  return record.workloads.filter((workload) => workload.shape === "service");
}

/** Every condition of a workload, by scenario, then by rising rate. */
export function conditionsOf(workload: ServiceRecord): Condition[] {
  return scenariosOf(workload).flatMap((scenario) => conditionsOfScenario(workload, scenario));
}

/** "python-asyncio · tuned": how a contender variant is called in the page. */
export function variantLabel(of: { readonly id: string; readonly variant: string }): string {
  return `${of.id} · ${of.variant}`;
}

/** "get-set at 20,000/s": a condition inside its workload. */
export function conditionLabel({ scenario, offeredPerS }: Condition): string {
  return `${scenario} at ${formatPerS(offeredPerS)}`;
}

/** "cache, get-set at 20,000/s": a condition by its full name. */
export function conditionName(condition: Condition): string {
  return `${condition.workload.id}, ${conditionLabel(condition)}`;
}

/**
 * The floor of a condition. The Node twin (language not `c`) is slower than the transport itself,
 * so no excess and no "transport-bound" is computed from it.
 */
export function floorOf(condition: Condition): Measurement | undefined {
  return condition.measurements.find(({ result }) => result.role === "floor");
}

/** Whether a floor may be subtracted. */
export function isExactFloor(floor: Measurement): boolean {
  return floor.result.language === "c";
}
