// wrk: no rate, one closed loop a connection, at its own maximum. What it prints is for people, so
// it is read line by line.

import { NS_PER_MS, NS_PER_S, NS_PER_US } from "#model/units.ts";
import { UnreadableOutput, wholeNs } from "./output-fields.ts";
import type { Rival, RivalFigures, RivalLoad, RivalOutput } from "./rival.ts";

const TOOL = "wrk";

/** As wrk writes times; it goes on to minutes and hours. */
const UNIT_NS: Readonly<Record<string, number>> = {
  us: NS_PER_US,
  ms: NS_PER_MS,
  s: NS_PER_S,
  m: 60 * NS_PER_S,
  h: 3_600 * NS_PER_S,
};

/** It runs on one core, so one thread; --latency prints the quantiles. */
function command({ url, durationS, connections }: RivalLoad): string[] {
  return ["-t", "1", "-c", String(connections), "-d", `${durationS}s`, "--latency", url];
}

function read({ stdout }: RivalOutput): RivalFigures {
  const timeNs = (what: string, pattern: RegExp): number => {
    const [, digits = "", unit = ""] = found(stdout, what, pattern);
    return wholeNs(Number(digits), UNIT_NS[unit] ?? NaN);
  };
  const numberOf = (what: string, pattern: RegExp): number =>
    Number(found(stdout, what, pattern)[1]);
  return {
    p50Ns: timeNs("50%", /^\s+50%\s+([\d.]+)(us|ms|s|m|h)$/m),
    p99Ns: timeNs("99%", /^\s+99%\s+([\d.]+)(us|ms|s|m|h)$/m),
    p999Ns: null,
    // Average, deviation, maximum.
    maxNs: timeNs("Latency", /^\s+Latency\s+\S+\s+\S+\s+([\d.]+)(us|ms|s|m|h)\s/m),
    count: numberOf("requests in", /^\s+(\d+) requests in /m),
    errors: errorsIn(stdout),
    achievedPerS: numberOf("Requests/sec", /^Requests\/sec:\s+([\d.]+)$/m),
  };
}

/** @throws UnreadableOutput where no such line is. */
function found(stdout: string, what: string, pattern: RegExp): RegExpExecArray {
  const match = pattern.exec(stdout);
  if (match !== null) return match;
  throw new UnreadableOutput(`${TOOL} printed no line with "${what}" as it does with --latency`);
}

const TROUBLE = /^\s+(?:Socket errors|Non-2xx or 3xx responses): .*$/gm;

function troubles(stdout: string): string[] {
  return (stdout.match(TROUBLE) ?? []).map((line) => line.trim());
}

function errorsIn(stdout: string): number {
  // The name of the second line holds digits of its own.
  const counts = troubles(stdout).flatMap((line) => line.replace(/^.*?:/, "").match(/\d+/g) ?? []);
  return counts.reduce((sum, count) => sum + Number(count), 0);
}

function notice({ stdout }: RivalOutput): string | undefined {
  const told = troubles(stdout);
  return told.length === 0 ? undefined : told.join("; ");
}

export const wrk: Rival = {
  id: "wrk",
  name: "wrk",
  protocol: "http",
  pacing: "closed loop",
  times: "closed loop at its own maximum",
  program: { from: "machine", tool: TOOL },
  command,
  read,
  notice,
};
