// `bench selftest`: the lab about itself. Known truths against what our generator and other tools
// report, the generator verdict under planted faults, and what our own work costs; with
// --contenders, whether every contender answers right.

import { mkdirSync } from "node:fs";
import path from "node:path";
import { createHash } from "node:crypto";
import type { Command } from "commander";
import { REPORT_FILE, replaceFile } from "#drive/run/journal.ts";
import { readSelfTest, SELF_TEST_FILE, selfTestFile } from "#drive/run/saved-self-test.ts";
import { UsageError } from "#drive/usage-error.ts";
import {
  OWN_TOOL,
  SELF_TEST_PARTS,
  type SelfTest,
  type SelfTestPart,
  type SelfTestSize,
} from "#model/self-test.ts";
import { rowState, summarizeSelfTest } from "#model/self-test-summary.ts";
import { selfTestAnswers } from "#render/self-test/self-test-answers.ts";
import { renderSelfTest } from "#render/self-test/self-test-page.ts";
import { renderSelfTestLines } from "#render/self-test/self-test-text.ts";
import { partsOf, runSelfTest } from "#testing/self-test/self-test.ts";
import { openCatalogue } from "./catalogue.ts";
import { runFolder } from "./run-folder.ts";
import { testContenders } from "./selftest-contenders.ts";
import { oneOf, UsageProblems, wholeNumber, wordsOf } from "./usage-options.ts";
import { EXIT, type Surroundings, type Verb } from "./verb.ts";

const SEED_MAX = 2 ** 31 - 1;

interface GivenOptions {
  readonly contenders?: boolean;
  readonly quick?: boolean;
  readonly part?: string;
  readonly continue?: string;
  readonly seed: string;
  readonly json?: boolean;
  readonly progress: string;
}

export const selftest: Verb = {
  name: "selftest",
  declare(command: Command): void {
    command
      .description(
        "Check the lab itself: known truths, planted faults, its own cost; or its contenders.",
      )
      .option("--quick", "in three minutes: fewer cases, once each, without other tools")
      .option("--part <name>", `only ${SELF_TEST_PARTS.join(", ")}`)
      .option("--continue <folder>", "only what the self-test in this folder has not finished")
      .option("--seed <number>", "of service times, arrivals and faults", "1")
      .option(
        "--contenders",
        "build every contender and run its workload's conformance suite on it",
      )
      .option("--json", "print one JSON document")
      .option("--progress <style>", "plain or none, on stderr", "plain");
  },
  async run(command: Command, surroundings: Surroundings): Promise<number> {
    const given = command.opts<GivenOptions>();
    const problems = new UsageProblems();
    for (const word of wordsOf(command, problems)) {
      problems.sentences.push(`unexpected word "${word}"`);
    }
    const part = problems.read("part", given.part, oneOf(SELF_TEST_PARTS));
    const seed = problems.read("seed", given.seed, wholeNumber(0, SEED_MAX)) ?? 1;
    const progress = problems.read("progress", given.progress, oneOf(["plain", "none"] as const));
    if (given.contenders === true) {
      for (const name of ["quick", "part", "continue", "seed", "json"] as const) {
        if (command.getOptionValueSource(name) !== "cli") continue;
        problems.sentences.push(`--${name}: not with --contenders; run the two apart`);
      }
    }
    const earlier = given.continue === undefined ? undefined : earlierOf(command, problems);
    if (problems.sentences.length > 0) throw new UsageError(problems.sentences);
    if (given.contenders === true) return await testContenders(surroundings);
    const size = earlier?.size ?? (given.quick === true ? "quick" : "full");
    const lacking = partsOf(size).filter((each) => earlier?.parts.includes(each) !== true);
    const options = {
      given,
      ...(earlier && { earlier }),
      size,
      parts: part === undefined ? lacking : [part],
      seed: earlier?.seed ?? seed,
      tells: progress !== "none",
    };
    return await testLab(options, surroundings);
  },
};

/** The self-test that is to go on; what it settles must not be given again. */
function earlierOf(command: Command, problems: UsageProblems): SelfTest | undefined {
  const { continue: folder = "", quick } = command.opts<GivenOptions>();
  if (quick === true || command.getOptionValueSource("seed") !== "default") {
    problems.sentences.push(
      "--continue: size and seed are those of that self-test; leave them out",
    );
  }
  const file = selfTestFile(folder);
  if (file === undefined) {
    problems.sentences.push(
      `--continue: received ${JSON.stringify(folder)}, expected a folder with a ${SELF_TEST_FILE}`,
    );
    return undefined;
  }
  const saved = readSelfTest(file);
  if (saved.ok) return saved.value.selfTest;
  problems.sentences.push(...saved.problems);
  return undefined;
}

interface SelfTestOptions {
  readonly given: GivenOptions;
  readonly earlier?: SelfTest;
  readonly size: SelfTestSize;
  readonly parts: readonly SelfTestPart[];
  readonly seed: number;
  readonly tells: boolean;
}

async function testLab(options: SelfTestOptions, surroundings: Surroundings): Promise<number> {
  const { given, earlier, size, parts, seed, tells } = options;
  const { root, print, tell, signal } = surroundings;
  const { builds, compileCache } = await openCatalogue(root, []);
  const folder = runFolder(root, new Date(), "selftest-");
  mkdirSync(folder, { recursive: true });
  const selfTest = await runSelfTest({
    root,
    size,
    ...(earlier && { earlier }),
    seed,
    parts,
    builds,
    compileCache,
    reproduce: reproduction(given, seed),
    signal,
    tell: (line) => (tells ? tell(`${line}\n`) : undefined),
    keep: (document) => keep(document, folder),
  });
  const page = path.relative(root, path.join(folder, REPORT_FILE));
  if (given.json === true) print(`${JSON.stringify(selfTest)}\n`);
  else print([...renderSelfTestLines(selfTest), `page: ${page}`, ""].join("\n"));
  return exitCodeOf(parts, selfTest);
}

function reproduction({ quick, part }: GivenOptions, seed: number): string {
  const words = [...(quick === true ? ["--quick"] : []), ...(part ? [`--part=${part}`] : [])];
  return ["npm run bench -- selftest", ...words, `--seed=${seed}`].join(" ");
}

/** The page is drawn from the document as it was written. */
function keep(document: SelfTest, folder: string): void {
  const text = `${JSON.stringify(document)}\n`;
  replaceFile(path.join(folder, SELF_TEST_FILE), text);
  const sha256 = createHash("sha256").update(text).digest("hex");
  replaceFile(path.join(folder, REPORT_FILE), renderSelfTest(document, sha256));
}

/**
 * A figure of our own outside its bounds is a wrong answer of the lab; none at all proves nothing.
 */
function exitCodeOf(parts: readonly SelfTestPart[], selfTest: SelfTest): number {
  const { status, truth, counts } = selfTest;
  const own = truth.filter(({ tool }) => tool === OWN_TOOL).map(rowState);
  const counted = counts.filter(({ tool }) => tool === OWN_TOOL);
  if (own.includes("outside") || counted.some(({ within }) => !within)) return EXIT.wrongAnswers;
  const verdicts = selfTestAnswers(summarizeSelfTest(selfTest)).filter(({ about }) =>
    ["faults", "alarms"].includes(about),
  );
  if (verdicts.some(({ state }) => state === "bad")) return EXIT.wrongAnswers;
  const isEmpty = parts.includes("truth") && !own.includes("within");
  return status === "aborted" || isEmpty ? EXIT.invalid : EXIT.pass;
}
