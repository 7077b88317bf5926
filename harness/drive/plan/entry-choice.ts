// Which contender variants a scenario measures, and which it leaves out, each with the reason: by
// name, by the seats of the quick size, or by priority until the time is used up.
//
// Apart from the planner because these are the choices that a reader of a record will question.

import { INTERVAL_TRIALS } from "#judge/statistics.ts";
import type { Contender, Role } from "#model/contender.ts";
import { PRIORITIES, type Priority, type WantedVariant } from "#model/workload.ts";
import { estimateS, type TrialFrame } from "./estimate.ts";
import type { SizeRules } from "./size-rules.ts";
import type {
  Entry,
  LeftOutEntry,
  PlannedEntry,
  PlanRequest,
  ScenarioFrame,
} from "./scenario-plan.ts";

/** Why a variant is left out when contenders were named. */
export const NOT_ASKED = "not among --contenders";
const NOT_QUICK = "not in the quick size";
const SECONDS_PER_MINUTE = 60;

export type Choice = Pick<ScenarioFrame, "entries" | "leftOut">;

export interface ChoiceInput {
  /** The protocol of the scenario. */
  readonly speaks: string;
  readonly wanted: readonly WantedVariant[];
  /** Whether what is wanted is a knee: jobs and kernels have none. */
  readonly hasKnees: boolean;
  readonly contenders: readonly Contender[];
  readonly request: PlanRequest;
  readonly rules: SizeRules;
}

export function chooseEntries(input: ChoiceInput): Choice {
  const all = input.contenders
    .filter(({ manifest }) => manifest.speaks === input.speaks)
    .flatMap((contender) => contender.manifest.variants.map((variant) => ({ contender, variant })));
  const refusal = refusalOf(input);
  const entries: PlannedEntry[] = [];
  const leftOut: LeftOutEntry[] = [];
  for (const entry of all) {
    const reason = refusal(entry);
    if (reason === undefined) entries.push(planned(entry, input));
    else leftOut.push({ ...entry, reason });
  }
  return { entries: withFloorGrid(entries), leftOut };
}

/** Why an entry is left out; undefined for those that are measured. */
function refusalOf({ request }: ChoiceInput): (entry: Entry) => string | undefined {
  const { contenders: asked, size } = request;
  if (asked !== undefined) {
    return ({ contender, variant }) =>
      asked.includes(contender.id) || asked.includes(`${contender.id}/${variant.name}`)
        ? undefined
        : NOT_ASKED;
  }
  if (size !== "quick") return () => undefined;
  const taken = new Set<string>();
  return ({ contender, variant }) => {
    const seat = SEATS[contender.manifest.role];
    if (!variant.quick || taken.has(seat)) return NOT_QUICK;
    taken.add(seat);
    return undefined;
  };
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

function planned(entry: Entry, input: ChoiceInput): PlannedEntry {
  const { request, rules, hasKnees } = input;
  const { contender, variant } = entry;
  if (contender.manifest.role === "floor") {
    // Where two trials are all that there is time for, the floor has one: it shows a limit, it is
    // not compared.
    const trials = rules.trials < INTERVAL_TRIALS ? 1 : rules.trials;
    return { ...entry, priority: "floor", trials, grid: "none" };
  }
  const wanted = input.wanted.find(
    (each) => each.contender === contender.id && each.variant === variant.name,
  );
  const priority: Priority = wanted?.priority ?? "extra";
  const isWanted = request.slo !== undefined || (wanted !== undefined && request.size !== "quick");
  const isAsked = request.contenders !== undefined;
  const trials = priority === "extra" && !isAsked ? rules.extraTrials : rules.trials;
  return { ...entry, priority, trials, grid: hasKnees && isWanted ? "knee" : "none" };
}

/** The floor is shown over the whole range of rates, where there is one. */
function withFloorGrid(entries: readonly PlannedEntry[]): PlannedEntry[] {
  const hasKnee = entries.some(({ grid }) => grid === "knee");
  return entries.map((entry) =>
    entry.priority === "floor" && hasKnee ? { ...entry, grid: "floor" } : entry,
  );
}

/** Leaves out what there is no time for: the last of the least urgent first, never the floor. */
export function withinBudget(
  { entries, leftOut }: Choice,
  frame: TrialFrame & Pick<ScenarioFrame, "budgetS">,
): Choice {
  const { budgetS } = frame;
  let kept = entries;
  const dropped: LeftOutEntry[] = [];
  while (budgetS !== undefined && estimateS({ ...frame, entries: kept }) > budgetS) {
    const last = leastUrgent(kept);
    if (last === undefined) break;
    kept = kept.filter((entry) => entry !== last);
    const minutes = Math.round(budgetS / SECONDS_PER_MINUTE);
    dropped.unshift({ ...last, reason: `for want of time: there are ${minutes} minutes` });
  }
  return { entries: withFloorGrid(kept), leftOut: [...leftOut, ...dropped] };
}

/** Undefined where one contender is all that is left. */
function leastUrgent(entries: readonly PlannedEntry[]): PlannedEntry | undefined {
  const droppable = entries.filter(({ priority }) => priority !== "floor");
  if (droppable.length <= 1) return undefined;
  const rank = ({ priority }: PlannedEntry): number =>
    PRIORITIES.indexOf(priority as (typeof PRIORITIES)[number]);
  const last = Math.max(...droppable.map(rank));
  return droppable.findLast((entry) => rank(entry) === last);
}
