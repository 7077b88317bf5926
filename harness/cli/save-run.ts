// Writes a finished run to its folder: the record, and the page drawn from the record as it was
// written, so that `bench report` draws the same bytes again.

import { createHash } from "node:crypto";
import path from "node:path";
import { RECORD_FILE, REPORT_FILE, replaceFile } from "#drive/run/journal.ts";
import type { RunRecord } from "#model/run-record.ts";
import { renderReport } from "#render/report.ts";

export function saveRun(record: RunRecord, folder: string): void {
  const text = `${JSON.stringify(record)}\n`;
  replaceFile(path.join(folder, RECORD_FILE), text);
  const sha256 = createHash("sha256").update(text).digest("hex");
  replaceFile(path.join(folder, REPORT_FILE), renderReport(record, sha256));
}
