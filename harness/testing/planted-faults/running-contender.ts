// Contenders that stand while faults are planted: the floors, which do nothing that could be taken
// for a fault, and programs of our own. Its own file because a trial's way of starting contenders
// begins with a workload, which none of these has.

import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { buildContender, variantNamed } from "#drive/builds/ready-contender.ts";
import { readManifest } from "#drive/discovery/manifest.ts";
import { contenderEnvironment } from "#drive/trial/contender-environment.ts";
import { ContenderProcess } from "#drive/trial/contender-process.ts";
import { pinnedCommand } from "#measure/placement.ts";
import { environmentMark, RUN_VARIABLE } from "#measure/trial-mark.ts";
import type { Contender } from "#model/contender.ts";
import { type FaultGround, PlantingFailed } from "./planted-fault.ts";

export interface RunningContender extends AsyncDisposable {
  readonly port: number;
}

interface ContenderStart {
  readonly command: readonly string[];
  readonly folder: string;
}

const FLOORS = path.join(import.meta.dirname, "..", "..", "floor");

/**
 * The floor that speaks `codec`: in C, or its Node twin where there is no compiler.
 * @throws PlantingFailed where it cannot be started.
 */
export async function startFloor(
  codec: "http" | "memcache" | "datagram",
  ground: FaultGround,
  words: readonly string[] = [],
): Promise<RunningContender> {
  const folder = path.join(FLOORS, codec);
  const native = await readyFloor(folder, "contender.json", ground);
  const { command } = native ?? (await readyFloor(folder, "contender-node.json", ground)) ?? {};
  if (command === undefined) throw new PlantingFailed(`the floor of ${codec} cannot be built`);
  return await startContender({ command: [...command, ...words], folder }, ground);
}

async function readyFloor(
  folder: string,
  name: string,
  { builds, supervisor, signal }: FaultGround,
): Promise<{ readonly command: readonly string[] } | undefined> {
  const parsed = await readManifest(path.join(folder, name), name);
  if (!parsed.ok) throw new PlantingFailed(parsed.problems.join("; "));
  const contender: Contender = { id: "floor", folder, manifest: parsed.value };
  const mark = { [RUN_VARIABLE]: environmentMark(supervisor.runId) };
  const target = { contender, workloadFolder: folder };
  const ready = await buildContender(target, { ...builds, mark, signal });
  if (ready.status === "unavailable") return undefined;
  const variant = variantNamed(ready, parsed.value.variants[0]?.name ?? "");
  return variant.status === "ready" ? variant : undefined;
}

/** A program of this folder, under the pinned Node. */
export function startProgram(
  file: string,
  words: readonly string[],
  ground: FaultGround,
): Promise<RunningContender> {
  const command = [process.execPath, path.join(import.meta.dirname, file), ...words];
  return startContender({ command, folder: import.meta.dirname }, ground);
}

async function startContender(
  { command, folder }: ContenderStart,
  { supervisor, placement }: FaultGround,
): Promise<RunningContender> {
  const { runId } = supervisor;
  const trialId = `${runId}.${randomBytes(8).toString("hex")}`;
  const scratch = path.join(supervisor.scratch, trialId);
  mkdirSync(scratch);
  const running = new ContenderProcess(
    {
      command: pinnedCommand(command, placement.contenderCores, placement),
      folder,
      environment: contenderEnvironment({ runId, trialId, scratch }),
      trialId,
    },
    supervisor,
  );
  const stop = async (): Promise<void> => {
    await running.stop();
    rmSync(scratch, { recursive: true, force: true });
  };
  const readiness = await running.ready();
  if (readiness.state === "ready") {
    return { port: readiness.port, [Symbol.asyncDispose]: stop };
  }
  await stop();
  throw new PlantingFailed(`a contender of the self-test ${readiness.reason}`);
}
