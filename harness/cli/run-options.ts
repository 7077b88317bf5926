// The options of `bench run`, read into what the planner is asked for. Values are checked here one
// by one; names of scenarios and contenders against the workloads that were found, so every problem
// of a command line is told at once.

import type { Command } from "commander";
import type { FoundWorkload } from "#drive/discovery/discovery.ts";
import type { PlanRequest } from "#drive/plan/scenario-plan.ts";
import { GRID_STEPS } from "#drive/plan/rate-grid.ts";
import { STEPS_MAX } from "#model/traffic.ts";
import { type Size, SIZES } from "#model/workload.ts";
import { responseLimit } from "./response-limit.ts";
import {
  names,
  oneOf,
  positiveNumber,
  positiveNumbers,
  type Reading,
  timeS,
  type UsageProblems,
  wholeNumber,
} from "./usage-options.ts";

/** Seconds that one step may last: an hour. */
const DURATION_S_MAX = 3_600;
/** Ten times what one generator process has ever sent; a typing error must not plan for hours. */
const RATE_PER_S_MAX = 1_000_000;
/** Beyond this an interval hardly narrows, and a typing error does not run for days. */
const TRIALS_MAX = 1_000;
/** The grid that finds a knee takes the others of a trial's steps. */
const RATES_MAX = STEPS_MAX - GRID_STEPS;
/** 32 bits are what the seeded draws use. */
const SEED_MAX = 2 ** 32 - 1;

interface RunWords {
  readonly quick?: boolean;
  readonly standard?: boolean;
  readonly rigorous?: boolean;
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly contenders?: string;
  readonly scenarios?: string;
  readonly rate?: string;
  readonly duration?: string;
  readonly trials?: string;
  readonly seed?: string;
  readonly maxTime?: string;
  readonly slo?: string;
  readonly progress?: string;
}

export interface RunOptions {
  readonly request: PlanRequest;
  readonly seed: number;
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly progress: "plain" | "none";
}

export function declareRunOptions(command: Command): void {
  command
    .option("--quick", "one rate, a few short trials: a first answer within a minute (the default)")
    .option("--standard", "publishable: intervals, knees, up to 40 minutes a scenario")
    .option("--rigorous", "30 trials of long steps: hours")
    .option("--contenders <ids>", "only these: id or id/variant, separated by commas")
    .option("--scenarios <ids>", "only these, separated by commas")
    .option("--rate <list>", "offered requests/s instead of the size's, separated by commas")
    .option("--duration <seconds>", "seconds of each step")
    .option("--trials <n>", "trials of each contender: an interval needs 3")
    .option("--seed <n>", "seed of requests, arrivals and order", "1")
    .option("--max-time <time>", "start no block that would end later: 90s, 40m, 2h")
    .option("--slo <limit>", 'find the highest rate within a limit: "response.p99<5ms"')
    .option("--dry-run", "print what would be run and what is left out")
    .option("--progress <style>", "auto, plain or none, on stderr", "auto")
    .option("--json", "print the record as one JSON document");
}

/**
 * Reads the options for these workloads; `named`: they were asked for by name. Undefined workloads:
 * their names were wrong, so names of scenarios and contenders are not checked.
 */
export function readRunOptions(
  command: Command,
  found: { readonly workloads: readonly FoundWorkload[] | undefined; readonly named: boolean },
  problems: UsageProblems,
): RunOptions {
  const words = command.opts<RunWords>();
  const { workloads, named } = found;
  const known = {
    scenarios: workloads?.flatMap(({ workload }) => workload.scenarios.map(({ id }) => id)),
    contenders: workloads?.flatMap(({ contenders }) => contenders.flatMap(idsOf)),
  };
  const durations = (text: string) => {
    const reading = positiveNumber(text);
    return "value" in reading && reading.value > DURATION_S_MAX
      ? { expected: `at most ${DURATION_S_MAX} s` }
      : reading;
  };
  const rates = (text: string) => {
    const reading = positiveNumbers(text);
    return "value" in reading && reading.value.length > RATES_MAX
      ? { expected: `at most ${RATES_MAX} rates` }
      : atMost(RATE_PER_S_MAX, reading);
  };
  const request = {
    contenders: problems.read("contenders", words.contenders, names(known.contenders)),
    scenarios: problems.read("scenarios", words.scenarios, names(known.scenarios)),
    ratesPerS: problems.read("rate", words.rate, rates),
    durationS: problems.read("duration", words.duration, durations),
    trials: problems.read("trials", words.trials, wholeNumber(1, TRIALS_MAX)),
    maxTimeS: problems.read("max-time", words.maxTime, timeS),
    slo: problems.read("slo", words.slo, responseLimit),
  };
  for (const option of ["rate", "slo"] as const) {
    if (words[option] !== undefined) problems.sentences.push(...rateless(option, workloads ?? []));
  }
  const seed = problems.read("seed", words.seed, wholeNumber(0, SEED_MAX)) ?? 0;
  const styles = ["auto", "plain", "none"] as const;
  const style = problems.read("progress", words.progress, oneOf(styles)) ?? "auto";
  return {
    request: { size: sizeOf(words, problems), named, ...defined(request) },
    seed,
    json: words.json === true,
    dryRun: words.dryRun === true,
    progress: style === "none" ? "none" : "plain",
  };
}

/** Jobs and kernels are asked one request at a time: there is no rate to set or to search. */
function rateless(option: string, workloads: readonly FoundWorkload[]): string[] {
  return workloads
    .filter(({ workload }) => workload.shape !== "service")
    .map(
      ({ workload: { id, shape } }) =>
        `--${option}: received for workload ${id}, expected only services: a ${shape} has no rate; name the workloads to run, or leave the option out`,
    );
}

function sizeOf(words: RunWords, problems: UsageProblems): Size {
  const asked = SIZES.filter((size) => words[size] === true);
  if (asked.length > 1) {
    const received = asked.map((size) => `--${size}`).join(" and ");
    problems.sentences.push(`received ${received}, expected one of them: a run has one size`);
  }
  return asked[0] ?? "quick";
}

function atMost(limit: number, reading: Reading<readonly number[]>): Reading<readonly number[]> {
  const isAbove = "value" in reading && reading.value.some((value) => value > limit);
  return isAbove ? { expected: `rates of at most ${limit}/s` } : reading;
}

function idsOf({ id, manifest }: FoundWorkload["contenders"][number]): string[] {
  return [id, ...manifest.variants.map(({ name }) => `${id}/${name}`)];
}

type Defined<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

/** The fields that have a value. */
function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<Fields>;
}
