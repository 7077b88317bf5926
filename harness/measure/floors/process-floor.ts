// What starting and ending the smallest program costs. Its own file because it starts processes.

import { spawnSync } from "node:child_process";
import { findExecutable } from "../executable.ts";
import { type Floor, leastNsPerCall, nanoseconds } from "./floor.ts";

/** Undefined where there is no program `true`. */
export function processFloor(pathVariable: string): Floor | undefined {
  const program = findExecutable("true", pathVariable);
  if (program === undefined) return undefined;
  const startNs = leastNsPerCall(1, () => void spawnSync(program, { stdio: "ignore" }));
  return nanoseconds(startNs, "starting and ending the smallest program: `true`, from Node");
}
