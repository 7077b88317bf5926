// What was measured under the same load, side by side: the trials of a workload grouped by
// scenario, offered rate and contender variant. Its own file because every section starts from
// these groups; figures are drawn from them elsewhere.

import type { Role } from "#model/contender.ts";
import type { ContenderResult, Trial, WorkloadRecord } from "#model/run-record.ts";
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
  readonly workload: WorkloadRecord;
  readonly scenario: string;
  readonly offeredPerS: number;
  /** In reading order: the reference first, the floor last. */
  readonly measurements: readonly Measurement[];
}

const READING_ORDER: readonly Role[] = ["reference", "baseline", "peer", "ceiling", "floor"];

function inReadingOrder(results: readonly ContenderResult[]): ContenderResult[] {
  const place = ({ role }: ContenderResult) => READING_ORDER.indexOf(role);
  return results.toSorted((one, other) => place(one) - place(other));
}

function stepsOf(workload: WorkloadRecord, result: ContenderResult): MeasuredStep[] {
  return workload.trials
    .filter(
      (trial) =>
        trial.contender === result.id &&
        trial.variant === result.variant &&
        trial.scenario === result.scenario,
    )
    .flatMap((trial) => trial.steps.map((step) => ({ trial, step })));
}

function conditionsOfScenario(workload: WorkloadRecord, scenario: string): Condition[] {
  const results = inReadingOrder(workload.contenders.filter((one) => one.scenario === scenario));
  const measured = results.map((result) => ({ result, steps: stepsOf(workload, result) }));
  const rates = new Set(measured.flatMap(({ steps }) => steps.map((one) => one.step.offeredPerS)));
  return [...rates]
    .toSorted((one, other) => one - other)
    .map((offeredPerS) => ({
      workload,
      scenario,
      offeredPerS,
      measurements: measured
        .map(({ result, steps }) => ({
          result,
          steps: steps.filter(({ step }) => step.offeredPerS === offeredPerS),
        }))
        .filter(({ steps }) => steps.length > 0),
    }));
}

/** Scenario ids in the order of the record. */
export function scenariosOf(workload: WorkloadRecord): string[] {
  return [...new Set(workload.contenders.map(({ scenario }) => scenario))];
}

/** Every condition of a workload, by scenario, then by rising rate. */
export function conditionsOf(workload: WorkloadRecord): Condition[] {
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
