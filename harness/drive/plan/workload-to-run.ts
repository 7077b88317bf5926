// A planned workload with where its parts lie: what a run needs of a workload beyond its plan.

import type { WorkloadPlan } from "./planner.ts";

export interface WorkloadToRun {
  readonly plan: WorkloadPlan;
  /** Absolute path of workloads/<id>. */
  readonly folder: string;
  readonly codecModule: string;
  readonly datasetSha256: string;
}
