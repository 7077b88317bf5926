// What a run tells while it runs; the command line decides how it is shown.

import type { TrialKey } from "#drive/trial/trial-frame.ts";

export type Progress =
  | { readonly kind: "making-ready"; readonly contender: string }
  | { readonly kind: "other-runs"; readonly sentence: string }
  | {
      readonly kind: "unavailable";
      readonly contender: string;
      readonly reason: string;
      readonly fix: string;
    }
  | {
      readonly kind: "pre-check";
      readonly block: number;
      readonly attempt: number;
      readonly pausedShare: number;
    }
  /** maximum: a closed loop before the blocks. `atS`: seconds since the run's start. */
  | {
      readonly kind: "trial-started";
      readonly key: TrialKey;
      readonly what: "trial" | "maximum";
      readonly atS: number;
    }
  | { readonly kind: "trial-ended"; readonly key: TrialKey; readonly summary: string };

export type ShowProgress = (progress: Progress) => void;
