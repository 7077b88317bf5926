// The tools that the lab builds or installs itself: a folder of harness/cli/tools each, with the
// lock that pins every package of it. They go through the cache of all builds, so nothing of them
// lies in the checkout, and each is built once.

import { readFileSync } from "node:fs";
import path from "node:path";
import type { RivalProgram } from "./rival.ts";

export const TOOLS_FOLDER = path.join(import.meta.dirname, "..", "tools");

/** What the go.mod files ask for: k6's own module does. */
const GO = "go>=1.25";

/** A package of npm with a program in it. @param script its program, inside of node_modules. */
export function npmProgram(id: string, script: string): RivalProgram {
  const folder = path.join(TOOLS_FOLDER, id);
  const { dependencies } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const build = [
    ["cp", "package.json", "package-lock.json", "{out}"],
    ["npm", "ci", "--ignore-scripts", "--omit=optional", "--prefix", "{out}"],
  ];
  const start = ["{node}", `{out}/node_modules/${script}`];
  return {
    from: "build",
    program: { id, folder, manifest: { requires: ["npm"], build, start, variants: [] } },
    version: dependencies[id] ?? "unknown",
    takes: "some seconds",
  };
}

export interface GoProgram {
  readonly id: string;
  /** Whose version is the tool's. */
  readonly module: string;
  /** What is built: `.` is the folder's own main. */
  readonly package: string;
  readonly takes: string;
}

/** A program in Go: the module's own, or one of ours around its library. */
export function goProgram({ id, module, package: built, takes }: GoProgram): RivalProgram {
  const folder = path.join(TOOLS_FOLDER, id);
  const build = [["go", "build", "-trimpath", "-buildvcs=false", "-o", `{out}/${id}`, built]];
  const start = [`{out}/${id}`];
  return {
    from: "build",
    program: { id, folder, manifest: { requires: [GO], build, start, variants: [] } },
    version: versionIn(readFileSync(path.join(folder, "go.mod"), "utf8"), module),
    takes,
  };
}

/** The version of a module in a go.mod, without its `v`. */
function versionIn(text: string, module: string): string {
  const words = text.split(/\s+/);
  const at = words.findIndex((word, index) => word === module && words[index + 1]?.[0] === "v");
  return words[at + 1]?.slice(1) ?? "unknown";
}
