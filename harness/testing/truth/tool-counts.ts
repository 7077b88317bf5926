// What another tool counted in a repetition of a truth case, held against what the server knows,
// and how it kept to its rate as the server saw it.
//
// Its own file because other tools count fewer kinds: requests, and errors of any kind. What a tool
// does not tell stays null.

import type { CountRow } from "#model/self-test.ts";
import { FATE, type TruthPlan } from "../truth-server/truth-plan.ts";
import { arrivalCounts } from "./arrival-counts.ts";
import { type Counted, type CountIdentity, countedRow } from "./counted-row.ts";
import { fateCount } from "./planted-fates.ts";
import type { ToolTruth } from "./tool-truth.ts";
import { ERRORS, WRONG_REPLIES } from "./truth-traffic.ts";

/** A tool may start and end a moment beside the plan, so one in a hundred is no missing request. */
const SENT_SHARE = 0.01;

export interface ToolCounts {
  readonly requests: number | null;
  readonly errors: number | null;
}

/** @param server its plan, with `load` as the tool was asked for it. */
export function toolCountRows(
  identity: CountIdentity,
  truth: ToolTruth,
  told: ToolCounts,
  {
    server,
    load,
  }: {
    readonly server: TruthPlan;
    readonly load: { readonly ratePerS: number; readonly durationS: number };
  },
): CountRow[] {
  const of = (fate: number): number => fateCount(server.fates, fate, (at) => at < truth.arrived);
  const [errors, wrong, resets] = [of(FATE.error), of(FATE.wrong), of(FATE.reset)];
  const { arrivedNs, intendedNs } = truth;
  const kept = new Uint8Array(truth.arrived).fill(1);
  const counted: Counted[] = [
    {
      what: "sent",
      expected: server.count,
      reported: told.requests,
      tolerance: SENT_SHARE * server.count,
    },
    // Some call a reset an error, some open the connection again and say nothing: both are right.
    ...(errors > 0
      ? [{ what: ERRORS, expected: errors, reported: told.errors, tolerance: resets }]
      : []),
    // None of them looks at the reply, unless a script does.
    ...(wrong > 0 ? [{ what: WRONG_REPLIES, expected: wrong, reported: null }] : []),
    ...arrivalCounts({ arrivedNs, intendedNs, kept }, { arrivals: "uniform", ...load }),
  ];
  return counted.map((each) => countedRow(identity, each));
}
