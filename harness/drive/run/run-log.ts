// What a run has found so far, in memory and in the journal at once: the record is made from the
// same entries that lie on disk.

import type { ContenderResult, JobTrial, RunRecord, Trial } from "#model/run-record.ts";
import { MS_PER_S } from "#model/units.ts";
import { Journal, type JournalEntry, type JournalHead } from "./journal.ts";
import type { Entry } from "#drive/plan/scenario-plan.ts";
import { recordFrom } from "./run-record.ts";
import type { PlacedScenario } from "#drive/plan/workload-to-run.ts";

export class RunLog {
  readonly #journal: Journal;
  readonly #entries: JournalEntry[];
  readonly #startMs = performance.now();

  /** Makes the run's folder and writes the head. */
  constructor(folder: string, head: JournalHead) {
    this.#journal = new Journal(folder, head);
    this.#entries = [{ entry: "head", head }];
  }

  /** Seconds since the run's start, to the millisecond. */
  get elapsedS(): number {
    return Math.round(performance.now() - this.#startMs) / MS_PER_S;
  }

  add(entry: JournalEntry): void {
    this.#entries.push(entry);
    this.#journal.add(entry);
  }

  addTrial(workload: string, trial: Trial | JobTrial): void {
    this.add({ entry: "trial", workload, trial, atS: this.elapsedS });
  }

  /** Notes what became of a contender variant; the last note on it counts. */
  note(
    { workload, scenario }: PlacedScenario,
    { contender, variant }: Entry,
    outcome: Pick<ContenderResult, "outcome" | "reason" | "fix" | "gridMaximumPerS">,
  ): void {
    const { language, role } = contender.manifest;
    const { deviations } = variant;
    const result: ContenderResult = {
      id: contender.id,
      variant: variant.name,
      scenario: scenario.scenario.id,
      language,
      role,
      ...outcome,
      ...(deviations === undefined ? {} : { deviations }),
      metrics: [],
    };
    this.add({ entry: "result", workload: workload.plan.workload.id, result });
  }

  record(status: RunRecord["status"]): RunRecord {
    return recordFrom(this.#entries, { status, durationS: this.elapsedS });
  }
}
