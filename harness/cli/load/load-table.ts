// The tables of a load run: the times of one step with what is and is not in them, and one line for
// each of several rates.

import { formatCount, formatNs, formatPerS, NO_NUMBER } from "#render/format.ts";
import { QUANTILE_NAMES, type QuantileName, type Quantiles } from "#model/step.ts";
import type { Finding } from "./load-finding.ts";
import type { LoadStep } from "./load-step.ts";

const NAME_WIDTH = 10;
const FIGURE_WIDTH = 11;
const KEYS = { p50: "p50Ns", p90: "p90Ns", p99: "p99Ns", "p99.9": "p999Ns" } as const;
/**
 * Requests that a quantile needs: 20 above it. In 5 different moments, too, which a count does not
 * tell.
 */
const NEEDED: Readonly<Record<QuantileName, number>> = {
  p50: 40,
  p90: 200,
  p99: 2_000,
  "p99.9": 20_000,
};

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(NAME_WIDTH) + cells.map((cell) => cell.padStart(FIGURE_WIDTH)).join("");
}

/** Times of a step, a line on what is in them, and why a quantile is missing. */
export function timesTable(step: LoadStep): string[] {
  const { withheld, failed, unanswered, all } = step;
  const lost = failed + unanswered;
  const cells = (name: "response" | "service" | "lag", endless: number): readonly string[] =>
    figures(step[name], all[name].maxNs, endless > 0);
  return [
    row("", [...QUANTILE_NAMES, "max"]),
    `${row("response", cells("response", lost + withheld))}   done − intended`,
    `${row("service", cells("service", lost))}   done − sent`,
    `${row("lag", cells("lag", 0))}   sent − intended`,
    caption(step),
    ...missingLine(step.response),
  ];
}

/** p50 to p99.9, then the maximum of all requests: a pause excuses none of them. */
export function figures(quantiles: Quantiles, maxNs: number | null, isEndless: boolean): string[] {
  const { censoredAboveNs } = quantiles;
  const above = censoredAboveNs === undefined ? NO_NUMBER : `> ${formatNs(censoredAboveNs)}`;
  const found = QUANTILE_NAMES.map((name) => {
    const ns = quantiles[KEYS[name]];
    return ns === null ? above : formatNs(ns);
  });
  if (maxNs === null) return [...found, NO_NUMBER];
  return [...found, `${isEndless ? "> " : ""}${formatNs(maxNs)}`];
}

function caption({ response, all }: LoadStep): string {
  const beside = all.response.count - response.count;
  const inIt = `times of ${formatCount(response.count)} answered requests`;
  if (all.response.count === 0) return inIt;
  return beside === 0
    ? `${inIt}: all of them`
    : `${inIt}; ${formatCount(beside)} beside the generator's pauses are left out, but not of max`;
}

function missingLine({ count, censoredAboveNs, ...quantiles }: Quantiles): string[] {
  if (censoredAboveNs !== undefined) return [];
  const missing = QUANTILE_NAMES.filter((name) => quantiles[KEYS[name]] === null);
  const [first] = missing;
  if (first === undefined) return [];
  const why =
    count < NEEDED[first]
      ? `too few requests, ${first} needs about ${formatCount(NEEDED[first])}`
      : "the slowest requests lie in too few moments of the step, or have no reply";
  return [`${NO_NUMBER} ${missing.join(", ")}: ${why}`];
}

/** One line for each rate; nothing where there is one. */
export function ratesTable(steps: readonly LoadStep[], findings: readonly Finding[]): string[] {
  if (steps.length < 2) return [];
  const heads = ["offered", "achieved", "p50", "p99", "max"];
  const lines = steps.map((step, at) => {
    const { response, all, withheld, failed, unanswered } = step;
    const times = figures(response, all.response.maxNs, withheld + failed + unanswered > 0);
    const [p50 = "", , p99 = "", , max = ""] = times;
    const rates = [formatPerS(step.drawnPerS), formatPerS(step.achievedPerS)];
    const name = formatPerS(step.offeredPerS);
    const word = findings[at]?.word ?? "";
    return `${row(name, [...rates, p50, p99, max])}   ${word}`;
  });
  return ["", row("rate", heads), ...lines];
}
