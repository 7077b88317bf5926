// The seal of a record: the SHA-256 of its own content, inside it. What was changed by hand after
// the run no longer fits it.
//
// In the record and not beside it, so that it travels with copies and packed ones. It finds edits,
// not forgers: who computes it anew can say anything. What becomes of a broken one, saved-run.ts
// and the verbs decide.

import { createHash } from "node:crypto";
import type { RunRecord } from "#model/run-record.ts";

/** none: a journal, or a record from before there were seals; an edit of it would not show. */
export type Seal = "intact" | "broken" | "none";

/** The record with its seal as the last key, whatever it had before. */
export function sealed(record: RunRecord): RunRecord {
  const { contentSha256: _, ...content } = record;
  return { ...content, contentSha256: digestOf(content) };
}

/** Of a record as it was read. White space and the file's packing do not count. */
export function sealOf({ contentSha256, ...content }: RunRecord): Seal {
  if (contentSha256 === undefined) return "none";
  return contentSha256 === digestOf(content) ? "intact" : "broken";
}

/** Keys keep their order from writing to reading, and numbers their shortest form. */
function digestOf(content: Omit<RunRecord, "contentSha256">): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
