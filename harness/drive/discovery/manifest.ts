// Reads one contender.json and checks what its schema cannot: that each placeholder exists and will
// have a value.
//
// Its own file because discovery reads several kinds of manifest in one way. Which manifests there
// are, and whether a contender fits its workload, are discovery's.

import { readFile } from "node:fs/promises";
import type { ContenderManifest } from "#model/contender.ts";
import { suggestion } from "#model/schema/closest-name.ts";
import { parseManifest } from "#model/schema/manifest-schema.ts";
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

function placeholderProblems(manifest: ContenderManifest): string[] {
  const lines: [key: string, words: readonly string[]][] = [
    ...manifest.build.map((words, at): [string, readonly string[]] => [`build[${at}]`, words]),
    ["start", manifest.start],
    ...manifest.variants.map((variant, at): [string, readonly string[]] => [
      `variants[${at}].arguments`,
      variant.arguments,
    ]),
  ];
  return lines.flatMap(([key, words]) =>
    [...new Set(placeholdersIn(words))].flatMap((name) => {
      const problem = placeholderProblem(name, manifest);
      return problem === undefined ? [] : [`${key}: received {${name}}; ${problem}`];
    }),
  );
}

function placeholderProblem(name: string, manifest: ContenderManifest): string | undefined {
  if (!isPlaceholder(name)) {
    const known = PLACEHOLDERS.map((each) => `{${each}}`).join(" ");
    return `expected one of ${known}.${suggestion(name, PLACEHOLDERS)}`;
  }
  if (name === "out" && manifest.build.length === 0) {
    return "but there is no build that could write there; expected a key build.";
  }
  if ((name === "python" || name === "java") && !requires(manifest, name)) {
    return `but ${name} is not required; expected "${name}" in requires, with a least version if it matters.`;
  }
  return undefined;
}

function requires(manifest: ContenderManifest, tool: string): boolean {
  return manifest.requires.some((requirement) => requirement.split(">=")[0] === tool);
}
