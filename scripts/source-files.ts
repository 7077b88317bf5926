// Which files are the project's own: what git tracks or would track; without git (an unpacked
// archive, a test's temporary tree) everything on disk but installed, built and measured things.
// Every check of scripts/ starts from this one list, so that no two of them disagree about what is
// ours. It reads names, never contents.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

// The same things as .gitignore: installed packages, records of runs, build output of contenders.
const ignoredFolders = new Set([".git", "node_modules", "target", "__pycache__", ".venv", "runs"]);

/** Paths below `root`, relative to it, with `/`, sorted. */
export function sourceFiles(root: string): string[] {
  const files = existsSync(path.join(root, ".git")) ? filesOfGit(root) : filesBelow(root, "");
  return files.toSorted();
}

/** The same by walking the disk, whether or not git knows the files. */
export function filesBelow(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return ignoredFolders.has(entry.name) ? [] : filesBelow(root, name);
    return [name];
  });
}

function filesOfGit(root: string): string[] {
  const list = execFileSync(
    "git",
    ["-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  // A file removed from disk but not yet from the index is still listed.
  return [...new Set(list.split("\0"))].filter(
    (name) => name !== "" && existsSync(path.join(root, name)),
  );
}
