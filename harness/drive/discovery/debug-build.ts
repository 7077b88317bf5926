// Whether a manifest builds or starts its contender without optimisation: figures of a debug build
// say nothing of a language. One table of programs, each with what an honest command line of it
// looks like.
//
// Seen from the argument arrays alone, before anything is built. A variant whose name says "debug"
// or "interpreted" declares what it is, and nothing is found in its contender.

import path from "node:path";
import type { ContenderManifest } from "#model/contender.ts";

/** The manifest's part that says how the contender is made and run. */
type Made = Pick<ContenderManifest, "build" | "start" | "variants">;

interface Tool {
  /** Of the program's name, without version and placeholder braces. */
  readonly program: RegExp;
  /** @returns what stands there or is missing, and what is expected; undefined: all is well. */
  readonly problem: (words: readonly string[]) => string | undefined;
}

const DECLARED = /debug|interpreted/;

/** Sentences that begin with the key path. */
export function debugBuildProblems({ build, start, variants }: Made): string[] {
  if (variants.some((variant) => DECLARED.test(variant.name))) return [];
  const lines = [
    ...build.map((words, at) => [`build[${at}]`, words] as const),
    ["start", start] as const,
  ];
  return lines.flatMap(([key, words]) => {
    const problem = problemOf(words);
    return problem === undefined ? [] : [`${key}: received ${problem}${HINT}`];
  });
}

const HINT =
  ', or a variant whose name says "debug": a figure of a debug build says nothing of its language.';

function problemOf([first = "", ...words]: readonly string[]): string | undefined {
  if (/(^|\/)target\/debug\//.test(first)) {
    return `"${first}", which cargo builds without optimisation; expected target/release`;
  }
  // {java}, python3.11, gcc-12 and …/venv/bin/python are the tools of these names.
  const name = path.posix.basename(first).replaceAll(/[{}]|-?[\d.]+$|\.exe$/g, "");
  return TOOLS.find(({ program }) => program.test(name))?.problem(words);
}

const TOOLS: readonly Tool[] = [
  { program: /^cargo$/, problem: ofCargo },
  {
    program: /^rustc$/,
    problem: (words) =>
      words.some((word) => /^(-O|(-C)?opt-level=[23sz])$/.test(word))
        ? undefined
        : "rustc without optimisation; expected -O",
  },
  { program: /^(cc|gcc|g\+\+|c\+\+|clang|clang\+\+)$/, problem: ofCompiler },
  { program: /^go$/, problem: (words) => forbidden(words, /^-race$|^-gcflags=.*-[Nl]\b/, "go") },
  {
    program: /^cmake$/,
    problem: (words) =>
      words.includes("--build") || words.some((word) => word.startsWith("-DCMAKE_BUILD_TYPE=Rel"))
        ? undefined
        : "cmake without a build type that optimises; expected -DCMAKE_BUILD_TYPE=Release",
  },
  {
    program: /^dotnet$/,
    problem: (words) =>
      !/^(build|publish|run)$/.test(words[0] ?? "") || words.includes("Release")
        ? undefined
        : "dotnet with its debug configuration; expected --configuration Release",
  },
  {
    program: /^java$/,
    problem: (words) => {
      const own = optionsBefore(words, /^(-jar|-m|--module)$/);
      return forbidden(own, /^(-Xint|-Xdebug|-Xrunjdwp.*|-agentlib:jdwp.*|-ea|-esa)$/, "java");
    },
  },
  {
    program: /^python$/,
    problem: (words) => {
      const own = optionsBefore(words, /^-[A-Za-z]*[mc]$/);
      return forbidden([own.join(" ")], /(^| )(-[A-Za-z]*d[A-Za-z]*|-X ?dev)( |$)/, "python");
    },
  },
  {
    program: /^node$/,
    problem: (words) => {
      const own = optionsBefore(words, /^(-e|-p|--eval|--print)$/);
      return forbidden(own, /^--(jitless|no-opt|inspect.*|prof|cpu-prof)$/, "node");
    },
  },
];

function ofCargo(words: readonly string[]): string | undefined {
  const verb = words.find((word) => !/^[+-]/.test(word));
  if (verb === "install") return forbidden(words, /^--debug$/, "cargo install");
  if (verb !== "build" && verb !== "rustc" && verb !== "run") return undefined;
  const at = words.indexOf("--profile");
  const named = at < 0 ? words.find((word) => word.startsWith("--profile=")) : words[at + 1];
  const profile = named?.replace("--profile=", "");
  if (profile !== undefined) {
    return /^(dev|test|debug)$/.test(profile)
      ? `cargo with the profile "${profile}", which does not optimise; expected --release`
      : undefined;
  }
  if (words.some((word) => word === "--release" || word === "-r")) return undefined;
  return `cargo ${verb} without --release, which is a debug build; expected --release`;
}

/** Compilers take the last level that they are given. */
function ofCompiler(words: readonly string[]): string | undefined {
  if (!words.some((word) => /\.(c|cc|cpp|cxx)$/.test(word))) return undefined;
  const level = words.findLast((word) => word.startsWith("-O"));
  if (level === undefined) return "a compiler without a level of optimisation; expected -O2";
  if (/^-O[0g]$/.test(level)) return `a compiler with ${level}; expected -O2`;
  return forbidden(words, /^-fsanitize=/, "a compiler");
}

/** The options of the tool itself: what comes behind its program is the program's own. */
function optionsBefore(words: readonly string[], end: RegExp): readonly string[] {
  // An option's value, such as that of -X or -cp, may stand alone.
  const takesValue = /^(-X|-W|-cp|-classpath|--class-path|-p|--module-path|-r|--require|--import)$/;
  const own: string[] = [];
  for (const [at, word] of words.entries()) {
    const isValue = takesValue.test(words[at - 1] ?? "");
    if (end.test(word) || !(isValue || /^[-@]/.test(word))) return own;
    own.push(word);
  }
  return own;
}

function forbidden(words: readonly string[], option: RegExp, what: string): string | undefined {
  const found = words.find((word) => option.test(word));
  return found === undefined ? undefined : `${what} with ${found}; expected it without`;
}
