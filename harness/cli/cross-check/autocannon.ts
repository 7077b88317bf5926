// autocannon, with the rate limit that its documentation names (-R), as it is and with its
// correction switched off (-C): two rows of one tool. Its histogram holds whole milliseconds.

import { NS_PER_MS } from "#model/units.ts";
import { npmProgram } from "./built-program.ts";
import { jsonOf, numberAt, wholeNs } from "./output-fields.ts";
import type { Rival, RivalFigures, RivalLoad, RivalOutput } from "./rival.ts";

const TOOL = "autocannon";
const PROGRAM = npmProgram(TOOL, "autocannon/autocannon.js");

function words(
  { url, ratePerS, durationS, connections }: RivalLoad,
  correction: readonly string[],
): string[] {
  const limits = ["-c", connections, "-d", durationS, "-R", ratePerS].map(String);
  return ["-j", "-n", ...limits, ...correction, url];
}

function read({ stdout }: RivalOutput): RivalFigures {
  const document = jsonOf(TOOL, stdout);
  const at = (...keys: readonly string[]): number => numberAt(TOOL, document, keys);
  const timeNs = (name: string): number => wholeNs(at("latency", name), NS_PER_MS);
  return {
    p50Ns: timeNs("p50"),
    p99Ns: timeNs("p99"),
    p999Ns: timeNs("p99_9"),
    maxNs: timeNs("max"),
    count: at("requests", "total"),
    // Timeouts are among the errors.
    errors: at("errors") + at("non2xx"),
    achievedPerS: at("requests", "total") / at("duration"),
  };
}

/** It counts what failed, and says nothing of a rate that it did not keep. */
function notice({ stdout }: RivalOutput): string | undefined {
  const document = jsonOf(TOOL, stdout);
  const counts = ["errors", "timeouts", "non2xx", "resets"]
    .map((name) => ({ name, count: numberAt(TOOL, document, [name]) }))
    .filter(({ count }) => count > 0);
  if (counts.length === 0) return undefined;
  return counts.map(({ name, count }) => `${name} ${count}`).join(", ");
}

const ALIKE = { protocol: "http", pacing: "rate", program: PROGRAM, read, notice } as const;

export const autocannon: Rival = {
  ...ALIKE,
  id: "autocannon",
  name: "autocannon",
  times: "with its own correction, whole ms",
  command: (load) => words(load, []),
};

export const autocannonUncorrected: Rival = {
  ...ALIKE,
  id: "autocannon-uncorrected",
  name: "autocannon -C",
  times: "whole ms",
  command: (load) => words(load, ["-C"]),
};
