// Reads one contender.json or service.json and checks what its schema cannot: that each placeholder
// exists and will have a value.
//
// Its own file because discovery reads several kinds of manifest in one way. Which manifests there
// are, and whether a contender fits its workload, are discovery's.

import { readFile } from "node:fs/promises";
import type { ContenderManifest, Variant } from "#model/contender.ts";
import { suggestion } from "#model/schema/closest-name.ts";
import { parseManifest } from "#model/schema/manifest-schema.ts";
import { parseService } from "#model/schema/service-schema.ts";
import type { Service } from "#model/service.ts";
import type { Parsed } from "#model/schema/parsed.ts";
import { isPlaceholder, PLACEHOLDERS, placeholdersIn } from "#drive/builds/placeholders.ts";

/** @param shownAs the file's name in problems. */
export async function readManifest(
  file: string,
  shownAs: string,
): Promise<Parsed<ContenderManifest>> {
  const parsed = parseManifest(await readFile(file, "utf8"), shownAs);
  if (!parsed.ok) return parsed;
  const problems = placeholderProblems(parsed.value).map((problem) => `${shownAs}: ${problem}`);
  return problems.length === 0 ? parsed : { ok: false, problems };
}

/** @param shownAs the file's name in problems. */
export async function readService(file: string, shownAs: string): Promise<Parsed<Service>> {
  const parsed = parseService(await readFile(file, "utf8"), shownAs);
  if (!parsed.ok) return parsed;
  const { requires, build, start } = parsed.value;
  const lines = [
    ...buildLines({ build, requires }),
    { key: "start", words: start, requires: [requires] },
  ];
  const problems = problemsIn(lines, build.length > 0).map((problem) => `${shownAs}: ${problem}`);
  return problems.length === 0 ? parsed : { ok: false, problems };
}

function placeholderProblems(manifest: ContenderManifest): string[] {
  const { build, start, variants, requires } = manifest;
  const lines: CommandLine[] = [
    ...buildLines(manifest),
    // Each variant starts it, with what it requires itself.
    { key: "start", words: start, requires: variants.map((each) => requiredBy(each, requires)) },
    ...variants.map((variant, at) => ({
      key: `variants[${at}].arguments`,
      words: variant.arguments,
      requires: [requiredBy(variant, requires)],
    })),
  ];
  return problemsIn(lines, build.length > 0);
}

function buildLines({
  build,
  requires,
}: Pick<ContenderManifest, "build" | "requires">): CommandLine[] {
  return build.map((words, at) => ({ key: `build[${at}]`, words, requires: [requires] }));
}

function problemsIn(lines: readonly CommandLine[], isBuilt: boolean): string[] {
  return lines.flatMap((line) =>
    [...new Set(placeholdersIn(line.words))].flatMap((name) => {
      const problem = placeholderProblem(name, line, isBuilt);
      return problem === undefined ? [] : [`${line.key}: received {${name}}; ${problem}`];
    }),
  );
}

interface CommandLine {
  readonly key: string;
  readonly words: readonly string[];
  /** For each of its uses, what is required there. */
  readonly requires: readonly (readonly string[])[];
}

function requiredBy(variant: Variant, byContender: readonly string[]): readonly string[] {
  return [...byContender, ...(variant.requires ?? [])];
}

function placeholderProblem(
  name: string,
  { key, requires }: CommandLine,
  isBuilt: boolean,
): string | undefined {
  if (!isPlaceholder(name)) {
    const known = PLACEHOLDERS.map((each) => `{${each}}`).join(" ");
    return `expected one of ${known}.${suggestion(name, PLACEHOLDERS)}`;
  }
  if (name === "out" && !isBuilt) {
    return "but there is no build that could write there; expected a key build.";
  }
  if (name === "uv" && !key.startsWith("build[")) {
    return "but it is found for builds alone; expected it in build.";
  }
  if ((name === "python" || name === "java") && !requires.every((list) => names(list, name))) {
    return `but ${name} is not required; expected "${name}" in requires, with a least version if it matters.`;
  }
  return undefined;
}

function names(requirements: readonly string[], tool: string): boolean {
  return requirements.some((requirement) => requirement.split(">=")[0] === tool);
}
