// What a run tells while it runs; the command line decides how it is shown.

import type { TrialKey } from "#drive/trial/trial.ts";

export type Progress =
  | { readonly kind: "making-ready"; readonly contender: string }
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
  /** `number` counts from 1 over the whole run; `atS` since its start. */
  | {
      readonly kind: "trial-started";
      readonly key: TrialKey;
      readonly number: number;
      readonly atS: number;
    }
  | { readonly kind: "trial-ended"; readonly key: TrialKey; readonly summary: string };

export type ShowProgress = (progress: Progress) => void;
