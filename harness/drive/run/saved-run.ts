// A run as it lies on disk: record.json, or where the run was killed its journal. Reads either,
// from the file or from the run's folder, and says in one sentence what is wrong with what it
// finds.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { RunRecord } from "#model/run-record.ts";
import { parseJson } from "#model/schema/json-text.ts";
import type { Parsed } from "#model/schema/parsed.ts";
import { parseRecord } from "#model/schema/record-schema.ts";
import { JOURNAL_FILE, type JournalEntry, PUBLISHED_FILE, RECORD_FILE } from "./journal.ts";
import { payloadProblem } from "./payload-check.ts";
import { type Seal, sealOf } from "./record-seal.ts";
import { judged, unjudged } from "./run-record.ts";

export interface SavedRun {
  readonly record: RunRecord;
  /** The file that was read. */
  readonly file: string;
  /** SHA-256 of its bytes. */
  readonly sha256: string;
  /** A record with a broken seal is not read. */
  readonly seal: Exclude<Seal, "broken">;
}

/** Of a record that is unpacked: ten times the largest one of a standard run. */
const RECORD_BYTES_MAX = 256 * 1024 * 1024;

const EDITED =
  "the record was changed after it was written: its contentSha256 is that of other content. Take the run's own record, or run again.";

/** Reads the run at `where`: a record, packed or not, a journal, or a folder with one of them. */
export function readRun(where: string): Parsed<SavedRun> {
  const found = locate(where);
  if (!found.ok) return found;
  const file = found.value;
  let text: string;
  try {
    text = textOf(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`${file} cannot be read: ${why}`] };
  }
  const parsed = file.endsWith(".ndjson") ? parseJournal(text, file) : parseRecord(text, file);
  if (!parsed.ok) return parsed;
  const damage = payloadProblem(parsed.value);
  if (damage !== undefined) return { ok: false, problems: [`${file}: ${damage}`] };
  const seal = sealOf(parsed.value);
  if (seal === "broken") return { ok: false, problems: [`${file}: ${EDITED}`] };
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { ok: true, value: { record: parsed.value, file, sha256, seal } };
}

function textOf(file: string): string {
  const bytes = readFileSync(file);
  const isPacked = file.endsWith(".gz");
  return (isPacked ? gunzipSync(bytes, { maxOutputLength: RECORD_BYTES_MAX }) : bytes).toString(
    "utf8",
  );
}

function locate(where: string): Parsed<string> {
  const info = statSync(where, { throwIfNoEntry: false });
  if (info === undefined) {
    const expected = `expected a ${RECORD_FILE}, a ${JOURNAL_FILE} or a run's folder`;
    return { ok: false, problems: [`${where} does not exist; ${expected}`] };
  }
  if (!info.isDirectory()) return { ok: true, value: where };
  const file = [RECORD_FILE, PUBLISHED_FILE, JOURNAL_FILE]
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
    const where = `${file}, line ${position + 1}`;
    const parsed = parseJson(line, where);
    if (!parsed.ok) {
      if (position < lines.length - 1) return parsed;
    } else if (isEntry(parsed.value)) entries.push(parsed.value);
    else return { ok: false, problems: [`${where}: not an entry of a run's journal`] };
  }
  const [first] = entries;
  if (first?.entry !== "head") {
    return { ok: false, problems: [`${file}: the first line is not the run's head`] };
  }
  // Through the schema like any record, and before anything is computed from it: what was written
  // by hand or by another version is found. The head first, because it names the version.
  const ending = { status: "aborted", durationS: 0, preChecks: [], workloads: [] };
  const head = parseRecord(JSON.stringify({ ...first.head, ...ending }), file);
  if (!head.ok) return head;
  const durationS = Math.max(0, ...entries.map((each) => ("atS" in each ? each.atS : 0)));
  const record = unjudged(entries, { status: "aborted", durationS });
  const whole = parseRecord(JSON.stringify(record), file);
  return whole.ok ? { ok: true, value: judged(whole.value) } : whole;
}

/**
 * The key of each kind of entry under which an object stands; what must be in it, the record's
 * schema says.
 */
const PAYLOADS: Readonly<Record<JournalEntry["entry"], string | undefined>> = {
  head: "head",
  workload: undefined,
  result: "result",
  "pre-check": "preCheck",
  "left-out": undefined,
  trial: "trial",
};

function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== "object" || value === null) return false;
  const kind = Object.keys(PAYLOADS).find((each) => each === Reflect.get(value, "entry"));
  if (kind === undefined) return false;
  const payload = PAYLOADS[kind as JournalEntry["entry"]];
  if (payload === undefined) return true;
  const content: unknown = Reflect.get(value, payload);
  return typeof content === "object" && content !== null;
}
