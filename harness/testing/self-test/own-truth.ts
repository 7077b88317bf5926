// The lab's own generator on every truth case: repetitions in rounds, until each case has enough
// that count, or the rounds are used up.
//
// Its own file because it decides what is repeated. A case whose block fails the pre-check is not
// measured in that round; one of which the host moved the truth itself, or which the generator's
// own verdict does not stand for, is measured again. Whether a figure was right decides nothing.

import { generatorVerdict } from "#judge/generator-verdict.ts";
import { mix32 } from "#model/draws.ts";
import {
  type CountRow,
  OWN_TOOL,
  type PartPreCheck,
  type TransportFloor,
  TRUTH_PROTOCOLS,
  type TruthProtocol,
  type TruthQuantile,
  type TruthRow,
} from "#model/self-test.ts";
import { NS_PER_US } from "#model/units.ts";
import { countRows } from "../truth/count-rows.ts";
import { judgeOwn, ownTruth } from "../truth/own-repetition.ts";
import { transportFloorCase, type TruthCase, truthCases } from "../truth/truth-cases.ts";
import { type JudgedRepetition, truthRow } from "../truth/truth-judgement.ts";
import { settledCounts } from "./settled-counts.ts";
import { partPreCheck, type SelfTestGround } from "./self-test-ground.ts";
import { type OwnRepetitionEnd, ownRepetition, type RepetitionOrder } from "./truth-repetition.ts";

/** Repetitions that must count. */
const WANTED = { quick: 1, full: 5 } as const;
/** With fewer of them nothing is said of a figure. */
const NEEDED = { quick: 1, full: 4 } as const;
/**
 * Rounds in which they may be found; one of all cases takes nine minutes. A test has an end
 * whatever the host does: a quick one after three minutes, a full one's truths after an hour and a
 * quarter.
 */
const ROUNDS = { quick: 1, full: 8 } as const;
/** Floor steps that must count, and may be tried. */
const FLOORS = { quick: { wanted: 1, tried: 3 }, full: { wanted: 5, tried: 15 } } as const;
/** Longer, and it is no way there and back: a gap of that length is a pause. */
const FLOOR_MAX_NS = 100 * NS_PER_US;
/** More of a floor in the server's own pauses, and it is the host's. */
const FLOOR_HOST_MAX = 0.5;
/** In a quick test one protocol has all cases, the others those that are easily got wrong. */
const QUICK_PROTOCOL: TruthProtocol = "memcache";
const QUICK_CASES: readonly string[] = ["constant", "planted-faults"];

export interface OwnTruthFound {
  readonly floors: readonly TransportFloor[];
  readonly rows: readonly TruthRow[];
  readonly counts: readonly CountRow[];
  readonly preChecks: readonly PartPreCheck[];
  readonly lacks: readonly string[];
}

/** How repetitions are made, and how often; a test has others. */
export interface TruthMeans {
  readonly rounds: Readonly<Record<SelfTestGround["size"], number>>;
  readonly check: typeof partPreCheck;
  readonly repeat: typeof ownRepetition;
}

const LIVE: TruthMeans = { rounds: ROUNDS, check: partPreCheck, repeat: ownRepetition };

type TruthGround = SelfTestGround & TruthMeans;

/** A case over one protocol, as far as it has come. */
interface CaseProgress {
  readonly truthCase: TruthCase;
  readonly protocol: TruthProtocol;
  readonly durationS: number;
  readonly judged: Map<TruthQuantile, JudgedRepetition[]>;
  readonly counts: CountRow[][];
  readonly faults: string[];
}

export async function measureOwnTruth(
  given: SelfTestGround,
  means: TruthMeans = LIVE,
): Promise<OwnTruthFound> {
  const ground = { ...given, ...means };
  const { size, signal, tell } = ground;
  const floors = await transportFloors(given, means);
  const all = progresses(size);
  const preChecks: PartPreCheck[] = [];
  for (let round = 0; round < ground.rounds[size] && !signal.aborted; round++) {
    for (const protocol of TRUTH_PROTOCOLS) {
      const lacking = all.filter((each) => each.protocol === protocol && lacks(each, size));
      if (lacking.length === 0) continue;
      tell(`truth, round ${round + 1}: ${lacking.length} cases over ${protocol}`);
      const floor = floors.find((each) => each.protocol === protocol);
      if (floor === undefined) {
        for (const { faults } of lacking) faults.push("the transport floor could not be measured");
        continue;
      }
      const checks = await runRound(ground, { cases: lacking, round, floor });
      preChecks.push(worstOf(checks, preChecks.length));
    }
  }
  return {
    floors,
    rows: all.flatMap((each) => rowsOf(each, NEEDED[size])),
    counts: all.flatMap(({ counts }) => settledCounts(counts)),
    preChecks,
    lacks: all.flatMap(lackOf),
  };
}

function progresses(size: SelfTestGround["size"]): CaseProgress[] {
  return TRUTH_PROTOCOLS.flatMap((protocol) =>
    truthCases
      .filter((each) => each.protocols.includes(protocol) && isWanted(each, protocol, size))
      .map((truthCase) => ({
        truthCase,
        protocol,
        durationS:
          size === "quick"
            ? (truthCase.quickDurationS ?? truthCase.durationS)
            : truthCase.durationS,
        judged: new Map(),
        counts: [],
        faults: [],
      })),
  );
}

function isWanted(
  { id, quickDurationS }: TruthCase,
  protocol: TruthProtocol,
  size: SelfTestGround["size"],
): boolean {
  if (size === "full") return true;
  return quickDurationS !== null && (protocol === QUICK_PROTOCOL || QUICK_CASES.includes(id));
}

function lacks(progress: CaseProgress, size: SelfTestGround["size"]): boolean {
  return unspoiled(progress) < WANTED[size];
}

/** Repetitions of the quantile that has fewest; another one would support no quantile more. */
function unspoiled({ truthCase, judged }: CaseProgress): number {
  const left = truthCase.quantiles.map((quantile) => {
    const all = judged.get(quantile) ?? [];
    return all.filter(({ counting }) => counting === "counted" || counting === "unsupported")
      .length;
  });
  return Math.min(...left);
}

export async function transportFloors(
  given: SelfTestGround,
  means: TruthMeans = LIVE,
): Promise<TransportFloor[]> {
  const ground = { ...given, ...means };
  const floors: TransportFloor[] = [];
  for (const protocol of TRUTH_PROTOCOLS) {
    const floor = await transportFloor(ground, protocol);
    if (floor !== undefined) floors.push(floor);
  }
  return floors;
}

/**
 * Of the step with the median p99, without the requests beside our own pauses: an inflated floor
 * would widen every bound.
 */
async function transportFloor(
  ground: TruthGround,
  protocol: TruthProtocol,
): Promise<TransportFloor | undefined> {
  const { size, signal, seed, tell } = ground;
  const { durationS, quickDurationS } = transportFloorCase;
  const { wanted, tried } = FLOORS[size];
  const found: TransportFloor[] = [];
  for (let attempt = 0; attempt < tried && found.length < wanted; attempt++) {
    if (signal.aborted) break;
    const end = await attemptAt(ground, {
      truthCase: transportFloorCase,
      protocol,
      durationS: size === "quick" ? (quickDurationS ?? durationS) : durationS,
      seed: mix32(seed + attempt),
    });
    const floor = "fault" in end ? end.fault : floorOf(protocol, end);
    if (typeof floor === "string") {
      tell(`truth: no transport floor over ${protocol} in attempt ${attempt + 1}: ${floor}`);
    } else found.push(floor);
  }
  const middle = Math.floor((found.length - 1) / 2);
  return found.toSorted((one, other) => one.p99Ns - other.p99Ns)[middle];
}

/** @returns why there is none, where there is none. */
function floorOf(protocol: TruthProtocol, end: OwnRepetitionEnd): TransportFloor | string {
  const { kind, outcome } = end;
  const verdict = generatorVerdict(outcome);
  if (!verdict.fit) return verdict.causes.join("; ");
  const { p50Ns, p99Ns } = outcome.apartFromOwnPauses.response;
  if (p50Ns === null || p99Ns === null) return "too few replies for a p99";
  const serversNs = ownTruth(end).happened.quantileNs("p99") ?? Infinity;
  if (serversNs > FLOOR_HOST_MAX * p99Ns) return "the host paused the server";
  if (p99Ns > FLOOR_MAX_NS) return `its p99 is ${p99Ns} ns, above ${FLOOR_MAX_NS}: a pause`;
  return { protocol, server: kind, p50Ns, p99Ns };
}

/** What broke off is a fault of this repetition alone. */
function attemptAt(ground: TruthGround, order: RepetitionOrder): ReturnType<typeof ownRepetition> {
  return ground.repeat(ground, order).catch((error: unknown) => ({
    fault: error instanceof Error ? error.message : String(error),
  }));
}

interface Round {
  readonly cases: readonly CaseProgress[];
  readonly round: number;
  readonly floor: TransportFloor;
}

async function runRound(
  ground: TruthGround,
  { cases, round, floor }: Round,
): Promise<PartPreCheck[]> {
  const checks: PartPreCheck[] = [];
  for (const each of cases) {
    if (ground.signal.aborted) break;
    const check = await ground.check(ground, "truth", round);
    checks.push(check);
    if (check.passed) await addRepetition(ground, each, { round, floor });
  }
  return checks;
}

async function addRepetition(
  ground: TruthGround,
  progress: CaseProgress,
  { round, floor }: Pick<Round, "round" | "floor">,
): Promise<void> {
  const { truthCase, protocol, durationS, judged } = progress;
  const seed = mix32(ground.seed + 1 + round);
  const end = await attemptAt(ground, { truthCase, protocol, durationS, seed });
  if ("fault" in end) {
    progress.faults.push(end.fault);
    return;
  }
  const truth = ownTruth(end);
  for (const [quantile, repetition] of judgeOwn(end, truth, floor.p99Ns)) {
    judged.set(quantile, [...(judged.get(quantile) ?? []), repetition]);
  }
  // Gaps and the rate achieved are the generator's own doing.
  if (generatorVerdict(end.outcome).fit) progress.counts.push(countRows(end, truth));
}

/** One line for the whole round: the worst of its looks at the host. */
function worstOf(checks: readonly PartPreCheck[], block: number): PartPreCheck {
  return {
    part: "truth",
    block,
    pausedShare: Math.max(0, ...checks.map(({ pausedShare }) => pausedShare)),
    passed: checks.every(({ passed }) => passed),
    attempts: Math.max(1, ...checks.map(({ attempts }) => attempts)),
  };
}

function rowsOf({ truthCase, protocol, judged }: CaseProgress, needed: number): TruthRow[] {
  return truthCase.quantiles.flatMap((quantile) => {
    const identity = { case: truthCase.id, protocol, tool: OWN_TOOL, quantile };
    const row = truthRow(identity, judged.get(quantile) ?? []);
    return row === undefined ? [] : [{ ...row, needed }];
  });
}

/** Why nothing is known of a case; what is known of too few repetitions, its rows tell. */
function lackOf({ truthCase, protocol, judged, faults }: CaseProgress): string[] {
  if (judged.size > 0) return [];
  const why = faults[0] ?? "the host passed no pre-check";
  return [`${truthCase.id} over ${protocol}: ${why}`];
}
