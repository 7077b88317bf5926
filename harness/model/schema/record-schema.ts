// What a record must hold to be read, and the JSON Schema that is published of it
// (record.schema.json beside this).
//
// The hand-written types of model/run-record.ts stay the truth for the code, so that zod is nowhere
// but in this folder; a test proves that both say the same. A record of another version is refused
// with one sentence, not with a list of every key that has changed.

import * as z from "zod";
import { QUANTILE_NAMES } from "../step.ts";
import { VERDICTS } from "../claim.ts";
import { ROLES } from "../contender.ts";
import { OUTCOMES, RECORD_SCHEMA, type RunRecord } from "../run-record.ts";
import { SIZES } from "../workload.ts";
import { foreignVersion } from "./document-version.ts";
import { hostSchema, placementSchema } from "./host-schema.ts";
import { jobStepSchema } from "./job-step-schema.ts";
import { parseJson } from "./json-text.ts";
import type { Parsed } from "./parsed.ts";
import { checked } from "./problems.ts";
import { selfTestSummarySchema } from "./self-test-summary-schema.ts";
import { amount, count, share, stepSchema } from "./step-schema.ts";

const text = z.string();

const valueSchema = z
  .object({
    name: text,
    unit: text,
    value: z.number().nullable(),
    better: z.enum(["more", "less"]),
    low: z.number().exactOptional(),
    high: z.number().exactOptional(),
    trials: count.exactOptional(),
    outside: z.enum(["below", "above", "lab"]).exactOptional(),
  })
  .meta({ id: "Value" });

const contenderResultSchema = z
  .object({
    id: text,
    variant: text,
    scenario: text,
    language: text,
    role: z.enum(ROLES),
    outcome: z.enum(OUTCOMES),
    reason: text.exactOptional(),
    fix: text.exactOptional(),
    deviations: z.array(z.object({ sentence: text, cases: z.array(text) })).exactOptional(),
    gridMaximumPerS: amount.exactOptional().describe("closed loop; the unit of its grid of rates"),
    metrics: z.array(valueSchema),
  })
  .meta({ id: "ContenderResult" });

const trialFacts = {
  contender: text,
  variant: text,
  scenario: text,
  block: count,
  metrics: z.array(valueSchema),
};

const trialSchema = z
  .object({
    ...trialFacts,
    steps: z.array(stepSchema).describe("one for each planned rate: the last attempt"),
    repeated: z.array(stepSchema).describe("earlier attempts that were not fit; used for nothing"),
  })
  .meta({ id: "Trial" });

const jobTrialSchema = z
  .object({ ...trialFacts, steps: z.array(jobStepSchema) })
  .meta({ id: "JobTrial" });

const comparisonSchema = z
  .object({
    contender: text,
    variant: text,
    scenario: text,
    against: text,
    againstVariant: text,
    metric: text,
    at: z.object({ offeredPerS: amount }).exactOptional(),
    ratio: z.number().exactOptional().describe("above 1: contender is better than against"),
    difference: z.number().exactOptional(),
    low: z.number().exactOptional(),
    high: z.number().exactOptional(),
    ranked: z.boolean(),
    trials: count,
    reason: text.exactOptional(),
  })
  .meta({ id: "Comparison" });

const judgedClaimSchema = z
  .object({
    id: text,
    system: text,
    seed: text,
    quote: text,
    kind: text,
    metric: text,
    ratio: z.number().exactOptional(),
    verdict: z.enum(VERDICTS),
    reason: text.exactOptional(),
  })
  .meta({ id: "JudgedClaim" });

const workloadFacts = {
  id: text,
  question: text,
  datasetSha256: text,
  parameters: z.record(z.string(), z.number()),
  contenders: z.array(contenderResultSchema),
  comparisons: z.array(comparisonSchema),
  claims: z.array(judgedClaimSchema),
};

const serviceRecordSchema = z
  .object({
    ...workloadFacts,
    shape: z.literal("service"),
    slo: z
      .object({
        limitNs: amount,
        asked: z.enum(QUANTILE_NAMES),
        reason: text.exactOptional(),
        noClaim: text.exactOptional(),
      })
      .exactOptional(),
    sloQuantile: z.enum(QUANTILE_NAMES).exactOptional(),
    trials: z.array(trialSchema),
  })
  .meta({ id: "ServiceRecord" });

const jobRecordSchema = z
  .object({
    ...workloadFacts,
    shape: z.enum(["job", "kernel"]),
    trials: z.array(jobTrialSchema),
  })
  .meta({ id: "JobRecord" });

const workloadRecordSchema = z
  .discriminatedUnion("shape", [serviceRecordSchema, jobRecordSchema])
  .meta({ id: "WorkloadRecord" });

const preCheckSchema = z
  .object({
    workload: text,
    block: count,
    pausedShare: share,
    passed: z.boolean(),
    attempts: count,
  })
  .meta({ id: "PreCheck" });

export const recordSchema = z.object({
  schema: z.literal(RECORD_SCHEMA),
  status: z.enum(["complete", "aborted"]),
  size: z.enum(SIZES),
  seed: z.int(),
  startedAt: text.describe("ISO 8601, UTC"),
  durationS: amount,
  host: hostSchema,
  placement: placementSchema,
  equal: z.array(z.object({ what: text, value: text })),
  leftOut: z.array(text),
  preChecks: z.array(preCheckSchema),
  selfTest: selfTestSummarySchema.exactOptional(),
  reproduce: text,
  recordPath: text,
  reportPath: text,
  workloads: z.array(workloadRecordSchema),
  contentSha256: text.exactOptional().describe("SHA-256 of this document without this key"),
});

/**
 * Reads a record.json. The value is the document as it was written, fields that this version does
 * not know included: a report made from it may say nothing less.
 */
export function parseRecord(recordText: string, file: string): Parsed<RunRecord> {
  const json = parseJson(recordText, file);
  if (!json.ok) return json;
  const foreign = foreignVersion(json.value, {
    schema: RECORD_SCHEMA,
    name: "record",
    remedy: "Give the record.json of a run.",
  });
  if (foreign !== undefined) return { ok: false, problems: [`${file}: ${foreign}`] };
  const result = checked(recordSchema, { file, value: json.value });
  return result.ok ? { ok: true, value: json.value as RunRecord } : result;
}

/** The JSON Schema of a record, as published. */
export function recordJsonSchema(): object {
  return {
    title: "The record of one tailproof run",
    // Of what is read, not of what zod would keep: fields may be added.
    ...z.toJSONSchema(recordSchema, { io: "input" }),
  };
}
