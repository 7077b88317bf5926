// Where something was measured, as zod: the machine and the cores. Its own file because the record
// of a run and the document of a self-test say it alike. The types are model/host-facts.ts's.

import * as z from "zod";
import { amount, count } from "./step-schema.ts";

const text = z.string();

export const hostSchema = z
  .object({
    os: text,
    kernel: text,
    arch: text,
    cpuModel: text,
    cores: count,
    memoryBytes: count,
    virtualization: text,
    transparentHugePages: text,
    loadAverage1m: amount,
    versions: z.record(z.string(), z.string()),
    commit: text,
    dirty: z.boolean(),
  })
  .meta({ id: "Host" });

export const placementSchema = z
  .object({
    pinned: z.boolean(),
    generatorCore: count.nullable(),
    contenderCores: z.array(count),
    how: text,
  })
  .meta({ id: "Placement" });
