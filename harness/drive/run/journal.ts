// What is finished is kept: every completed trial goes to journal.ndjson at once, one JSON document
// a line, so that a run killed at any moment loses no finished trial. record.json is made at the
// end, by rename, so that it is whole or not there; a journal alone is a valid partial record (see
// saved-run.ts).

import { appendFileSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ContenderResult, JobTrial, PreCheck, RunRecord, Trial } from "#model/run-record.ts";
import type { Slo } from "#model/workload.ts";

/** The run's frame: the record without what trials add. Written first. */
export type JournalHead = Omit<RunRecord, "workloads" | "preChecks" | "status" | "durationS">;

export type JournalEntry =
  | { readonly entry: "head"; readonly head: JournalHead }
  | WorkloadEntry
  | { readonly entry: "result"; readonly workload: string; readonly result: ContenderResult }
  | { readonly entry: "pre-check"; readonly preCheck: PreCheck }
  | { readonly entry: "left-out"; readonly sentence: string }
  /** `atS`: seconds since the run's start. */
  | {
      readonly entry: "trial";
      readonly workload: string;
      readonly trial: Trial | JobTrial;
      readonly atS: number;
    };

/** What is told of a workload before its trials. */
export type WorkloadEntry = {
  readonly entry: "workload";
  readonly id: string;
  readonly question: string;
  readonly datasetSha256: string;
  readonly parameters: Readonly<Record<string, number>>;
} & (
  | {
      readonly shape: "service";
      /** The limit that knees are searched for. */
      readonly slo: Slo;
    }
  | { readonly shape: "job" | "kernel" }
);

export const JOURNAL_FILE = "journal.ndjson";
export const RECORD_FILE = "record.json";
/** A record as it is published: gzip. */
export const PUBLISHED_FILE = "record.json.gz";
export const REPORT_FILE = "index.html";

export class Journal {
  readonly folder: string;
  readonly #file: string;

  /** Makes the run's folder and writes the head. */
  constructor(folder: string, head: JournalHead) {
    this.folder = folder;
    this.#file = path.join(folder, JOURNAL_FILE);
    mkdirSync(folder, { recursive: true });
    this.add({ entry: "head", head });
  }

  add(entry: JournalEntry): void {
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }
}

/** Writes `text` so that readers see the old file or the whole new one, never a part. */
export function replaceFile(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}.part`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}
