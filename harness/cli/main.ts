// The command line: the table of verbs, and how the lab ends, whatever happens. One file per verb
// beside this one.

import path from "node:path";
import process from "node:process";
import { Command } from "commander";
import { UsageError } from "#drive/usage-error.ts";
import { suggestion } from "#model/schema/closest-name.ts";
import { doctor } from "./doctor.ts";
import { compare } from "./compare.ts";
import { list } from "./list.ts";
import { load } from "./load.ts";
import { watchParents } from "./parent-watch.ts";
import { report } from "./report.ts";
import { run } from "./run.ts";
import { selftest } from "./selftest.ts";
import { complaintOf } from "./usage-options.ts";
import { EXIT, type Surroundings, type Verb } from "./verb.ts";

const VERBS: readonly Verb[] = [run, load, list, doctor, compare, report, selftest];

/** A screen; a damaged record can have thousands. */
const PROBLEMS_SHOWN = 15;

function programOf(onVerb: (verb: Verb, command: Command) => void): Command {
  const program = new Command("bench")
    .description("A performance lab. Without a verb: `run` with the quick suite.")
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const verb of VERBS) {
    const command = program.command(verb.name);
    verb.declare(command);
    // Unknown options and words are collected by the verbs, so that all problems are told at once.
    command
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => onVerb(verb, command));
    if (command.options.some(({ long }) => long === "--json")) {
      command.addHelpText(
        "after",
        `\nWith --json stdout is one document: npm run -s bench -- ${verb.name} … --json`,
      );
    }
  }
  return program;
}

/** The words of the command line with the verb that they mean: `run` where none is named. */
function withVerb(words: readonly string[]): readonly string[] {
  const [first] = words;
  if (first === "--help" || first === "-h" || first === "help") return words;
  if (first === undefined || first.startsWith("-")) return ["run", ...words];
  const names = VERBS.map(({ name }) => name);
  if (names.includes(first)) return words;
  const verbs = `Verbs: ${names.join(", ")}.`;
  throw new UsageError([`there is no verb "${first}".${suggestion(first, names)} ${verbs}`]);
}

async function main(words: readonly string[], surroundings: Surroundings): Promise<number> {
  let verbWord: string | undefined;
  try {
    let chosen: { verb: Verb; command: Command } | undefined;
    const program = programOf((verb, command) => {
      chosen = { verb, command };
    });
    const all = withVerb(words);
    verbWord = all[0];
    program.parse(all, { from: "user" });
    return chosen === undefined ? EXIT.pass : await chosen.verb.run(chosen.command, surroundings);
  } catch (error) {
    return ending(error, surroundings, verbWord);
  }
}

/** @param verbWord the verb whose command line it was; undefined where it named none. */
function ending(error: unknown, { tell }: Surroundings, verbWord: string | undefined): number {
  const refuse = (problems: readonly string[]): number => {
    tellProblems(problems, tell);
    tell(
      verbWord === undefined
        ? "`npm run bench -- --help` lists the verbs and options.\n"
        : `\`npm run bench -- ${verbWord} --help\` lists the options of ${verbWord}.\n`,
    );
    return EXIT.usage;
  };
  if (error instanceof UsageError) return refuse(error.problems);
  if (error instanceof Error && "code" in error && String(error.code).startsWith("commander.")) {
    const complaint = complaintOf(error);
    return complaint === undefined ? EXIT.pass : refuse([complaint]);
  }
  tell("bench: a bug of the lab, not of a contender. Please report it with the lines below.\n");
  tell(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.bug;
}

function tellProblems(problems: readonly string[], tell: Surroundings["tell"]): void {
  for (const problem of problems.slice(0, PROBLEMS_SHOWN)) tell(`bench: ${problem}\n`);
  const more = problems.length - PROBLEMS_SHOWN;
  if (more > 0) tell(`bench: and ${more} more problems, mostly of the same kind\n`);
}

/**
 * Aborts on Ctrl-C, on SIGTERM, and when the parent is gone; the code is what the ending will be.
 */
function watchForEnding(abort: AbortController): { code: number | undefined } {
  const ended: { code: number | undefined } = { code: undefined };
  const stop = (code: number): void => {
    // A second one means: at once. The supervisor clears up.
    if (ended.code !== undefined) process.exit(code);
    ended.code = code;
    abort.abort();
  };
  process.on("SIGINT", () => stop(EXIT.interrupted));
  for (const name of ["SIGTERM", "SIGHUP"] as const) process.on(name, () => stop(EXIT.terminated));
  watchParents(() => {
    if (ended.code === undefined) stop(EXIT.terminated);
  });
  return ended;
}

/**
 * A reader that goes away must not end a run: what was measured is kept all the same. A result that
 * cannot be written for another reason is missing.
 */
function watchForLoss(): { isUnwritten: boolean } {
  const loss = { isUnwritten: false };
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || loss.isUnwritten) return;
    loss.isUnwritten = true;
    process.stderr.write(`bench: the result could not be written to stdout: ${error.message}\n`);
    // The verb may have ended before: then this is the last word.
    process.exitCode = ended.code ?? EXIT.invalid;
  });
  return loss;
}

const abort = new AbortController();
const ended = watchForEnding(abort);
const loss = watchForLoss();
const code = await main(process.argv.slice(2), {
  root: path.resolve(import.meta.dirname, "..", ".."),
  caller: process.env.INIT_CWD ?? process.cwd(),
  print: (text) => void process.stdout.write(text),
  tell: (text) => void process.stderr.write(text),
  signal: abort.signal,
});
process.exitCode = ended.code ?? (loss.isUnwritten ? EXIT.invalid : code);
