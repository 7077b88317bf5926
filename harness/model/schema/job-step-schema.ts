// One step of a job or a kernel, as zod; the counterpart of step-schema.ts. Its own file because it
// shares with a service's step only what both measure of processes. That it matches
// model/job-step.ts is proven by the types in record-schema.test.ts.

import * as z from "zod";
import { amount, count, quantilesSchema, servicesUsageSchema, usageSlices } from "./step-schema.ts";

export const jobStepSchema = z
  .object({
    durationS: amount,
    replied: count,
    mismatched: count.describe("part of replied"),
    elapsed: quantilesSchema.describe("reply read − request written, by the lab's clock"),
    elapsedMedianNs: amount.describe("of the times themselves, however few"),
    bytesPerS: amount.exactOptional(),
    rowsPerS: amount.exactOptional(),
    self: z
      .object({ nsPerOpMedian: amount, nsPerOpSamples: z.array(amount) })
      .exactOptional()
      .describe("what a kernel measured of itself"),
    timeline: z.object(usageSlices),
    contender: z.object({
      cpuS: amount,
      cpuNsPerRequest: amount,
      cpuNsPerByte: amount.exactOptional(),
      cpuNsPerRow: amount.exactOptional(),
      rssBytesMax: amount,
      rssBytesMean: amount,
    }),
    services: servicesUsageSchema.exactOptional(),
    labels: z.array(z.string()),
    valid: z.boolean(),
    invalidReasons: z.array(z.string()),
    firstMismatch: z.string().exactOptional(),
  })
  .meta({ id: "JobStep" });
