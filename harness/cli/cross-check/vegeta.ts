// vegeta through its library, with the defaults of its command: a program of ours
// (harness/cli/tools/vegeta) prints as JSON what `vegeta attack | vegeta report` tells, and p99.9
// beside it, which the report leaves out.

import { goProgram } from "./built-program.ts";
import { fieldAt, jsonOf, numberAt, sumAt } from "./output-fields.ts";
import type { Rival, RivalFigures, RivalLoad, RivalOutput } from "./rival.ts";

const TOOL = "vegeta";
/** Errors that are told by their words; the rest is in the count. */
const WORDS_MAX = 2;

function command({ url, ratePerS, durationS, insecure }: RivalLoad): string[] {
  return [`-rate=${ratePerS}`, `-duration=${durationS}s`, ...(insecure ? ["-insecure"] : []), url];
}

/** A code of 0 is a request without a reply. */
const isError = (code: string): boolean => !/^[23]/.test(code);

function read({ stdout }: RivalOutput): RivalFigures {
  const document = jsonOf(TOOL, stdout);
  const at = (...keys: readonly string[]): number => numberAt(TOOL, document, keys);
  return {
    p50Ns: at("latencies", "50th"),
    p99Ns: at("latencies", "99th"),
    p999Ns: at("latencies", "99.9th"),
    maxNs: at("latencies", "max"),
    count: at("requests"),
    errors: sumAt(TOOL, document, ["status_codes"], isError),
    achievedPerS: at("rate"),
  };
}

function notice({ stdout }: RivalOutput): string | undefined {
  const document = jsonOf(TOOL, stdout);
  const errors = fieldAt(document, ["errors"]);
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  const success = numberAt(TOOL, document, ["success"]);
  return [`success ${(100 * success).toFixed(2)} %`, ...errors.slice(0, WORDS_MAX)].join("; ");
}

export const vegeta: Rival = {
  id: "vegeta",
  name: "vegeta",
  protocol: "http",
  pacing: "rate",
  times: "quantiles by t-digest",
  program: goProgram({
    id: TOOL,
    module: "github.com/tsenart/vegeta/v12",
    package: ".",
    takes: "about 15 s",
  }),
  command,
  read,
  notice,
};
