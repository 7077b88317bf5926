// Something that was counted beside what it must be, as a row of the self-test. Its own file
// because the lab and other tools have different counts and the same rows.

import type { CountRow } from "#model/self-test.ts";

export interface Counted {
  readonly what: string;
  readonly expected: number;
  /** Null where the tool does not tell. */
  readonly reported: number | null;
  /** Left out: none, it must be exact. */
  readonly tolerance?: number;
}

export type CountIdentity = Pick<CountRow, "case" | "protocol" | "tool">;

/** A count that is not told is not within. */
export function countedRow(identity: CountIdentity, counted: Counted): CountRow {
  const { what, expected, reported, tolerance = 0 } = counted;
  const within = reported !== null && Math.abs(reported - expected) <= tolerance;
  return { ...identity, what, expected, reported, tolerance, within };
}
