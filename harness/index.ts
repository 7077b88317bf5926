// The public model of the lab: types, seams and seeded draws, no I/O. The only harness file that
// workloads and data sets import. Validation (model/schema) is left out on purpose: it is drive's,
// and never part of a contender or of the generator process.

export type { Claim, ClaimKind, ClaimSide, Verdict } from "#model/claim.ts";
export type { BatchFraming, Codec, CodecConnection, ReplySink } from "#model/codec.ts";
export type { ConformanceCase } from "#model/conformance.ts";
export type { Contender, ContenderManifest, Deviation, Role, Variant } from "#model/contender.ts";
export { type Draws, drawsOf, mix32, shuffled } from "#model/draws.ts";
export type { Better, Metric, MetricName } from "#model/metric.ts";
export type { PauseRule, StepPlan, TrialPlan } from "#model/plan.ts";
export {
  REPLY_MISS,
  REPLY_OK,
  REPLY_REFUSED,
  type ReplyStatus,
} from "#model/reply-status.ts";
export type { JobStep } from "#model/job-step.ts";
export type { JobTrial, RunRecord, Trial, Value } from "#model/run-record.ts";
export type { RateShape } from "#model/rate-shape.ts";
export type { Service } from "#model/service.ts";
export type { Quantiles, Step } from "#model/step.ts";
export {
  type Check,
  type OpenTraffic,
  type Prefill,
  type RequestSource,
  STEP_INDEX_STRIDE,
  type Traffic,
  type TrafficSettings,
} from "#model/traffic.ts";
export { BYTES_PER_KIB, BYTES_PER_MIB, NS_PER_MS, NS_PER_S, NS_PER_US } from "#model/units.ts";
export type {
  Arrivals,
  InputSettings,
  JobScenario,
  JobWork,
  JobWorkload,
  KernelScenario,
  KernelWorkload,
  Scenario,
  ServiceScenario,
  ServiceWorkload,
  Size,
  SizeParameters,
  Slo,
  WantedVariant,
  Workload,
} from "#model/workload.ts";
