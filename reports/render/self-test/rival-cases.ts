// What other tools said of each case, one entry a tool and case, the worst first: the rows of the
// rivals' table and the dots of its chart. Its own file because both must order and judge alike.

import {
  type CountRow,
  OWN_TOOL,
  type RivalNotice,
  type SelfTest,
  type TruthProtocol,
  type TruthQuantile,
  type TruthRow,
} from "#model/self-test.ts";
import { distance, rowState } from "#model/self-test-summary.ts";

/** Quantiles by which tools are ordered and drawn: every tool is asked for them. */
export const RIVAL_QUANTILES: readonly TruthQuantile[] = ["p50", "p99", "p99.9"];

export interface ToolCase {
  readonly tool: string;
  readonly case: string;
  readonly protocol: TruthProtocol;
  readonly rows: readonly TruthRow[];
  readonly counts: readonly CountRow[];
  /** A figure or a count was outside its bounds. */
  readonly isWrong: boolean;
  readonly notice: RivalNotice | undefined;
}

export function isOutside(row: TruthRow): boolean {
  return rowState(row) === "outside";
}

function keyOf({ tool, case: id, protocol }: TruthRow | CountRow): string {
  return JSON.stringify([tool, id, protocol]);
}

/** All tools, ours among them, in the order of the document. */
export function toolCases({ truth, counts, notices }: SelfTest): ToolCase[] {
  const rows = Map.groupBy(truth, keyOf);
  const countRows = Map.groupBy(counts, keyOf);
  return [...new Map([...truth, ...counts].map((row) => [keyOf(row), row]))].map(([key, row]) => {
    const { tool, case: id, protocol } = row;
    const own = { rows: rows.get(key) ?? [], counts: countRows.get(key) ?? [] };
    return {
      tool,
      case: id,
      protocol,
      ...own,
      isWrong:
        own.rows.some(isOutside) ||
        own.counts.some(({ within, reported }) => !within && reported !== null),
      notice: notices.find((notice) => notice.tool === tool && notice.case === id),
    };
  });
}

/** The furthest of its figures at these quantiles. */
function farthest({ rows }: ToolCase): number {
  const shown = rows.filter(({ quantile }) => RIVAL_QUANTILES.includes(quantile));
  return Math.max(0, ...shown.map(distance));
}

/** Those of other tools: the wrong before the right, the furthest first. */
export function rivalCases(source: SelfTest): ToolCase[] {
  return toolCases(source)
    .filter(({ tool }) => tool !== OWN_TOOL)
    .toSorted(
      (one, other) =>
        Number(other.isWrong) - Number(one.isWrong) || farthest(other) - farthest(one),
    );
}

/**
 * The largest error of a case, over the same quantiles, of those outside bounds if any is: a small
 * response may be within at 30 %, where all of it is the transport. Undefined where there is none.
 */
export function largestError({ rows }: ToolCase): TruthRow | undefined {
  const [largest] = rows
    .filter(({ quantile, errorPct }) => errorPct !== null && RIVAL_QUANTILES.includes(quantile))
    .toSorted((one, other) => {
      const outside = Number(isOutside(other)) - Number(isOutside(one));
      return outside || Math.abs(other.errorPct ?? 0) - Math.abs(one.errorPct ?? 0);
    });
  return largest;
}
