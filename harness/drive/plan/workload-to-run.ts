// A planned workload with where its parts lie: what a run needs of a workload beyond its plan; and
// its scenarios, each with the workload that it is of, so that a shape is told apart once.

import type { FoundService } from "#drive/discovery/discovery-services.ts";
import type {
  JobPlan,
  JobScenarioPlan,
  KernelPlan,
  KernelScenarioPlan,
  ServicePlan,
  ServiceScenarioPlan,
  WorkloadPlan,
} from "./scenario-plan.ts";

interface ToRun<Plan extends WorkloadPlan> {
  readonly plan: Plan;
  /** Absolute path of workloads/<id>. */
  readonly folder: string;
  readonly datasetSha256: string;
  /** What all contenders need beside themselves. */
  readonly services: readonly FoundService[];
}

export interface ServiceToRun extends ToRun<ServicePlan> {
  readonly codecModule: string;
}
export type JobToRun = ToRun<JobPlan>;
export type KernelToRun = ToRun<KernelPlan>;
export type WorkloadToRun = ServiceToRun | JobToRun | KernelToRun;

interface OfService {
  readonly shape: "service";
  readonly workload: ServiceToRun;
  readonly scenario: ServiceScenarioPlan;
}
interface OfJob {
  readonly shape: "job";
  readonly workload: JobToRun;
  readonly scenario: JobScenarioPlan;
}
interface OfKernel {
  readonly shape: "kernel";
  readonly workload: KernelToRun;
  readonly scenario: KernelScenarioPlan;
}
/** A scenario in its workload. */
export type PlacedScenario = OfService | OfJob | OfKernel;

export function scenariosOf(workload: WorkloadToRun): PlacedScenario[] {
  if (isOf(workload, "service")) {
    return workload.plan.scenarios.map((scenario) => ({ shape: "service", workload, scenario }));
  }
  if (isOf(workload, "job")) {
    return workload.plan.scenarios.map((scenario) => ({ shape: "job", workload, scenario }));
  }
  return workload.plan.scenarios.map((scenario) => ({ shape: "kernel", workload, scenario }));
}

function isOf<Shape extends WorkloadPlan["shape"]>(
  workload: WorkloadToRun,
  shape: Shape,
): workload is Extract<WorkloadToRun, { readonly plan: { readonly shape: Shape } }> {
  return workload.plan.shape === shape;
}
