// Finds a program on PATH, as a shell would, without starting one. Its own file because pinning and
// toolchains both look for programs; PATH is a parameter so that tests can hide what is installed.

import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/**
 * Absolute path of the first executable file of this name; relative folders of PATH are not
 * searched.
 */
export function findExecutable(name: string, pathVariable: string): string | undefined {
  return pathVariable
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, process.platform === "win32" ? `${name}.exe` : name))
    .find(isExecutableFile);
}

function isExecutableFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
