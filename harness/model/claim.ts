// A published sentence with a number, fixed before the run, and what may become of it. Claims are
// data: a workload's claims.ts is a list of them, and judge/ alone gives verdicts.

export const VERDICTS = [
  "confirmed",
  "partial",
  "refuted",
  "inconclusive",
  "impossible-as-stated",
  "self-contradictory",
  "untestable-here",
  "not-built",
] as const;
export type Verdict = (typeof VERDICTS)[number];

export const CLAIM_KINDS = ["ratio", "absolute", "bound", "design", "business"] as const;
export type ClaimKind = (typeof CLAIM_KINDS)[number];

/** One side of a claim, in the source's own figures. */
export interface ClaimSide {
  readonly who: string;
  readonly value: number | null;
  readonly unit: string | null;
}

export interface Claim {
  readonly id: string;
  readonly system: string;
  /** File name of the document that makes the claim. */
  readonly seed: string;
  /** The source's words, unchanged. */
  readonly quote: string;
  readonly metric: string;
  readonly slow: ClaimSide | null;
  readonly fast: ClaimSide | null;
  readonly ratio: number | null;
  readonly ratioHigh: number | null;
  readonly kind: ClaimKind;
  readonly bound: string | null;
  /** Ids of claims that cannot hold together with this one. */
  readonly contradicts: readonly string[];
  readonly note: string;
}
