// `bench compare RECORD RECORD`: two runs of the same thing on the same machine, figure by figure.
// Unlike runs are refused with everything that differs.

import path from "node:path";
import type { Command } from "commander";
import { readRun, type SavedRun } from "#drive/run/saved-run.ts";
import { UsageError } from "#drive/usage-error.ts";
import { compareRecords, type RecordComparison } from "#judge/record-comparison.ts";
import { unlikenessOf } from "#judge/record-likeness.ts";
import { formatPerS, formatRange, formatRatio, formatValue, plainText } from "#render/format.ts";
import { tellUnsealed } from "./unsealed-notice.ts";
import { UsageProblems, wordsOf } from "./usage-options.ts";
import { EXIT, type Surroundings, type Verb } from "./verb.ts";

export const compare: Verb = {
  name: "compare",
  declare(command: Command): void {
    command
      .description("Compare two runs of the same thing on the same machine, figure by figure.")
      .usage("[options] <record> <record>")
      .argument("[record...]", "record.json, journal.ndjson or a run's folder: before, after")
      .option("--json", "print one JSON document");
  },
  async run(command: Command, { print, tell, caller }: Surroundings): Promise<number> {
    const saved = readRecords(command, caller);
    for (const each of saved) tellUnsealed(each, tell);
    const [before, after] = [saved[0].record, saved[1].record];
    const reasons = unlikenessOf(before, after);
    const comparisons = reasons.length > 0 ? [] : compareRecords(before, after);
    if (command.opts<{ json?: boolean }>().json === true) {
      print(`${JSON.stringify({ comparable: reasons.length === 0, reasons, comparisons })}\n`);
    } else if (reasons.length === 0) print(textOf(comparisons));
    if (reasons.length > 0) {
      tell("bench: these runs are not comparable; a ratio of them would say nothing:\n");
      for (const reason of reasons) tell(`  ${plainText(reason)}\n`);
      tell("Measure both on one machine, with the same size and input, best in one run.\n");
    } else if (comparisons.length === 0) tell("bench: no figure has valid trials in both runs\n");
    return comparisons.length > 0 ? EXIT.pass : EXIT.invalid;
  },
};

/** @throws UsageError with all problems. */
function readRecords(command: Command, caller: string): [SavedRun, SavedRun] {
  const problems = new UsageProblems();
  const words = wordsOf(command, problems);
  if (words.length !== 2) {
    problems.sentences.push(
      `received ${words.length} ${words.length === 1 ? "record" : "records"}, expected two: before and after`,
    );
  }
  const records = words.slice(0, 2).flatMap((word) => {
    const saved = readRun(path.resolve(caller, word));
    if (saved.ok) return [saved.value];
    problems.sentences.push(...saved.problems);
    return [];
  });
  const [before, after] = records;
  if (before === undefined || after === undefined || problems.sentences.length > 0) {
    throw new UsageError(problems.sentences);
  }
  return [before, after];
}

function textOf(comparisons: readonly RecordComparison[]): string {
  const groups = Map.groupBy(
    comparisons,
    ({ workload, scenario, contender, variant, offeredPerS }) =>
      `${workload} ${scenario}, ${contender} ${variant}${rateText(offeredPerS)}`,
  );
  const blocks = [...groups].map(([title, group]) =>
    [plainText(title), ...group.map(lineOf)].join("\n"),
  );
  const note =
    "Ratios above 1: the second run is better. The runs share no blocks, so what the host did\n" +
    "between them is not cancelled out: a difference here is a reason to measure both in one run.";
  return [...blocks, note, ""].join("\n");
}

/** Jobs and kernels have none. */
function rateText(offeredPerS: number | undefined): string {
  return offeredPerS === undefined ? "" : `, ${formatPerS(offeredPerS)} offered`;
}

function lineOf(comparison: RecordComparison): string {
  const { metric, unit, first, second, ratio, low, high, significant, trials } = comparison;
  const values = `${formatValue(first, unit)} → ${formatValue(second, unit)}`;
  const interval =
    low === undefined || high === undefined
      ? `no interval: ${trials.join(" and ")} valid trials`
      : `${formatRange(low, high, formatRatio)} ${significant ? "differs" : "same within the noise"}`;
  return `  ${metric.padEnd(16)} ${values.padEnd(26)} ${formatRatio(ratio)}  ${interval}`;
}
