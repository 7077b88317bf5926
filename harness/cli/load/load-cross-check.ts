// The option --cross-check: which other tools send the same load behind the run's own steps, and
// what they cannot send. Its own file because the option asks more than one word of the others.

import { type CrossCheck, crossCheck } from "#cli/cross-check/cross-checks.ts";
import { RIVAL_IDS, type RivalId } from "#cli/cross-check/rival.ts";
import { type Reading, names, type UsageProblems } from "#cli/usage-options.ts";
import { cacheFolder } from "#drive/builds/build-cache-folder.ts";
import { Toolchains } from "#drive/builds/toolchains.ts";
import { decidePlacement, readCoreFacts } from "#measure/placement.ts";
import type { LoadSettings, LoadWords } from "./load-options.ts";
import type { LoadTarget } from "./load-target.ts";

/** Options of what is sent: other tools send GETs of the address. */
const OF_REQUESTS = ["method", "header", "body", "bodyFile", "requests"] as const;

export interface CrossCheckGiven {
  readonly words: LoadWords;
  readonly target: LoadTarget;
  readonly settings: LoadSettings;
}

/** @returns the tools; undefined where none was asked for, or the problems say why not. */
export function readCrossChecks(
  { words, target, settings }: CrossCheckGiven,
  problems: UsageProblems,
): readonly RivalId[] | undefined {
  const ids = problems.read("cross-check", words.crossCheck, rivalIds);
  if (ids === undefined) return undefined;
  const say = (sentence: string): void =>
    void problems.sentences.push(`--cross-check: ${sentence}`);
  if (target.scheme === "memcache") say(`of http and https alone, received ${target.scheme}`);
  if (settings.ratesPerS.some((rate) => !Number.isInteger(rate))) {
    say(`other tools take whole rates, received --rate=${words.rate}`);
  }
  const given = OF_REQUESTS.filter((name) => words[name] !== undefined);
  if (given.length > 0) {
    const options = given.map((name) => `--${name === "bodyFile" ? "body-file" : name}`);
    say(`other tools send a plain GET of the address; expected no ${options.join(", ")}`);
  }
  return ids;
}

function rivalIds(text: string): Reading<readonly RivalId[]> {
  const reading = names(RIVAL_IDS)(text);
  if (!("value" in reading)) return reading;
  return { value: RIVAL_IDS.filter((id) => reading.value.includes(id)) };
}

export interface CrossCheckTask {
  readonly ids: readonly RivalId[];
  readonly target: LoadTarget;
  readonly settings: LoadSettings;
  readonly insecure: boolean;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

export async function crossCheckLoad(task: CrossCheckTask): Promise<readonly CrossCheck[]> {
  const { ids, target, settings, insecure, signal, tell } = task;
  return await crossCheck({
    ids,
    url: target.url,
    ratesPerS: settings.ratesPerS,
    // Some tools take whole seconds alone.
    durationS: Math.ceil(settings.durationS),
    connections: settings.connections,
    insecure,
    placement: decidePlacement(readCoreFacts()),
    builds: { toolchains: new Toolchains(), cache: cacheFolder() },
    signal,
    tell,
  });
}
