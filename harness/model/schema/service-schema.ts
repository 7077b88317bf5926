// What a service.json may hold: a contender.json without role and variants, and how contenders
// learn where the service is. Its own file because it is another kind of manifest with the same
// rules.

import * as z from "zod";
import type { Service } from "../service.ts";
import { parseJson } from "./json-text.ts";
import { commandLine, name, requirement } from "./manifest-schema.ts";
import type { Parsed } from "./parsed.ts";
import { checked } from "./problems.ts";

export const serviceSchema = z.strictObject({
  name,
  requires: z.array(requirement).default([]),
  build: z.array(commandLine).default([]),
  start: commandLine,
  contenderArgument: z
    .string()
    .regex(/\{port\}/, 'an argument with {port} in it, such as "--broker=127.0.0.1:{port}"'),
});

/** Reads a service.json. `file` is named in each problem. */
export function parseService(serviceText: string, file: string): Parsed<Service> {
  const json = parseJson(serviceText, file);
  return json.ok ? checked(serviceSchema, { file, value: json.value }) : json;
}
