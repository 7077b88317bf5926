// `bench load URL`: open-loop load on any server, with the generator, the arithmetic and the
// verdicts of a run. Nothing is started but the generator, and nothing is sent to other machines
// unless that was allowed.

import path from "node:path";
import type { Command } from "commander";
import type { CrossCheck } from "#cli/cross-check/cross-checks.ts";
import type { RivalId } from "#cli/cross-check/rival.ts";
import { cacheFolder } from "#drive/builds/build-cache-folder.ts";
import { UsageError } from "#drive/usage-error.ts";
import { decidePlacement, readCoreFacts } from "#measure/placement.ts";
import { crossCheckLoad, readCrossChecks } from "./load/load-cross-check.ts";
import { loadDocument } from "./load/load-document.ts";
import {
  declareLoadOptions,
  type LoadSettings,
  type LoadWords,
  readLoadSettings,
  statusCodes,
} from "./load/load-options.ts";
import { loadPlacement } from "./load/load-placement.ts";
import { loadPlan } from "./load/load-plan.ts";
import { type Probe, probeTarget, tlsPlanOf } from "./load/load-probe.ts";
import { inputOf, type LoadRequest } from "./load/load-request.ts";
import { readRequests } from "./load/load-requests.ts";
import { type LoadEnding, runLoad } from "./load/load-run.ts";
import { progressLine } from "./load/load-progress.ts";
import { isLoopback, type LoadTarget, readTarget, resolveTarget } from "./load/load-target.ts";
import { loadText } from "./load/load-text.ts";
import { oneOf, UsageProblems, wordsOf } from "./usage-options.ts";
import type { Surroundings, Verb } from "./verb.ts";

export const load: Verb = {
  name: "load",
  declare(command: Command): void {
    command
      .description("Send load to a server at planned instants and say how it answered.")
      // Optional to commander: that it is missing is told with the other problems.
      .usage("[options] <url>")
      .argument("[url]", "http://, https:// or memcache:// with host, port and path or key");
    declareLoadOptions(command);
  },
  async run(command: Command, surroundings: Surroundings): Promise<number> {
    const order = await readOrder(command, surroundings);
    const cores = readCoreFacts();
    const isLocal = order.addresses.every(isLoopback);
    const { target, settings, requests, words } = order;
    const probe = await probeTarget(target, {
      addresses: order.addresses,
      insecure: words.insecure === true,
      timeoutS: settings.timeoutS,
    });
    const ending: LoadEnding =
      probe.state === "failed"
        ? { status: "failed", steps: [], reason: probe.reason }
        : await carryOut(order, probe, surroundings);
    const crossChecks = await crossChecksOf(order, ending, surroundings);
    const document = loadDocument({
      target,
      settings,
      requests,
      words,
      probe,
      placement: loadPlacement(decidePlacement(cores), cores, isLocal),
      ending,
      crossChecks,
    });
    surroundings.print(words.json === true ? `${JSON.stringify(document)}\n` : loadText(document));
    return document.exitCode;
  },
};

/** A command line without a problem. */
interface LoadOrder {
  readonly target: LoadTarget;
  readonly addresses: readonly string[];
  readonly settings: LoadSettings;
  readonly requests: readonly LoadRequest[];
  readonly expectedCodes: readonly number[] | undefined;
  /** Undefined: no cross-check was asked for. */
  readonly crossChecks: readonly RivalId[] | undefined;
  readonly showsProgress: boolean;
  readonly words: LoadWords;
}

/** @throws UsageError with all problems at once. */
async function readOrder(command: Command, { caller }: Surroundings): Promise<LoadOrder> {
  const problems = new UsageProblems();
  const words = command.opts<LoadWords>();
  const [url, ...more] = wordsOf(command, problems);
  for (const word of more)
    problems.sentences.push(`unexpected word "${word}": one target at a time`);
  const target = readUrl(url, problems);
  const settings = readLoadSettings(words, caller, problems);
  const style = problems.read("progress", words.progress, oneOf(["auto", "plain", "none"]));
  const expectedCodes = problems.read("expect-status", words.expectStatus, statusCodes);
  const crossChecks = target && settings && readCrossChecks({ words, target, settings }, problems);
  const at = (file: string): string => path.resolve(caller, file);
  const requests = target && readRequests(target, { ...words, at }, problems);
  const resolved = target && (await resolveTarget(target, words.allowRemote === true));
  if (resolved !== undefined && "problem" in resolved) problems.sentences.push(resolved.problem);
  const addresses = resolved !== undefined && "addresses" in resolved ? resolved.addresses : [];
  if (!target || !settings || !requests || problems.sentences.length > 0) {
    throw new UsageError(problems.sentences);
  }
  const showsProgress = style !== "none";
  return {
    target,
    addresses,
    settings,
    requests,
    expectedCodes,
    crossChecks,
    showsProgress,
    words,
  };
}

function readUrl(url: string | undefined, problems: UsageProblems): LoadTarget | undefined {
  const example = "an address such as http://127.0.0.1:8080/path";
  if (url === undefined) {
    problems.sentences.push(`which target? Expected ${example}`);
    return undefined;
  }
  const reading = readTarget(url);
  if ("value" in reading) return reading.value;
  problems.sentences.push(`received ${JSON.stringify(url)}, expected ${reading.expected}`);
  return undefined;
}

async function carryOut(
  order: LoadOrder,
  { address }: Extract<Probe, { state: "reached" }>,
  { root, signal, tell }: Surroundings,
): Promise<LoadEnding> {
  const { target, settings, requests, expectedCodes, showsProgress, words } = order;
  const plan = loadPlan({
    root,
    target,
    address,
    settings,
    tls: tlsPlanOf(target, words.insecure === true),
    input: JSON.stringify(inputOf(requests, expectedCodes)),
  });
  const warmUpSteps = plan.steps.length - settings.ratesPerS.length;
  return await runLoad({
    plan,
    warmUpSteps,
    placement: decidePlacement(readCoreFacts()),
    compileCache: path.join(cacheFolder(), "compiled"),
    signal,
    show: (moment) => {
      if (showsProgress) tell(`${progressLine(moment, { plan, warmUpSteps })}\n`);
    },
  });
}

/** Only behind a run that was complete: other tools say nothing about one that was not. */
async function crossChecksOf(
  { target, settings, crossChecks: ids, showsProgress, words }: LoadOrder,
  { status }: LoadEnding,
  { signal, tell }: Surroundings,
): Promise<readonly CrossCheck[] | undefined> {
  if (ids === undefined || status !== "complete") return undefined;
  return await crossCheckLoad({
    ids,
    target,
    settings,
    insecure: words.insecure === true,
    signal,
    tell: (line) => {
      if (showsProgress) tell(`${line}\n`);
    },
  });
}
