// What a run will do, decided before it starts: which scenarios, contender variants and rates, how
// many trials of how many seconds, and what is left out, by name. Workloads give priorities and
// sizes, never seconds × trials; the size gives the time. Pure: `--dry-run` prints what it returns.

import type { Contender, Role, Variant } from "#model/contender.ts";
import type { ServiceScenario, ServiceWorkload, Size } from "#model/workload.ts";

/** A contender variant that is to be run, or the reason why not. */
export interface Entry {
  readonly contender: Contender;
  readonly variant: Variant;
}

export interface LeftOutEntry extends Entry {
  readonly reason: string;
}

export interface ScenarioPlan {
  readonly scenario: ServiceScenario;
  readonly entries: readonly Entry[];
  readonly leftOut: readonly LeftOutEntry[];
  readonly ratesPerS: readonly number[];
  readonly trials: number;
  readonly durationS: number;
}

export interface WorkloadPlan {
  readonly workload: ServiceWorkload;
  readonly parameters: Readonly<Record<string, number>>;
  readonly scenarios: readonly ScenarioPlan[];
  /** Sentences on what this plan does not measure. */
  readonly leftOut: readonly string[];
  readonly estimatedS: number;
}

/** What the command line narrowed or fixed; undefined: the size decides. */
export interface PlanRequest {
  readonly size: Size;
  /** Whether workloads were asked for by name: there is more time for each then. */
  readonly named: boolean;
  /** `id` or `id/variant`. */
  readonly contenders?: readonly string[];
  readonly scenarios?: readonly string[];
  readonly ratesPerS?: readonly number[];
  readonly durationS?: number;
  readonly trials?: number;
  readonly maxTimeS?: number;
}

/**
 * Quick: one minute a workload of the suite; a workload asked for by name may take longer and gets
 * intervals.
 */
const SUITE_BUDGET_S = 60;
const NAMED_BUDGET_S = 150;
const SUITE_TRIALS = 2;
/** An interval needs three. */
const NAMED_TRIALS = 3;
const QUICK_STEP_S = 4;
export const QUICK_WARM_UP_S = 2;
export const PRE_CHECK_S = 1;
/** Start, prefill, gate and stop of a quick trial, as observed: 0.6 to 1.1 s. */
const TRIAL_OVERHEAD_S = 1;

/** The quick plan of one workload with these contenders. */
export function planWorkload(
  workload: ServiceWorkload,
  contenders: readonly Contender[],
  request: PlanRequest,
): WorkloadPlan {
  const size = workload.sizes[request.size];
  const trials = request.trials ?? (request.named ? NAMED_TRIALS : SUITE_TRIALS);
  const durationS = request.durationS ?? QUICK_STEP_S;
  const budgetS = request.maxTimeS ?? (request.named ? NAMED_BUDGET_S : SUITE_BUDGET_S);
  const ratesPerS = request.ratesPerS ?? size.ratesPerS;
  const candidates = workload.scenarios
    .filter(({ id, quick }) => request.scenarios?.includes(id) ?? quick)
    .map((scenario) => {
      const chosen = chooseEntries(scenario, contenders, request.contenders);
      return { scenario, ...chosen, ratesPerS, trials, durationS };
    });
  const scenarios = request.scenarios ? candidates : withinBudget(candidates, budgetS);
  return {
    workload,
    parameters: size.parameters,
    scenarios,
    leftOut: leftOutSentences(workload, scenarios, request),
    estimatedS: scenarios.reduce((sum, scenario) => sum + estimateS(scenario), 0),
  };
}

/** Expected duration: pre-checks, and for each trial start, warm-up and steps. */
export function estimateS({ entries, ratesPerS, trials, durationS }: ScenarioPlan): number {
  const trialS = TRIAL_OVERHEAD_S + QUICK_WARM_UP_S + ratesPerS.length * durationS;
  const started = entries.reduce((sum, entry) => sum + trialsOfEntry(entry, trials), 0);
  return trials * PRE_CHECK_S + started * trialS;
}

/**
 * Trials of an entry. The floor runs once a block like the others; only where two trials are all
 * that there is time for, it has one: it shows a limit, it is not compared.
 */
export function trialsOfEntry(entry: Entry, trials: number): number {
  return isFloor(entry) && trials <= SUITE_TRIALS ? 1 : trials;
}

export function isFloor({ contender }: Entry): boolean {
  return contender.manifest.role === "floor";
}

/** The first scenario always; later ones as long as the time lasts. */
function withinBudget(candidates: readonly ScenarioPlan[], budgetS: number): ScenarioPlan[] {
  let leftS = budgetS;
  return candidates.filter((scenario, position) => {
    const neededS = estimateS(scenario);
    if (position > 0 && neededS > leftS) return false;
    leftS -= neededS;
    return true;
  });
}

/** Why a variant is left out when contenders were named. */
export const NOT_ASKED = "not among --contenders";

type Choice = Pick<ScenarioPlan, "entries" | "leftOut">;

function chooseEntries(
  scenario: ServiceScenario,
  contenders: readonly Contender[],
  asked: readonly string[] | undefined,
): Choice {
  const all = contenders
    .filter(({ manifest }) => manifest.speaks === scenario.speaks)
    .flatMap((contender) => contender.manifest.variants.map((variant) => ({ contender, variant })));
  if (asked !== undefined) {
    const isAsked = ({ contender, variant }: Entry): boolean =>
      asked.includes(contender.id) || asked.includes(`${contender.id}/${variant.name}`);
    return split(all, isAsked, NOT_ASKED);
  }
  const taken = new Set<string>();
  const isQuick = ({ contender, variant }: Entry): boolean => {
    const seat = SEATS[contender.manifest.role];
    if (!variant.quick || taken.has(seat)) return false;
    taken.add(seat);
    return true;
  };
  return split(all, isQuick, "not in the quick size");
}

/**
 * A quick run has one seat each for the reference, a baseline, a ceiling or peer, and the floor.
 */
const SEATS: Readonly<Record<Role, string>> = {
  reference: "reference",
  baseline: "baseline",
  ceiling: "ceiling or peer",
  peer: "ceiling or peer",
  floor: "floor",
};

function split(all: readonly Entry[], isChosen: (entry: Entry) => boolean, reason: string): Choice {
  const entries: Entry[] = [];
  const leftOut: LeftOutEntry[] = [];
  for (const entry of all) {
    if (isChosen(entry)) entries.push(entry);
    else leftOut.push({ ...entry, reason });
  }
  return { entries, leftOut };
}

function leftOutSentences(
  workload: ServiceWorkload,
  scenarios: readonly ScenarioPlan[],
  request: PlanRequest,
): string[] {
  const kept = scenarios.map(({ scenario }) => scenario.id);
  return workload.scenarios
    .filter(({ id }) => !kept.includes(id))
    .map(({ id, quick }) => {
      if (request.scenarios) return `${workload.id}: scenario ${id}, not among --scenarios`;
      const why = quick ? "for want of time" : "not part of the quick size";
      return `${workload.id}: scenario ${id}, ${why}; run it by --scenarios=${id}`;
    });
}
