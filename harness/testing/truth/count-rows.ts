// What was counted in a repetition of a truth case, held against what the server knows: requests
// sent and withheld, replies of each fate, the rate achieved, and the arrivals.
//
// Its own file because counts must be exact where nothing but the plan decides them; where the
// transport's microseconds have a say, the tolerance stands beside the figure. What other tools
// count is tool-counts.ts's.
//
//   error, wrong reply   replied, and mismatched: the server answered, not what was asked for
//   reset                the reply counts; the connection is opened again
//   silent, dropped      unanswered; over TCP what a reset swallowed has failed

import type { CountRow } from "#model/self-test.ts";
import { NS_PER_S } from "#model/units.ts";
import { FATE } from "../truth-server/truth-plan.ts";
import { arrivalCounts } from "./arrival-counts.ts";
import { arrivalsOf } from "./arrival-gaps.ts";
import { type Counted, countedRow } from "./counted-row.ts";
import type { OwnRepetition, OwnTruth } from "./own-repetition.ts";
import { fateCount } from "./planted-fates.ts";
import type { CountKind } from "./truth-cases.ts";
import { ERRORS, WRONG_REPLIES } from "./truth-traffic.ts";

/** Of what a limit withholds, or a rate achieves: the transport's part in each reply. */
const FLOW_SHARE = 0.01;

type CountsOf = (repetition: OwnRepetition, truth: OwnTruth) => readonly Counted[];

const EXTRA: Readonly<Record<CountKind, CountsOf>> = {
  fates: fateCounts,
  achieved: achievedCounts,
  arrivals: ({ plan, log }, { kept }) => {
    const { intendedNs, server, step } = plan;
    const arrivedNs = arrivalsOf(log, server.firstIndex, server.count);
    return arrivalCounts({ arrivedNs, intendedNs, kept }, step);
  },
};

/** The rows of the case: sent and withheld, then what it asks for. */
export function countRows(repetition: OwnRepetition, truth: OwnTruth): CountRow[] {
  const { truthCase, protocol } = repetition.plan;
  const counted = [
    ...sentCounts(repetition, truth),
    ...truthCase.counts.flatMap((kind) => EXTRA[kind](repetition, truth)),
  ];
  const identity = { case: truthCase.id, protocol, tool: "tailproof" };
  return counted.map((each) => countedRow(identity, each));
}

function sentCounts({ plan, outcome }: OwnRepetition, { responses }: OwnTruth): Counted[] {
  const { step, truthCase, server } = plan;
  const expected = responses.withheld;
  // What falls due while the generator is paused finds the replies of that time unread.
  const pausedRequests = (outcome.own.pausedNs * step.ratePerS) / NS_PER_S;
  const limit = truthCase.connections * truthCase.inFlightMax;
  const tolerance = expected === 0 ? 0 : Math.ceil(limit + FLOW_SHARE * expected + pausedRequests);
  return [
    { what: "sent", expected: server.count - expected, reported: outcome.sent, tolerance },
    { what: "withheld", expected, reported: outcome.withheld, tolerance },
  ];
}

function fateCounts(repetition: OwnRepetition, { happenedNs }: OwnTruth): Counted[] {
  const { plan, outcome, notes } = repetition;
  const isServed = (at: number): boolean => !Number.isNaN(happenedNs[at] as number);
  const of = (fate: number): number => fateCount(plan.server.fates, fate, isServed);
  const served = happenedNs.reduce((sum, timeNs) => sum + (Number.isNaN(timeNs) ? 0 : 1), 0);
  const [errors, wrong, silent, resets] = [
    of(FATE.error),
    of(FATE.wrong),
    of(FATE.silent),
    of(FATE.reset),
  ];
  const lost = outcome.sent - served;
  const isUdp = plan.protocol === "udp";
  return [
    { what: "replied", expected: served - silent, reported: outcome.replied },
    { what: "failed", expected: isUdp ? 0 : lost, reported: outcome.failed },
    {
      what: "unanswered",
      expected: isUdp ? silent + lost : 0,
      reported: outcome.unanswered,
    },
    { what: "mismatched", expected: errors + wrong, reported: outcome.mismatched },
    { what: ERRORS, expected: errors, reported: notes.tallies[ERRORS] ?? 0 },
    { what: WRONG_REPLIES, expected: wrong, reported: notes.tallies[WRONG_REPLIES] ?? 0 },
    ...(isUdp ? [] : [{ what: "reconnects", expected: resets, reported: outcome.own.reconnects }]),
  ];
}

function achievedCounts({ plan, outcome }: OwnRepetition, { responses }: OwnTruth): Counted[] {
  const { step, intendedNs } = plan;
  const endNs = step.durationS * NS_PER_S;
  const inTime = responses.responseNs.reduce(
    (sum, timeNs, at) => sum + ((intendedNs[at] as number) + timeNs <= endNs ? 1 : 0),
    0,
  );
  const expected = inTime / step.durationS;
  const tolerance = FLOW_SHARE * expected;
  return [{ what: "achieved in a second", expected, reported: outcome.achievedPerS, tolerance }];
}
