// What a contender.json may hold: the rules that its text must keep before anything is started from
// it.
//
// Strict, because a misspelt key that is silently ignored changes what is measured. Keys that say
// "nothing special" may be left out. Whether commands exist and placeholders resolve is drive's.

import * as z from "zod";
import { type ContenderManifest, ROLES, WRITES } from "../contender.ts";
import { parseJson } from "./json-text.ts";
import type { Parsed } from "./parsed.ts";
import { checked } from "./problems.ts";

export const text = z.string().min(1);
export const commandLine = z.array(text).min(1);

/** A command with an optional least version: `python>=3.11`, `cc`. */
export const requirement = z
  .string()
  .regex(
    /^[a-z][\w.+-]*(>=\d+(\.\d+)*)?$/i,
    'a command with an optional least version, such as "python>=3.11"',
  );

/** Names stand in ids, options and file names. */
export const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.+-]*$/, "a name of lower-case letters, digits, dots and hyphens");

const variantSchema = z.strictObject({
  name,
  arguments: z.array(z.string()).default([]),
  quick: z.boolean().default(false),
  changes: z.string().default(""),
  writes: z.enum(WRITES).exactOptional(),
  requires: z.array(requirement).exactOptional(),
  deviations: z
    .array(z.strictObject({ sentence: text, cases: z.array(text).default([]) }))
    .exactOptional(),
});

const uniqueVariants = z
  .array(variantSchema)
  .min(1)
  .refine(
    (variants) => new Set(variants.map((variant) => variant.name)).size === variants.length,
    "variants with different names",
  );

export const manifestSchema = z.strictObject({
  name,
  language: name,
  role: z.enum(ROLES),
  requires: z.array(requirement).default([]),
  build: z.array(commandLine).default([]),
  start: commandLine,
  speaks: name,
  variants: uniqueVariants,
});

/** Reads a contender.json. `file` is named in each problem. */
export function parseManifest(manifestText: string, file: string): Parsed<ContenderManifest> {
  const json = parseJson(manifestText, file);
  return json.ok ? checked(manifestSchema, { file, value: json.value }) : json;
}
