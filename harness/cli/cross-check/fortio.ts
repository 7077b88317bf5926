// fortio at a rate: each connection sends by its own timer (-uniform spreads these), and what it is
// late for is skipped (-nocatchup), as its documentation advises for an even load.

import { NS_PER_S } from "#model/units.ts";
import { goProgram } from "./built-program.ts";
import { fieldAt, jsonOf, numberAt, sumAt, UnreadableOutput, wholeNs } from "./output-fields.ts";
import type { Rival, RivalFigures, RivalLoad, RivalOutput } from "./rival.ts";

const TOOL = "fortio";
/**
 * In s. Its default of 1 ms puts all of a fast server into one bucket; buckets finer than this end
 * at 1 s.
 */
const RESOLUTION_S = "0.0001";

function command({ url, ratePerS, durationS, connections, insecure }: RivalLoad): string[] {
  return [
    "load",
    "-qps",
    String(ratePerS),
    "-t",
    `${durationS}s`,
    "-c",
    String(connections),
    "-uniform",
    "-nocatchup",
    // One wrong reply at the start would end it.
    "-allow-initial-errors",
    "-r",
    RESOLUTION_S,
    "-p",
    "50,99,99.9",
    ...(insecure ? ["-k"] : []),
    "-json",
    "-",
    url,
  ];
}

function read({ stdout }: RivalOutput): RivalFigures {
  const document = jsonOf(TOOL, stdout);
  const at = (...keys: readonly string[]): number => numberAt(TOOL, document, keys);
  return {
    p50Ns: percentileNs(document, 50),
    p99Ns: percentileNs(document, 99),
    p999Ns: percentileNs(document, 99.9),
    maxNs: wholeNs(at("DurationHistogram", "Max"), NS_PER_S),
    count: at("DurationHistogram", "Count"),
    errors: sumAt(TOOL, document, ["RetCodes"], isError),
    achievedPerS: at("ActualQPS"),
  };
}

function percentileNs(document: unknown, wanted: number): number {
  const keys = ["DurationHistogram", "Percentiles"];
  const list = fieldAt(document, keys);
  const found: unknown = Array.isArray(list)
    ? list.find((each) => fieldAt(each, ["Percentile"]) === wanted)
    : undefined;
  if (found !== undefined) return wholeNs(numberAt(TOOL, found, ["Value"]), NS_PER_S);
  throw new UnreadableOutput(`${TOOL} printed no percentile ${wanted} at ${keys.join(" → ")}`);
}

const isError = (code: string): boolean => !code.startsWith("2");

/** What it skipped it does not tell; its report counts replies by their code. */
function notice({ stdout }: RivalOutput): string | undefined {
  const codes = fieldAt(jsonOf(TOOL, stdout), ["RetCodes"]) ?? {};
  const wrong = Object.entries(codes).filter(([code]) => isError(code));
  if (wrong.length === 0) return undefined;
  return wrong.map(([code, count]) => `Code ${code}: ${String(count)}`).join("; ");
}

export const fortio: Rival = {
  id: "fortio",
  name: "fortio",
  protocol: "http",
  pacing: "rate",
  times: "interpolated in its histogram",
  program: goProgram({
    id: TOOL,
    module: "fortio.org/fortio",
    package: "fortio.org/fortio",
    takes: "about 30 s",
  }),
  // One on each connection, to open it.
  requestsBefore: ({ connections }) => connections,
  command,
  read,
  notice,
};
