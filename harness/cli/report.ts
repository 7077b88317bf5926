// `bench report RECORD`: draws the page again, from the record alone. Also from the journal of a
// run that was killed.

import path from "node:path";
import type { Command } from "commander";
import { REPORT_FILE, replaceFile } from "#drive/run/journal.ts";
import { readRun } from "#drive/run/saved-run.ts";
import { UsageError } from "#drive/usage-error.ts";
import { renderReport } from "#render/report.ts";
import { renderVerdictLines } from "#render/terminal.ts";
import { tellUnsealed } from "./unsealed-notice.ts";
import { UsageProblems, wordsOf } from "./usage-options.ts";
import { EXIT, type Surroundings, type Verb } from "./verb.ts";

export const report: Verb = {
  name: "report",
  declare(command: Command): void {
    command
      .description("Draw the page of a run again, from its record.json, its journal or its folder.")
      // Optional to commander: that it is missing is told with the other problems.
      .usage("[options] <record>")
      .argument("[record]", "record.json, journal.ndjson or a run's folder")
      .option(
        "--output <file>",
        `where to write the page; ${REPORT_FILE} beside the record unless given`,
      )
      .option("--json", "print the record as one JSON document instead of a summary");
  },
  async run(command: Command, { print, tell, caller }: Surroundings): Promise<number> {
    const problems = new UsageProblems();
    const [where, ...more] = wordsOf(command, problems);
    if (where === undefined) problems.sentences.push("which record? Expected a file or a folder");
    for (const word of more)
      problems.sentences.push(`unexpected word "${word}": one record at a time`);
    const at = (file: string): string =>
      caller === process.cwd() ? file : path.resolve(caller, file);
    const saved = where === undefined ? undefined : readRun(at(where));
    if (saved?.ok === false) problems.sentences.push(...saved.problems);
    if (saved?.ok !== true || problems.sentences.length > 0) {
      throw new UsageError(problems.sentences);
    }
    const { record, file, sha256 } = saved.value;
    const { output, json } = command.opts<{ output?: string; json?: boolean }>();
    const page = output === undefined ? path.join(path.dirname(file), REPORT_FILE) : at(output);
    writePage(page, renderReport(record, sha256));
    tellUnsealed(saved.value, tell);
    if (json === true) print(`${JSON.stringify(record)}\n`);
    else print([...renderVerdictLines(record), `page: ${page}`, ""].join("\n"));
    return EXIT.pass;
  },
};

/** @throws UsageError where the page cannot be written: another place may do. */
function writePage(page: string, html: string): void {
  try {
    replaceFile(page, html);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError([`${page} cannot be written: ${why}; name another place by --output`]);
  }
}
