// oha at a rate, with the correction that its documentation recommends beside one. Its build takes
// longer than a first use should (more than 7 minutes), so it is used where the machine has it.

import { NS_PER_S } from "#model/units.ts";
import { fieldAt, jsonOf, numberAt, numberOrNullAt, sumAt, wholeNs } from "./output-fields.ts";
import type { Rival, RivalFigures, RivalLoad, RivalOutput } from "./rival.ts";

const TOOL = "oha";

function command({ url, ratePerS, durationS, connections, insecure }: RivalLoad): string[] {
  return [
    "--no-tui",
    "--output-format",
    "json",
    "-z",
    `${durationS}s`,
    "-q",
    String(ratePerS),
    "-c",
    String(connections),
    "--latency-correction",
    ...(insecure ? ["--insecure"] : []),
    url,
  ];
}

const isError = (code: string): boolean => !/^[23]/.test(code);

function read({ stdout }: RivalOutput): RivalFigures {
  const document = jsonOf(TOOL, stdout);
  // Where nothing was answered, it prints null.
  const timeNs = (...keys: readonly string[]): number | null => {
    const seconds = numberOrNullAt(TOOL, document, keys);
    return seconds === null ? null : wholeNs(seconds, NS_PER_S);
  };
  const lost = sumAt(TOOL, document, ["errorDistribution"]);
  return {
    p50Ns: timeNs("latencyPercentiles", "p50"),
    p99Ns: timeNs("latencyPercentiles", "p99"),
    p999Ns: timeNs("latencyPercentiles", "p99.9"),
    maxNs: timeNs("summary", "slowest"),
    count: sumAt(TOOL, document, ["statusCodeDistribution"]) + lost,
    errors: sumAt(TOOL, document, ["statusCodeDistribution"], isError) + lost,
    achievedPerS: numberAt(TOOL, document, ["summary", "requestsPerSec"]),
  };
}

function notice({ stdout }: RivalOutput): string | undefined {
  const document = jsonOf(TOOL, stdout);
  const countsAt = (key: string): [string, unknown][] =>
    Object.entries(fieldAt(document, [key]) ?? {});
  const told = [
    ...countsAt("statusCodeDistribution").filter(([code]) => isError(code)),
    ...countsAt("errorDistribution"),
  ];
  if (told.length === 0) return undefined;
  return told.map(([words, count]) => `${words}: ${String(count)}`).join("; ");
}

export const oha: Rival = {
  id: "oha",
  name: "oha",
  protocol: "http",
  pacing: "rate",
  times: "from the instant at which its ticker woke",
  program: { from: "machine", tool: TOOL },
  command,
  read,
  notice,
};
