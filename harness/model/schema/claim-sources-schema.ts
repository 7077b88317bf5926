// What a workload's sources.json may hold. Its own file because it is a document of its own; that
// its digests fit the claims is drive's to find.

import * as z from "zod";
import type { ClaimSources } from "../claim-sources.ts";
import { parseJson } from "./json-text.ts";
import type { Parsed } from "./parsed.ts";
import { checked } from "./problems.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 of 64 lower-case hex digits");

const claimSourcesSchema = z.record(
  z.string(),
  z.strictObject({ sha256: digest, quotes: z.record(z.string(), digest) }),
);

/** Reads a sources.json. `file` is named in each problem. */
export function parseClaimSources(sourcesText: string, file: string): Parsed<ClaimSources> {
  const json = parseJson(sourcesText, file);
  return json.ok ? checked(claimSourcesSchema, { file, value: json.value }) : json;
}
