// The summary of a self-test, as zod. Its own file because it is part of a run record and must not
// bring the whole self-test with it. That it matches model/self-test-summary.ts is proven by the
// types in record-schema.test.ts.

import * as z from "zod";
import { SELF_TEST_SIZES, TRUTH_PROTOCOLS } from "../self-test.ts";
import { QUANTILE_NAMES } from "../step.ts";
import { amount, count, share } from "./step-schema.ts";

const text = z.string();

export const truthQuantileSchema = z.enum([...QUANTILE_NAMES, "max"]);

const worstErrorSchema = z.object({
  case: text,
  protocol: z.enum(TRUTH_PROTOCOLS),
  quantile: truthQuantileSchema,
  errorPct: z.number().describe("(reported − truth) ÷ truth"),
  truthNs: amount,
  reportedNs: amount,
});

const rivalSummarySchema = z.object({
  tool: text,
  worst: worstErrorSchema.nullable(),
  rows: count,
  outside: count,
  wrongCases: count,
  noticedCases: count.describe("of wrongCases: those in which the tool itself said so"),
});

const verdictSummarySchema = z.object({
  planted: count,
  rightCause: count,
  rightCauseLow: share.describe("95 % Clopper-Pearson bound"),
  clean: count,
  falseAlarms: count,
  falseAlarmsHigh: share.describe("95 % Clopper-Pearson bound"),
});

const costSummarySchema = z.object({
  name: text,
  unit: text,
  value: z.number().nullable(),
  goal: z.number(),
  better: z.enum(["more", "less"]),
});

export const selfTestSummarySchema = z
  .object({
    status: z.enum(["complete", "aborted"]),
    size: z.enum(SELF_TEST_SIZES),
    startedAt: text.describe("ISO 8601, UTC"),
    cpuModel: text,
    commit: text,
    own: z.object({
      total: count,
      within: count,
      outside: count,
      unsettled: count,
      counts: count,
      countsRight: count,
    }),
    rivals: z.array(rivalSummarySchema),
    generator: verdictSummarySchema.nullable(),
    cost: z.array(costSummarySchema),
  })
  .meta({ id: "SelfTestSummary", description: "Of the self-test of the lab, published before" });
