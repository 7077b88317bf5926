// A run as it lies on disk: record.json, or where the run was killed its journal. Reads either, from the file or from
// the run's folder, and says in one sentence what is wrong with what it finds.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { RunRecord } from "#model/run-record.ts";
import { parseJson } from "#model/schema/json-text.ts";
import type { Parsed } from "#model/schema/parsed.ts";
import { parseRecord } from "#model/schema/record-schema.ts";
import { JOURNAL_FILE, type JournalEntry, RECORD_FILE } from "./journal.ts";
import { recordFrom } from "./run-record.ts";

export interface SavedRun {
  readonly record: RunRecord;
  /** The file that was read. */
  readonly file: string;
  /** SHA-256 of its bytes. */
  readonly sha256: string;
}

/** Reads the run at `where`: a record.json, a journal.ndjson, or a folder with one of them. */
export function readRun(where: string): Parsed<SavedRun> {
  const found = locate(where);
  if (!found.ok) return found;
  const file = found.value;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`${file} cannot be read: ${why}`] };
  }
  const parsed = file.endsWith(".ndjson") ? parseJournal(text, file) : parseRecord(text, file);
  if (!parsed.ok) return parsed;
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { ok: true, value: { record: parsed.value, file, sha256 } };
}

function locate(where: string): Parsed<string> {
  const info = statSync(where, { throwIfNoEntry: false });
  if (info === undefined) {
    const expected = `expected a ${RECORD_FILE}, a ${JOURNAL_FILE} or a run's folder`;
    return { ok: false, problems: [`${where} does not exist; ${expected}`] };
  }
  if (!info.isDirectory()) return { ok: true, value: where };
  const file = [RECORD_FILE, JOURNAL_FILE]
    .map((name) => path.join(where, name))
    .find((each) => existsSync(each));
  return file === undefined
    ? { ok: false, problems: [`${where} holds neither ${RECORD_FILE} nor ${JOURNAL_FILE}`] }
    : { ok: true, value: file };
}

/** A journal's last line may be cut where the run was killed; any other broken line is an error. */
function parseJournal(text: string, file: string): Parsed<RunRecord> {
  const lines = text.split("\n").filter(Boolean);
  const entries: JournalEntry[] = [];
  for (const [position, line] of lines.entries()) {
    const parsed = parseJson(line, `${file}, line ${position + 1}`);
    if (parsed.ok) entries.push(parsed.value as JournalEntry);
    else if (position < lines.length - 1) return parsed;
  }
  if (entries[0]?.entry !== "head") {
    return { ok: false, problems: [`${file}: the first line is not the run's head`] };
  }
  const durationS = Math.max(0, ...entries.map((each) => ("atS" in each ? each.atS : 0)));
  const record = recordFrom(entries, { status: "aborted", durationS });
  // Through the schema like any record: what was written by hand or by another version is found.
  return parseRecord(JSON.stringify(record), file);
}
