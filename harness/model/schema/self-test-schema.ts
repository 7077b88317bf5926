// What the document of a self-test must hold to be read, and the JSON Schema that is published of
// it (self-test.schema.json beside this). Its own file because it is a document of its own beside
// the run record. That it matches model/self-test.ts is proven by the types in its test.

import * as z from "zod";
import {
  SELF_TEST_PARTS,
  SELF_TEST_SCHEMA,
  SELF_TEST_SIZES,
  type SelfTest,
  TRUTH_PROTOCOLS,
} from "../self-test.ts";
import { foreignVersion } from "./document-version.ts";
import { hostSchema, placementSchema } from "./host-schema.ts";
import { parseJson } from "./json-text.ts";
import type { Parsed } from "./parsed.ts";
import { checked } from "./problems.ts";
import { truthQuantileSchema } from "./self-test-summary-schema.ts";
import { amount, count, share } from "./step-schema.ts";

const text = z.string();
const protocol = z.enum(TRUTH_PROTOCOLS);

const repetition = {
  drawnNs: amount.nullable().describe("from the drawn service times"),
  truthNs: amount.nullable().describe("from the server's own recorded starts and ends"),
  reportedNs: amount.nullable(),
  errorPct: z.number().nullable().describe("(reported − truth) ÷ truth"),
  within: z.boolean(),
  hostShare: z.number().describe("(truth − drawn) ÷ drawn"),
  label: z.enum(["host", "unfit"]).exactOptional().describe("counts neither for nor against"),
};

const truthRowSchema = z
  .object({
    case: text,
    protocol,
    tool: text,
    quantile: truthQuantileSchema,
    needed: count.exactOptional().describe("repetitions that must count"),
    ...repetition,
    repetitions: z.array(z.object(repetition)),
  })
  .meta({ id: "TruthRow" });

const countRowSchema = z
  .object({
    case: text,
    protocol,
    tool: text,
    what: text,
    expected: z.number(),
    reported: z.number().nullable(),
    tolerance: amount,
    within: z.boolean(),
  })
  .meta({ id: "CountRow" });

const rivalSchema = z.object({
  tool: text,
  state: z.enum(["measured", "absent"]),
  version: text.nullable(),
  command: text.nullable(),
  reason: text.exactOptional(),
});

const noticeSchema = z.object({
  tool: text,
  case: text,
  noticed: z.boolean().nullable(),
  words: text.exactOptional(),
});

const faultSchema = z.object({
  fault: text,
  cause: text,
  planted: count,
  flagged: count,
  rightCause: count,
  named: z.record(text, count),
});

const verdictTrialSchema = z
  .object({
    planted: count,
    flagged: count,
    rightCause: count,
    rightCauseLow: share.describe("95 % Clopper-Pearson bound"),
    clean: count,
    falseAlarms: count,
    falseAlarmsHigh: share.describe("95 % Clopper-Pearson bound"),
    faults: z.array(faultSchema),
  })
  .meta({ id: "VerdictTrial" });

const costRowSchema = z.object({
  name: text,
  unit: text,
  value: z.number().nullable(),
  goal: z.number(),
  better: z.enum(["more", "less"]),
  method: text,
});

const perS = amount.nullable();

const ownCostSchema = z
  .object({
    recordNs: amount,
    nullTransportNs: amount,
    lagP999Ns: amount.nullable(),
    httpPerS: perS,
    memcachePerS: perS,
    udpPerS: perS,
    rssBytesMax: amount.nullable(),
    rows: z.array(costRowSchema),
    beside: z.array(z.object({ tool: text, protocol, perS })),
  })
  .meta({ id: "OwnCost" });

const partPreCheckSchema = z.object({
  part: z.enum(SELF_TEST_PARTS),
  block: count,
  pausedShare: share,
  passed: z.boolean(),
  attempts: count,
});

const floorSchema = z.object({
  protocol,
  server: z.enum(["c", "node"]),
  p50Ns: amount,
  p99Ns: amount,
});

export const selfTestSchema = z.object({
  schema: z.literal(SELF_TEST_SCHEMA),
  status: z.enum(["complete", "aborted"]),
  size: z.enum(SELF_TEST_SIZES),
  seed: z.int(),
  startedAt: text.describe("ISO 8601, UTC"),
  durationS: amount,
  host: hostSchema,
  placement: placementSchema,
  reproduce: text,
  parts: z.array(z.enum(SELF_TEST_PARTS)).describe("finished"),
  leftOut: z.array(text),
  preChecks: z.array(partPreCheckSchema),
  floors: z.array(floorSchema).describe("response with a service time of 0"),
  cases: z.array(z.object({ case: text, about: text, wrongTool: text.nullable() })),
  truth: z.array(truthRowSchema),
  counts: z.array(countRowSchema),
  rivals: z.array(rivalSchema),
  notices: z.array(noticeSchema),
  generator: verdictTrialSchema.nullable(),
  cost: ownCostSchema.nullable(),
});

/** Reads a selftest.json. The value is the document as it was written, later fields included. */
export function parseSelfTest(documentText: string, file: string): Parsed<SelfTest> {
  const json = parseJson(documentText, file);
  if (!json.ok) return json;
  const foreign = foreignVersion(json.value, {
    schema: SELF_TEST_SCHEMA,
    name: "self-test",
    remedy: "Give the selftest.json of a self-test.",
  });
  if (foreign !== undefined) return { ok: false, problems: [`${file}: ${foreign}`] };
  const result = checked(selfTestSchema, { file, value: json.value });
  return result.ok ? { ok: true, value: json.value as SelfTest } : result;
}

/** The JSON Schema of a self-test, as published. */
export function selfTestJsonSchema(): object {
  return {
    title: "The document of one tailproof self-test",
    // Of what is read, not of what zod would keep: fields may be added.
    ...z.toJSONSchema(selfTestSchema, { io: "input" }),
  };
}
