// One step of a record, as zod: the part of the record's schema that is about requests and times.
//
// Its own file because it is half of the record's schema. Unknown keys are let through: fields may
// be added to a record without a new version. That it matches model/step.ts is proven by the types
// in record-schema.test.ts.

import * as z from "zod";
import { PAUSE_CAUSES, QUANTILE_NAMES } from "../step.ts";

/** Whole and not negative. */
export const count = z.int().min(0);
/** Not negative: a time, a size, a rate. */
export const amount = z.number().min(0);
export const share = z.number().min(0).max(1);

const quantile = amount.nullable();

export const usageSlices = {
  usageSliceMs: amount.describe("length of the slices of cpuNs and rssBytes"),
  cpuNs: z.array(amount),
  rssBytes: z.array(amount),
};

export const servicesUsageSchema = z.object({ cpuS: amount, rssBytesMax: amount });

export const quantilesSchema = z
  .object({
    count,
    meanNs: quantile,
    p50Ns: quantile,
    p90Ns: quantile,
    p99Ns: quantile,
    p999Ns: quantile,
    maxNs: quantile,
    censoredAboveNs: amount.exactOptional(),
    hdr: z.string().describe("HdrHistogram V2, compressed, base64"),
  })
  .meta({ id: "Quantiles", description: "A quantile that the count cannot support is null" });

const timeQuantiles = {
  response: quantilesSchema.describe("done − intended"),
  service: quantilesSchema.describe("done − sent"),
  lag: quantilesSchema.describe("sent − intended"),
};

const timelineSchema = z.object({
  sliceMs: amount,
  bucketsPerOctave: count,
  firstBucketNs: amount,
  buckets: count,
  intendedCounts: z.string().describe("base64 of little-endian u32: slices × buckets"),
  pauses: z
    .array(z.tuple([z.number(), amount, z.enum(PAUSE_CAUSES)]))
    .describe("start in ms after the step's start, length in ms, cause"),
  ...usageSlices,
});

const bookkeepingSchema = z.object({
  inFlightNs: amount,
  timeInSystemNs: amount,
  inFlightMean: amount,
  inFlightStandardError: amount,
  littleMean: amount,
});

const generatorSchema = z.object({
  disturbedShare: share,
  pauses: count,
  pauseNsMax: amount,
  pausedNs: amount,
  lookBackNs: amount.exactOptional().describe("how far back a pause disturbs requests"),
  withheldOutsidePauses: count,
  busyShare: share,
  reconnects: count,
  cpuS: amount,
  rssBytesMax: amount,
  rssBytesPerMinute: z.array(amount),
  ownPausedShare: amount.describe("in pauses that are not the host's"),
  fit: z.boolean(),
  fitQuantiles: z.array(z.enum(QUANTILE_NAMES)),
  causes: z.array(z.string()),
});

export const stepSchema = z
  .object({
    gridPosition: count.nullable().describe("on the grid that finds the knee; null: compared"),
    offeredPerS: amount,
    achievedPerS: amount,
    durationS: amount,
    planned: count.describe("planned = sent + withheld"),
    sent: count.describe("sent = owed + silent"),
    withheld: count,
    owed: count.describe("owed = replied + failed + unanswered"),
    replied: count,
    failed: count,
    unanswered: count,
    mismatched: count.describe("part of replied"),
    scheduleSha256: z.string(),
    ...timeQuantiles,
    all: z.object(timeQuantiles).describe("as above, disturbed requests included"),
    generator: generatorSchema,
    timeline: timelineSchema,
    bookkeeping: bookkeepingSchema,
    contender: z.object({
      cpuS: amount,
      cpuNsPerReply: quantile,
      rssBytesMax: amount,
      rssBytesMean: amount,
    }),
    services: servicesUsageSchema.exactOptional(),
    labels: z.array(z.string()),
    valid: z.boolean(),
    invalidReasons: z.array(z.string()),
    firstMismatch: z.string().exactOptional(),
  })
  .meta({ id: "Step" });
