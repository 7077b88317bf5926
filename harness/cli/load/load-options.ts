// The options of `bench load`, read one by one; all problems are told at once. What is sent follows
// from some of them together and is load-requests.ts's.

import type { Command } from "commander";
import { ARRIVALS_FORMS, arrivalsIn, type AskedArrivals } from "#cli/arrivals-option.ts";
import { RIVAL_IDS } from "#cli/cross-check/rival.ts";
import {
  positiveNumbers,
  type Reading,
  timeFromNoneS,
  timeS,
  type UsageProblems,
  wholeNumber,
} from "#cli/usage-options.ts";
import { STEPS_MAX } from "#model/traffic.ts";
import { LOAD_HELP } from "./load-help.ts";

/** An hour, as for `run`. */
const DURATION_S_MAX = 3_600;
const WARM_UP_S_MAX = 600;
const TIMEOUT_S_MAX = 600;
/** Ten times what one generator process has ever sent. */
const RATE_PER_S_MAX = 1_000_000;
/** Half of the request indexes that a step has, because arrivals scatter around their rate. */
const REQUESTS_MAX = 2 ** 26;
/** A third of the local ports to one endpoint; each is a file of the process, too. */
const CONNECTIONS_MAX = 10_000;
const PIPELINING_MAX = 1_000;
/** Fewer bursts and calms in a step: its load hangs on single draws. */
const BURST_PERIODS_MIN = 10;
const SEED_MAX = 2 ** 32 - 1;
/** The warm-up is a step of its own. */
const RATES_MAX = STEPS_MAX - 1;

const POISSON: AskedArrivals = { arrivals: "poisson", shape: { kind: "constant" } };

/** What commander read, as text. */
export interface LoadWords {
  readonly rate: string;
  readonly duration: string;
  readonly connections: string;
  readonly pipelining: string;
  readonly arrivals: string;
  readonly warmUp: string;
  readonly timeout: string;
  readonly seed: string;
  readonly progress: string;
  readonly method?: string;
  readonly header?: readonly string[];
  readonly body?: string;
  readonly bodyFile?: string;
  readonly requests?: string;
  readonly expectStatus?: string;
  readonly crossCheck?: string;
  readonly json?: boolean;
  readonly allowRemote?: boolean;
  readonly insecure?: boolean;
}

/** How it is sent; what is sent apart. */
export interface LoadSettings {
  readonly ratesPerS: readonly number[];
  readonly durationS: number;
  readonly warmUpS: number;
  readonly connections: number;
  /** Requests in flight on each connection. */
  readonly pipelining: number;
  readonly arrivals: AskedArrivals;
  readonly timeoutS: number;
  readonly seed: number;
}

export function declareLoadOptions(command: Command): void {
  const collect = (line: string, lines: readonly string[] = []): readonly string[] => [
    ...lines,
    line,
  ];
  command
    .option("--rate <list>", "offered requests/s, a step for each, separated by commas", "1000")
    .option("--duration <seconds>", "seconds of each step", "10")
    .option("--warm-up <seconds>", "load at the first rate before, not recorded; 0: none", "2")
    .option("--arrivals <shape>", ARRIVALS_FORMS, "poisson")
    .option(
      "--connections <n>",
      "opened before the load starts; at most connections × pipelining requests are in flight, others are withheld",
      "50",
    )
    .option("--pipelining <n>", "requests in flight on each connection", "1")
    .option("--method <name>", "HTTP method; GET unless there is a body, then POST")
    .option("--header <line>", "a header of every request, as in Name: value; repeatable", collect)
    .option("--body <text>", "body of every request")
    .option("--body-file <file>", "the same from a file")
    .option(
      "--requests <file>",
      "requests sent in turn: JSON lines {method, path, headers, body}, or memcached commands",
    )
    .option(
      "--expect-status <list>",
      "right replies, as in 200,404 or 2xx; 2xx and 3xx unless given",
    )
    .option(
      "--timeout <seconds>",
      "to connect, and for replies behind a step; no request is cut off",
      "10",
    )
    .option("--seed <n>", "seed of the arrivals", "1")
    .option(
      "--cross-check <tools>",
      `then send the same rates by other tools, separated by commas: ${RIVAL_IDS.join(", ")}; each is installed or built on first use, or listed as absent`,
    )
    .option("--allow-remote", "send load to another machine than this one")
    .option("--insecure", "take any certificate")
    .option("--progress <style>", "auto, plain or none, on stderr", "auto")
    .option("--json", "print one JSON document")
    .addHelpText("after", LOAD_HELP);
}

/**
 * Undefined where one of them is wrong; the problems say which. `caller`: the folder that relative
 * paths are in.
 */
export function readLoadSettings(
  words: LoadWords,
  caller: string,
  problems: UsageProblems,
): LoadSettings | undefined {
  const before = problems.sentences.length;
  const ratesPerS = problems.read("rate", words.rate, rates) ?? [];
  const durationS = problems.read("duration", words.duration, secondsUpTo(DURATION_S_MAX)) ?? 0;
  const settings = {
    ratesPerS,
    durationS,
    warmUpS: problems.read("warm-up", words.warmUp, secondsUpTo(WARM_UP_S_MAX, timeFromNoneS)) ?? 0,
    connections:
      problems.read("connections", words.connections, wholeNumber(1, CONNECTIONS_MAX)) ?? 1,
    pipelining: problems.read("pipelining", words.pipelining, wholeNumber(1, PIPELINING_MAX)) ?? 1,
    arrivals: problems.read("arrivals", words.arrivals, arrivalsIn(caller)) ?? POISSON,
    timeoutS: problems.read("timeout", words.timeout, secondsUpTo(TIMEOUT_S_MAX)) ?? 1,
    seed: problems.read("seed", words.seed, wholeNumber(0, SEED_MAX)) ?? 0,
  };
  const requests = Math.max(...ratesPerS) * Math.max(durationS, settings.warmUpS);
  if (requests > REQUESTS_MAX) {
    const limit = `${REQUESTS_MAX} requests`;
    problems.sentences.push(`--rate and --duration: a step of more than ${limit}; make it shorter`);
  }
  const burst = durationS > 0 ? burstProblem(settings.arrivals, durationS) : undefined;
  if (burst !== undefined) problems.sentences.push(burst);
  return problems.sentences.length === before ? settings : undefined;
}

function rates(text: string): Reading<readonly number[]> {
  const reading = positiveNumbers(text);
  if (!("value" in reading)) return reading;
  if (reading.value.length > RATES_MAX) return { expected: `at most ${RATES_MAX} rates` };
  return reading.value.some((rate) => rate > RATE_PER_S_MAX)
    ? { expected: `rates of at most ${RATE_PER_S_MAX}/s` }
    : reading;
}

function secondsUpTo(
  most: number,
  reader: (text: string) => Reading<number> = timeS,
): (text: string) => Reading<number> {
  return (text) => {
    const reading = reader(text);
    return "value" in reading && reading.value > most ? { expected: `at most ${most} s` } : reading;
  };
}

/**
 * Why a step is too short for its bursts; undefined where it is not. So few periods would be
 * another load for every seed.
 */
function burstProblem({ shape }: AskedArrivals, durationS: number): string | undefined {
  if (shape.kind !== "burst") return undefined;
  const periodS = shape.meanBurstS + shape.meanCalmS;
  const leastS = BURST_PERIODS_MIN * periodS;
  if (durationS >= leastS) return undefined;
  return `--arrivals: burst and calm take ${periodS} s on average, so a step of ${durationS} s holds fewer than ${BURST_PERIODS_MIN} of each; expected a --duration of at least ${leastS} s, or shorter ones`;
}

/** Codes and classes, separated by commas. @returns the codes. */
export function statusCodes(text: string): Reading<readonly number[]> {
  const words = text.split(",");
  if (!words.every((word) => /^[1-9](xx|\d\d)$/.test(word))) {
    return { expected: "codes or classes separated by commas, as in 200,404 or 2xx" };
  }
  const codesOf = (word: string): readonly number[] =>
    word.endsWith("xx")
      ? Array.from({ length: 100 }, (_, at) => Number(word[0]) * 100 + at)
      : [Number(word)];
  return { value: words.flatMap(codesOf) };
}
