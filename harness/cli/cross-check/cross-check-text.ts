// Cross-checks as a table for people: for each rate our own two rows, then what each tool reports;
// below, the tools' own words, what is absent, and the commands.

import { figures as stepFigures } from "#cli/load/load-table.ts";
import type { LoadStep } from "#cli/load/load-step.ts";
import { formatCount, formatNs, formatPerS, NO_NUMBER } from "#render/format.ts";
import type { CrossCheck } from "./cross-checks.ts";

const NAME_WIDTH = 20;
const FIGURE_WIDTH = 11;
const TITLE = "cross-checks: other tools at the same rate; service time unless said otherwise";
const HEADS = ["achieved", "p50", "p99", "p99.9", "max", "errors"];

export function crossCheckLines(
  checks: readonly CrossCheck[],
  steps: readonly LoadStep[],
): string[] {
  const measured = checks.filter(({ state }) => state === "measured");
  const loops = measured.filter(({ offeredPerS }) => offeredPerS === null);
  const tables = steps.flatMap((step) => {
    const at = measured.filter(({ offeredPerS }) => offeredPerS === step.offeredPerS);
    return [row(formatPerS(step.offeredPerS), HEADS), ...ownRows(step), ...at.map(checkRow)];
  });
  return [
    "",
    TITLE,
    ...tables,
    ...loops.map(checkRow),
    ...checks.flatMap(remarks),
    ...commands(measured),
  ];
}

function row(name: string, cells: readonly string[], times = ""): string {
  const figures = cells.map((cell) => cell.padStart(FIGURE_WIDTH)).join("");
  return `${name.padEnd(NAME_WIDTH)}${figures}${times === "" ? "" : `   ${times}`}`;
}

function ownRows(step: LoadStep): string[] {
  const lost = step.failed + step.unanswered;
  const errors = formatCount(lost + step.mismatched);
  const cells = (name: "response" | "service", endless: number): string[] => {
    const figures = stepFigures(step[name], step.all[name].maxNs, endless > 0);
    const [p50 = "", , p99 = "", p999 = "", max = ""] = figures;
    return [formatPerS(step.achievedPerS), p50, p99, p999, max, errors];
  };
  return [
    row("tailproof", cells("response", lost + step.withheld), "response, from the planned instant"),
    row("", cells("service", lost)),
  ];
}

function checkRow({ name, version, figures, times }: CrossCheck): string {
  if (figures === null) return row(name, []);
  const { p50Ns, p99Ns, p999Ns, maxNs, errors, achievedPerS } = figures;
  const cells = [
    formatPerS(achievedPerS),
    ...[p50Ns, p99Ns, p999Ns, maxNs].map((ns) => (ns === null ? NO_NUMBER : formatNs(ns))),
    formatCount(errors),
  ];
  return row(`${name} ${version ?? ""}`, cells, times);
}

/** What a row of figures cannot say. */
function remarks({ name, offeredPerS, state, notice, reason = "", fix }: CrossCheck): string[] {
  const where = offeredPerS === null ? name : `${name} at ${formatPerS(offeredPerS)}`;
  switch (state) {
    case "measured":
      return notice === null ? [] : [`${where} says itself: ${notice}`];
    case "failed":
      return [`${where} gave no figures: ${reason}`];
    case "absent":
      return [`${name} is absent: ${reason}${fix === undefined ? "" : `; fix: ${fix}`}`];
  }
}

/** One of each row of tools: at other rates only the rate differs. */
function commands(measured: readonly CrossCheck[]): string[] {
  const first = measured.filter(
    ({ tool }, at) => measured.findIndex((other) => other.tool === tool) === at,
  );
  return first.map(({ command }) => `  ${command}`);
}
