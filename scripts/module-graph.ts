// Which modules a process loads: the graph of imports from one entry file, without running any of
// it. It is how a test holds the generator's process free of what must not disturb a measurement.
// Types are erased first, as Node does, so an import of types alone does not count; dynamic imports
// of a literal do. A path that comes from data is not visible here.

import { existsSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";

export interface ModuleGraph {
  /**
   * Files below the root, relative to it with `/`; each with the file that imports it first, "" for
   * the entry.
   */
  readonly files: ReadonlyMap<string, string>;
  /** Specifiers of packages and of node:*; each with the file that imports it first. */
  readonly packages: ReadonlyMap<string, string>;
}

// `import` and `export … from` at the start of a line, and `import(…)` of a literal anywhere.
const statement = /^[ \t]*(?:import|export)\b(?:[^"'`;()]*?\bfrom)?\s*["'](?<from>[^"']+)["']/;
const call = /\bimport\(\s*["'](?<dynamic>[^"']+)["']/;
const importPattern = new RegExp(`${statement.source}|${call.source}`, "gm");

/**
 * Block comments are not skipped: telling them from strings with a slash and a star could hide an
 * import.
 */
function specifiersOf(source: string): string[] {
  const code = stripTypeScriptTypes(source).replaceAll(/^\s*\/\/.*$/gm, "");
  return [...code.matchAll(importPattern)].map(
    ({ groups = {} }) => (groups["from"] ?? groups["dynamic"]) as string,
  );
}

/** The `imports` of package.json: `"#model/*": "./harness/model/*"`. */
type Aliases = Readonly<Record<string, string>>;

/**
 * The file that a specifier names, relative to the root; undefined for a package or a node module.
 */
function fileOf(specifier: string, from: string, aliases: Aliases): string | undefined {
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(from), specifier);
  if (!specifier.startsWith("#")) return undefined;
  for (const [alias, target] of Object.entries(aliases)) {
    if (alias === specifier) return path.posix.normalize(target);
    const [start = "", end] = alias.split("*");
    if (end !== undefined && specifier.startsWith(start))
      return path.posix.normalize(target.replace("*", specifier.slice(start.length)));
  }
  throw new Error(`${from} imports ${specifier}, which is no alias of package.json`);
}

/**
 * @throws when the entry or a file that it leads to does not exist: a graph with holes proves
 * nothing.
 */
export function moduleGraph(root: string, entry: string): ModuleGraph {
  const manifest = readFileSync(path.join(root, "package.json"), "utf8");
  const aliases = (JSON.parse(manifest) as { imports: Aliases }).imports;
  const files = new Map([[entry, ""]]);
  const packages = new Map<string, string>();
  // A map hands out entries that are added while it is walked.
  for (const [file, importer] of files) {
    const onDisk = path.join(root, file);
    if (!existsSync(onDisk))
      throw new Error(`${importer || "the test"} names ${file}: no such file`);
    if (!/\.m?[jt]s$/.test(file)) continue;
    for (const specifier of specifiersOf(readFileSync(onDisk, "utf8"))) {
      const target = fileOf(specifier, file, aliases);
      if (target === undefined) packages.set(specifier, packages.get(specifier) ?? file);
      else files.set(target, files.get(target) ?? file);
    }
  }
  return { files, packages };
}
