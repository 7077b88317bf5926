// Builds the truth server once, starts it on its cores with a plan, and gives back what it wrote
// down when it is stopped.
//
// Its own file because everything around the server is the lab's usual way with contenders: the
// build cache, the supervisor, the ready line, the environment. Where it cannot be built the twin
// takes its place, and the reason is told. One process serves one plan.

import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "#drive/builds/build-cache-folder.ts";
import { buildContender, variantNamed } from "#drive/builds/ready-contender.ts";
import { Toolchains } from "#drive/builds/toolchains.ts";
import { contenderEnvironment } from "#drive/trial/contender-environment.ts";
import { ContenderProcess } from "#drive/trial/contender-process.ts";
import type { Supervisor } from "#drive/trial/supervisor.ts";
import { type CorePlacement, pinnedCommand } from "#measure/placement.ts";
import { pidsOfTrial } from "#measure/process-usage.ts";
import type { Program } from "#model/contender.ts";
import type { TruthProtocol } from "#model/self-test.ts";
import { readTruthLog, type TruthLog } from "./truth-log.ts";
import { type TruthPlan, writeTruthPlan } from "./truth-plan.ts";

const FOLDER = import.meta.dirname;
const TWIN = [process.execPath, path.join(FOLDER, "truth-server.ts")];
const SOURCES = ["server", "wire", "files", "clock", "options"].map((name) => `truth-${name}.c`);

/** It is built as a contender is: the cache, its lock, its log and its pruning are the same. */
const PROGRAM: Program = {
  id: "truth-server",
  // Of its own, so that only a change there builds it anew.
  folder: path.join(FOLDER, "c"),
  manifest: {
    requires: ["cc"],
    build: [["cc", "-O2", "-o", "{out}/truth-server", ...SOURCES, "-lm"]],
    start: ["{out}/truth-server"],
    variants: [{ name: "only", arguments: [], quick: true, changes: "" }],
  },
};

/** The program to be started. */
export interface TruthProgram {
  readonly command: readonly string[];
  readonly kind: "c" | "node";
  /** Why it is not the one in C, and what would make it so. */
  readonly instead?: { readonly reason: string; readonly fix: string };
}

export interface TruthLaunch {
  readonly protocol: TruthProtocol;
  readonly plan: TruthPlan;
  /** Where it runs; it spins there from its start to its end. */
  readonly cores: readonly number[];
  readonly placement: CorePlacement;
  readonly supervisor: Supervisor;
  /** The one of `provideTruthProgram` unless given. */
  readonly program?: TruthProgram;
}

export interface TruthServer extends Pick<TruthProgram, "kind" | "instead"> {
  readonly port: number;
  readonly pid: number;
  /** Ends it. @throws Error where it broke off, or left no whole log. */
  stop(): Promise<TruthLog>;
}

let provided: Promise<TruthProgram> | undefined;

/** The server in C, built unless it is there; else its twin. Looked for once in a process. */
export function provideTruthProgram(): Promise<TruthProgram> {
  provided ??= findTruthProgram(new Toolchains());
  return provided;
}

/** @param platform of this machine. */
export async function findTruthProgram(
  toolchains: Toolchains,
  platform: NodeJS.Platform = process.platform,
): Promise<TruthProgram> {
  if (platform !== "linux") {
    const reason = "the truth server in C needs Linux (epoll, receive times)";
    return { command: TWIN, kind: "node", instead: { reason, fix: "run it on Linux" } };
  }
  const target = { contender: PROGRAM, workloadFolder: path.dirname(FOLDER) };
  const ready = await buildContender(target, { toolchains, cache: cacheFolder() });
  const only = ready.status === "ready" ? variantNamed(ready, "only") : ready;
  if (only.status === "ready") return { command: only.command, kind: "c" };
  const { reason, fix } = only;
  return { command: TWIN, kind: "node", instead: { reason, fix } };
}

/** @throws Error where the server does not become ready, with its last words. */
export async function launchTruthServer(launch: TruthLaunch): Promise<TruthServer> {
  const program = launch.program ?? (await provideTruthProgram());
  const { contender, trialId, scratch, log } = start(launch, program);
  const readiness = await contender.ready();
  const [pid] = pidsOfTrial(trialId);
  const clear = (): void => rmSync(scratch, { recursive: true, force: true });
  if (readiness.state === "failed" || pid === undefined) {
    await contender.stop();
    clear();
    const reason = readiness.state === "failed" ? readiness.reason : contender.obituary;
    throw new Error(`the truth server (${program.kind}): ${reason}`);
  }
  const { kind, instead } = program;
  return {
    port: readiness.port,
    pid,
    kind,
    ...(instead === undefined ? {} : { instead }),
    stop: () => readLog(contender, log).finally(clear),
  };
}

/** With a scratch folder of its own, which holds the plan and will hold the log. */
function start(launch: TruthLaunch, program: TruthProgram) {
  const { supervisor, placement, cores, protocol } = launch;
  const { runId } = supervisor;
  const trialId = `${runId}.${randomBytes(8).toString("hex")}`;
  const scratch = path.join(supervisor.scratch, trialId);
  mkdirSync(scratch);
  const [plan, log] = [path.join(scratch, "plan"), path.join(scratch, "log")];
  writeTruthPlan(plan, launch.plan);
  const options = [`--protocol=${protocol}`, `--plan=${plan}`, `--log=${log}`];
  const command = pinnedCommand([...program.command, ...options], cores, placement);
  const environment = contenderEnvironment({ runId, trialId, scratch });
  const contender = new ContenderProcess(
    { command, folder: FOLDER, environment, trialId },
    supervisor,
  );
  return { contender, trialId, scratch, log };
}

async function readLog(contender: ContenderProcess, file: string): Promise<TruthLog> {
  if (!contender.running) {
    await contender.stop();
    throw new Error(`the truth server broke off: ${contender.obituary}`);
  }
  const { faults } = await contender.stop();
  if (faults.length > 0) throw new Error(`the truth server ${faults.join("; ")}`);
  return readTruthLog(file);
}
