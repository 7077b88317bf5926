// The key of a build: a hash over everything that can change what comes out of it.
//
// Its own file because it decides when a build is done again. Left out are what a build does not
// read: the manifest's start and variants, tests, and what builds and editors leave beside the
// sources; and which uv there is, as it decides how fast a build is and not what comes out.

import { createHash, type Hash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import path from "node:path";
import type { Program } from "#model/contender.ts";
import { placeholdersIn } from "./placeholders.ts";

/** Folders that hold no sources of a build. */
const IGNORED_FOLDERS = new Set([
  ".git",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".venv",
  "__pycache__",
  "node_modules",
  "target",
  "test",
  "tests",
]);
/** Manifests count through the keys that matter to a build. */
const IGNORED_FILES = /^(contender(-node)?|service)\.json$|\.test\.ts$|^test_.*\.py$|\.pyc$/;

/**
 * 96 bits: no two builds meet by chance, and the paths of scripts inside stay below the kernel's
 * limit for `#!`.
 */
const KEY_CHARACTERS = 24;

export interface BuildInput {
  readonly contender: Program;
  readonly workloadFolder: string;
  /** What `{lab}` names. */
  readonly labFolder: string;
  /** Tool name → version. */
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Equal for equal sources, commands, tool versions and machine kinds, wherever the checkout lies.
 */
export async function buildKey({
  contender,
  workloadFolder,
  labFolder,
  versions,
}: BuildInput): Promise<string> {
  const { build } = contender.manifest;
  const hash = createHash("sha256");
  const tools = Object.keys(versions)
    .toSorted()
    .map((name) => [name, versions[name]]);
  const facts = [build, tools, process.platform, process.arch];
  hash.update(JSON.stringify(facts));
  await addFolder(contender.folder, hash);
  const named = placeholdersIn(build.flat());
  if (named.includes("workload")) await addFolder(workloadFolder, hash);
  if (named.includes("lab")) await addFolder(labFolder, hash);
  return hash.digest("hex").slice(0, KEY_CHARACTERS);
}

async function addFolder(root: string, hash: Hash): Promise<void> {
  for (const file of await sourcesOf(root)) {
    const full = path.join(root, file);
    const stats = await lstat(full);
    const content = stats.isSymbolicLink()
      ? Buffer.from(await readlink(full))
      : await readFile(full);
    // Lengths before contents: no two trees give the same bytes.
    hash.update(JSON.stringify([file, stats.mode & 0o111, stats.isSymbolicLink(), content.length]));
    hash.update(content);
  }
}

/** Paths relative to `root`, in an order that no file system decides. */
async function sourcesOf(root: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
      const relative = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!IGNORED_FOLDERS.has(entry.name)) await walk(relative);
      } else if (!IGNORED_FILES.test(entry.name) && (entry.isFile() || entry.isSymbolicLink())) {
        found.push(relative);
      }
    }
  };
  await walk("");
  return found.toSorted();
}
