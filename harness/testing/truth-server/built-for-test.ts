// The truth server in C, built with all warnings for a test; and why it cannot be, where it cannot.
// Its own file because several tests run both servers.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const FOLDER = path.join(import.meta.dirname, "c");

export const TWIN: readonly string[] = [
  process.execPath,
  path.join(import.meta.dirname, "truth-server.ts"),
];

/** False where it can be built: what `skip` of a test takes. */
export function reasonWithoutC(): string | false {
  if (process.platform !== "linux") return "the truth server in C needs Linux (epoll)";
  return spawnSync("cc", ["--version"]).status === 0 ? false : "cc is not on PATH";
}

export interface BuiltServer extends Disposable {
  readonly command: readonly string[];
}

/** @throws Error with the compiler's words. */
export function buildForTest(): BuiltServer {
  const folder = mkdtempSync(path.join(tmpdir(), "truth-server-"));
  const program = path.join(folder, "truth-server");
  const sources = readdirSync(FOLDER).filter((name) => name.endsWith(".c"));
  const strict = ["-Wall", "-Wextra", "-Wshadow", "-Werror", "-O2"];
  const words = [...strict, "-o", program, ...sources, "-lm"];
  const { status, stderr } = spawnSync("cc", words, { cwd: FOLDER, encoding: "utf8" });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  if (status === 0) return { command: [program], [Symbol.dispose]: remove };
  remove();
  throw new Error(stderr);
}
