// Checks of what the lab itself does on this machine: runs that are going on, and what earlier ones
// left. Pure: what was found is a parameter.

import type { RunGoingOn } from "#drive/run/other-runs.ts";
import { type DoctorCheck, warning } from "./check.ts";

export function runChecks(
  goingOn: readonly RunGoingOn[],
  leftovers: readonly number[],
): DoctorCheck[] {
  const running = goingOn.map(({ pid }) => pid).join(", ");
  const left = leftovers.join(" ");
  return [
    warning(goingOn.length > 0, {
      id: "other-runs",
      state: goingOn.length === 0 ? "none is going on" : `going on: pid ${running}`,
      effect: "two runs at once take each other's cores; the figures of both suffer",
      fix: "wait for its end, or end it by Ctrl-C",
    }),
    warning(leftovers.length > 0, {
      id: "leftovers",
      state: leftovers.length === 0 ? "no process of an earlier run" : `left running: ${left}`,
      effect: "they take cores and memory from what is measured",
      fix: `kill -9 ${left}`,
    }),
  ];
}
