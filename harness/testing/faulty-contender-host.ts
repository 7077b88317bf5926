// A harness in small, to be killed: a supervisor, a contender that ignores SIGTERM, one that left a
// child outside its group, and a scratch folder. Its argument is the run's id. When all of it
// stands, it prints the scratch folder and waits; a line on stdin ends it in order.

import { mkdirSync } from "node:fs";
import path from "node:path";
import { once } from "node:events";
import { contenderEnvironment } from "#drive/trial/contender-environment.ts";
import { ContenderProcess } from "#drive/trial/contender-process.ts";
import { Supervisor } from "#drive/trial/supervisor.ts";
import type { Fault } from "./faulty-contender.ts";

const PROGRAM = path.join(import.meta.dirname, "faulty-contender.ts");
const FAULTS: readonly Fault[] = ["ignores-sigterm", "escapes"];

const runId = process.argv[2] ?? "";
await using supervisor = new Supervisor(runId);

const contenders = FAULTS.map((fault) => {
  const trialId = `${runId}.${fault}`;
  const scratch = path.join(supervisor.scratch, fault);
  mkdirSync(scratch);
  const environment = contenderEnvironment({ runId, trialId, scratch });
  const command = [process.execPath, PROGRAM, `--fault=${fault}`];
  return new ContenderProcess({ command, folder: scratch, environment, trialId }, supervisor);
});
for (const contender of contenders) {
  const readiness = await contender.ready();
  if (readiness.state === "failed") throw new Error(readiness.reason);
}
process.stdout.write(`${supervisor.scratch}\n`);
await once(process.stdin, "data");
process.stdin.destroy();
