// The questions that a self-test answers, each in one sentence: the ten seconds of its page, the
// first lines in a terminal, the panel in a run's report, the rows in the README. Its own file so
// that they never say different things.

import type {
  CostSummary,
  OwnTally,
  RivalSummary,
  SelfTestSummary,
  VerdictSummary,
  WorstError,
} from "#model/self-test-summary.ts";
import { formatCount, formatNs } from "#render/format.ts";
import { errorInWords, lowerBoundText, upperBoundText } from "#render/self-test/error-text.ts";

export interface Answer {
  readonly about: "own" | "rivals" | "faults" | "alarms" | "cost";
  /** The question as a few words, for a table. */
  readonly topic: string;
  /** Whether the answer speaks for the lab; undefined: it does not speak of the lab. */
  readonly state: "good" | "bad" | undefined;
  readonly sentence: string;
}

function ofText(part: number, whole: number): string {
  return `${formatCount(part)} of ${formatCount(whole)}`;
}

/** Where more could not be judged, what could be is not all of the answer. */
const UNSETTLED_MAX = 0.2;

function ownSentence(tally: OwnTally): string {
  const { total, within, outside, unsettled, counts, countsRight } = tally;
  if (total === 0) return "not tested";
  const settled = within + outside;
  const why = "the host spoiled them, or our own verdict called them unfit";
  const spoiled = `${ofText(unsettled, total)} could not be judged: ${why}`;
  if (settled === 0) return `cannot say: ${spoiled}`;
  const right = `${ofText(within, settled)} response times within bounds`;
  const counted = counts === 0 ? [] : [`${ofText(countsRight, counts)} counts right`];
  const facts = [right, ...counted, ...(unsettled === 0 ? [] : [spoiled])].join("; ");
  if (!isOwnRight(tally)) return `not all: ${facts}`;
  return `${isMostlySettled(tally) ? "yes" : "as far as it could be judged"}: ${facts}`;
}

function isOwnRight({ outside, counts, countsRight }: OwnTally): boolean {
  return outside === 0 && countsRight === counts;
}

function ownState(own: OwnTally): Answer["state"] {
  if (own.total === 0) return undefined;
  return stateOf(isMostlySettled(own) || !isOwnRight(own), isOwnRight(own));
}

function isMostlySettled({ total, unsettled }: OwnTally): boolean {
  return unsettled <= UNSETTLED_MAX * total;
}

/** "97 % too low (k6, p99 of freeze)". */
function extremeText({
  tool,
  worst,
}: {
  readonly tool: string;
  readonly worst: WorstError;
}): string {
  return `${errorInWords(worst.errorPct)} (${tool}, ${worst.quantile} of ${worst.case})`;
}

/** The furthest on either side, of figures that were outside their bounds. */
function extremes(rivals: readonly RivalSummary[]): string[] {
  const off = rivals.flatMap(({ tool, worst, outside }) =>
    worst === null || outside === 0 ? [] : [{ tool, worst }],
  );
  // Summaries come with the furthest first.
  const low = off.find(({ worst }) => worst.errorPct < 0);
  const high = off.find(({ worst }) => worst.errorPct > 0);
  return [low, high].filter((one) => one !== undefined).map(extremeText);
}

function rivalsSentence(rivals: readonly RivalSummary[]): string {
  if (rivals.length === 0) return "none was measured";
  const sum = (of: (rival: RivalSummary) => number) =>
    rivals.reduce((all, rival) => all + of(rival), 0);
  const wrong = sum(({ wrongCases }) => wrongCases);
  if (wrong === 0) return `${rivals.length} measured, all within the same bounds`;
  const found = extremes(rivals);
  const far = found.length === 0 ? "" : `up to ${found.join(", up to ")}; `;
  const noticed = sum(({ noticedCases }) => noticedCases);
  return `${far}wrong in ${formatCount(wrong)} cases, which they noticed in ${formatCount(noticed)}`;
}

function namedSentence(verdict: VerdictSummary | null): string {
  if (verdict === null || verdict.planted === 0) return "not tested";
  const { planted, rightCause, rightCauseLow } = verdict;
  return `${ofText(rightCause, planted)} (95 % bound ${lowerBoundText(rightCauseLow)})`;
}

function alarmsSentence(verdict: VerdictSummary | null): string {
  if (verdict === null || verdict.clean === 0) return "not tested";
  const { clean, falseAlarms, falseAlarmsHigh } = verdict;
  return `${ofText(falseAlarms, clean)} (95 % bound ${upperBoundText(falseAlarmsHigh)})`;
}

/** Null where nothing was measured. */
export function meetsGoal({ value, goal, better }: CostSummary): boolean | null {
  if (value === null) return null;
  return better === "less" ? value <= goal : value >= goal;
}

function costSentence(cost: readonly CostSummary[]): string {
  const met = cost.map(meetsGoal).filter((one) => one !== null);
  if (met.length === 0) return "not tested";
  const missing = cost.length - met.length;
  const rest = missing === 0 ? "" : `; ${missing} not measured`;
  return `${ofText(met.filter(Boolean).length, met.length)} goals met${rest}`;
}

/** At least this share of planted faults must be named, and at most its rest be false alarms. */
const VERDICT_GOAL = 0.99;

function stateOf(isTested: boolean, isGood: boolean): Answer["state"] {
  if (!isTested) return undefined;
  return isGood ? "good" : "bad";
}

function verdictAnswers(verdict: VerdictSummary | null): Answer[] {
  const { planted = 0, rightCause = 0, clean = 0, falseAlarms = 0 } = verdict ?? {};
  return [
    {
      about: "faults",
      topic: "planted generator faults named",
      state: stateOf(planted > 0, rightCause >= VERDICT_GOAL * planted),
      sentence: namedSentence(verdict),
    },
    {
      about: "alarms",
      topic: "false alarms on clean steps",
      state: stateOf(clean > 0, falseAlarms <= (1 - VERDICT_GOAL) * clean),
      sentence: alarmsSentence(verdict),
    },
  ];
}

export function selfTestAnswers(summary: SelfTestSummary): Answer[] {
  const { own, rivals, generator, cost } = summary;
  const goals = cost.map(meetsGoal);
  return [
    {
      about: "own",
      topic: "our own numbers right",
      state: ownState(own),
      sentence: ownSentence(own),
    },
    {
      about: "rivals",
      topic: "other tools",
      state: undefined,
      sentence: rivalsSentence(rivals),
    },
    ...verdictAnswers(generator),
    {
      about: "cost",
      topic: "own cost",
      state: stateOf(
        goals.some((met) => met !== null),
        !goals.includes(false),
      ),
      sentence: costSentence(cost),
    },
  ];
}

/** "k6: 97 % too low at p99 of freeze (31 ms, not 1.02 s); noticed 2 of 8 wrong cases". */
export function rivalSentence({ tool, worst, wrongCases, noticedCases }: RivalSummary): string {
  if (worst === null) return `${tool}: reported nothing that can be compared`;
  const { errorPct, quantile, case: id, reportedNs, truthNs } = worst;
  const figure = `${errorInWords(errorPct)} at ${quantile} of ${id}`;
  const said = `${formatNs(reportedNs)}, not ${formatNs(truthNs)}`;
  const noticed =
    wrongCases === 0 ? "" : `; noticed ${ofText(noticedCases, wrongCases)} wrong cases`;
  return `${tool}: ${figure} (${said})${noticed}`;
}
