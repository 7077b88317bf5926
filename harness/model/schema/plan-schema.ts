// What a trial plan must keep before it is sent to the generator process, which checks nothing but
// its version.
//
// A broken plan is a mistake of the lab or of a workload's numbers (a rate of 0, too many steps),
// so it is found here, with the key named, and not as a strange figure in the record.

import * as z from "zod";
import { PLAN_VERSION, type TrialPlan } from "../plan.ts";
import { STEPS_MAX } from "../traffic.ts";
import { ARRIVALS } from "../workload.ts";
import type { Parsed } from "./parsed.ts";
import { checked } from "./problems.ts";

const positive = z.number().positive();
const wholeFromOne = z.int().min(1);

const shapeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("constant") }),
  z.strictObject({ kind: z.literal("ramp"), from: z.number().min(0), to: z.number().min(0) }),
  z.strictObject({ kind: z.literal("steps"), levels: z.array(z.number().min(0)).min(1) }),
  z.strictObject({
    kind: z.literal("sine"),
    periodS: positive,
    amplitude: z.number().min(0).max(1),
  }),
  z.strictObject({
    kind: z.literal("burst"),
    factor: positive,
    meanBurstS: positive,
    meanCalmS: positive,
  }),
  z.strictObject({ kind: z.literal("trace"), file: z.string().min(1) }),
]);

const stepPlanSchema = z.strictObject({
  arrivals: z.enum(ARRIVALS),
  shape: shapeSchema.exactOptional(),
  ratePerS: positive,
  durationS: positive,
  seed: z.int(),
});

/**
 * The generator imports modules by path from a folder of its own choice: a relative one would mean
 * another file.
 */
const absolutePath = z.string().regex(/^(\/|[A-Za-z]:[\\/])/, "an absolute path");

const fieldsSchema = z.strictObject({
  version: z.literal(PLAN_VERSION),
  codecModule: absolutePath,
  trafficModule: absolutePath,
  traffic: z.strictObject({
    scenario: z.string().min(1),
    seed: z.int(),
    parameters: z.record(z.string(), z.number()),
    input: z.string().exactOptional(),
  }),
  oracle: z.boolean(),
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  transport: z
    .strictObject({ kind: z.literal("udp"), receiveBufferBytes: wholeFromOne.exactOptional() })
    .exactOptional(),
  tls: z
    .strictObject({ serverName: z.string().min(1).exactOptional(), verify: z.boolean() })
    .exactOptional(),
  connectLimitS: positive.exactOptional(),
  connections: wholeFromOne,
  inFlightMax: wholeFromOne,
  gateCount: z.int().min(0),
  pauseRule: z.strictObject({
    thresholdNs: positive,
    lookBackNs: z.number().min(0),
    lookAheadFactor: z.number().min(0),
  }),
  pilot: z
    .union([z.strictObject({ durationS: positive }), z.literal("first-step")])
    .exactOptional(),
  warmUp: z.strictObject({ capS: z.number().min(0) }),
  drain: z.strictObject({ minS: z.number().min(0), factor: z.number().min(0), maxS: positive }),
  steps: z.array(stepPlanSchema).max(STEPS_MAX),
  requestOffset: z.int().min(0),
});

export const planSchema = fieldsSchema.refine(
  ({ transport, tls }) => transport === undefined || tls === undefined,
  { path: ["tls"], error: "none where the transport is UDP" },
);

/**
 * Checks a plan that the lab made. `origin` says whose plan it is, as in "plan of cache/reference".
 */
export function checkPlan(plan: unknown, origin: string): Parsed<TrialPlan> {
  return checked(planSchema, { file: origin, value: plan });
}
