// What a check of `bench doctor` says. Field names are the JSON contract.

export const LEVELS = ["ok", "warn", "block"] as const;
/** ok: nothing to do · warn: figures suffer, or something is left out · block: do not measure. */
export type Level = (typeof LEVELS)[number];

export interface DoctorCheck {
  readonly id: string;
  readonly level: Level;
  /** What was found. */
  readonly state: string;
  /** What that does, or would do, to results. */
  readonly effect: string;
  /** What to do about it: a command where there is one. */
  readonly fix?: string;
}

export interface CheckGroup {
  readonly title: string;
  readonly checks: readonly DoctorCheck[];
}

/** A check that warns where `isBad`; the fix is only of use then. */
export function warning(
  isBad: boolean,
  { fix, ...check }: Omit<DoctorCheck, "level">,
): DoctorCheck {
  if (!isBad) return { ...check, level: "ok" };
  return { ...check, level: "warn", ...(fix === undefined ? {} : { fix }) };
}

/** The same check, which forbids measuring where `isForbidding`. */
export function blocking(isForbidding: boolean, check: DoctorCheck): DoctorCheck {
  return isForbidding ? { ...check, level: "block" } : check;
}
