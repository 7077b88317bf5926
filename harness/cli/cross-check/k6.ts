// k6 with the constant-arrival-rate executor: iterations start at the rate while there are virtual
// users for them, others are dropped and counted. The script is k6-script.js, beside this file and
// not in the folder of the build, which a change to it would build again.

import path from "node:path";
import { NS_PER_MS } from "#model/units.ts";
import { goProgram } from "./built-program.ts";
import { fieldAt, jsonOf, numberAt, wholeNs } from "./output-fields.ts";
import type { Rival, RivalFigures, RivalLoad, RivalOutput } from "./rival.ts";

const TOOL = "k6";
const SCRIPT = path.join(import.meta.dirname, "k6-script.js");

const PROGRAM = goProgram({
  id: TOOL,
  module: "go.k6.io/k6/v2",
  package: "go.k6.io/k6/v2",
  takes: "about 2 minutes",
});

function command({ url, ratePerS, durationS, connections, insecure }: RivalLoad): string[] {
  const settings = { URL: url, RATE: ratePerS, SECONDS: durationS, VUS: connections };
  return [
    "run",
    "--quiet",
    "--no-color",
    // Nothing of a run leaves the machine, and no port is opened beside it.
    "--no-usage-report",
    "--address=",
    ...(insecure ? ["--insecure-skip-tls-verify"] : []),
    ...Object.entries(settings).flatMap(([name, value]) => ["-e", `${name}=${value}`]),
    SCRIPT,
  ];
}

function read({ stdout }: RivalOutput): RivalFigures {
  const metrics = jsonOf(TOOL, stdout);
  const at = (metric: string, name: string): number =>
    numberAt(TOOL, metrics, [metric, "values", name]);
  const timeNs = (name: string): number => wholeNs(at("http_req_duration", name), NS_PER_MS);
  return {
    p50Ns: timeNs("p(50)"),
    p99Ns: timeNs("p(99)"),
    p999Ns: timeNs("p(99.9)"),
    maxNs: timeNs("max"),
    count: at("http_reqs", "count"),
    // Of a rate metric, `passes` counts what was true of it: failed.
    errors: at("http_req_failed", "passes"),
    achievedPerS: at("http_reqs", "rate"),
  };
}

function notice({ stdout, stderr }: RivalOutput): string | undefined {
  const metrics = jsonOf(TOOL, stdout);
  const dropped = Number(fieldAt(metrics, ["dropped_iterations", "values", "count"]) ?? 0);
  const failed = Number(fieldAt(metrics, ["http_req_failed", "values", "passes"]) ?? 0);
  const warning = /Insufficient VUs[^"\n]*/.exec(stderr)?.[0];
  const told = [
    ...(dropped > 0 ? [`dropped_iterations ${dropped}`] : []),
    ...(warning === undefined ? [] : [warning]),
    ...(failed > 0 ? [`http_req_failed ${failed}`] : []),
  ];
  return told.length === 0 ? undefined : told.join("; ");
}

export const k6: Rival = {
  id: "k6",
  name: "k6",
  protocol: "http",
  pacing: "rate",
  times: "",
  program: PROGRAM,
  command,
  read,
  notice,
};
