// The floors of this host, measured: what bounds of physics are made of. Its own file because it is
// all that the rest of the lab sees of them.

import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { type CorePlacement, pinnedCommand } from "../placement.ts";
import type { Floor } from "./floor.ts";

/** Those that this system cannot measure are absent. */
export interface Floors {
  readonly loopbackRoundTripNs: Floor;
  readonly sendNs?: Floor;
  readonly recvNs?: Floor;
  readonly turnNs: Floor;
  readonly clockReadNs: Floor;
  readonly clockGrainNs: Floor;
  readonly sealNs: Floor;
  readonly gcmBytesPerS: Floor;
  readonly nodeSealNs: Floor;
  readonly memcpyBytesPerS: Floor;
  readonly forkExecNs?: Floor;
}

const MEASURING = path.join(import.meta.dirname, "floors-process.ts");
const ECHO = path.join(import.meta.dirname, "echo-process.ts");

/** About 3 s on a calm core; on a busy one some times that; beyond it hangs. */
const MEASURE_MS_MAX = 60_000;

export interface FloorSettings {
  readonly placement: CorePlacement;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * Measures on the generator's core, with the echo where contenders run; takes some seconds, in
 * which this process sleeps.
 * @throws when the process cannot be started, fails, hangs, or is aborted.
 */
export async function measureFloors(settings: FloorSettings): Promise<Floors> {
  const { placement, environment, signal } = settings;
  const { generatorCore, contenderCores } = placement;
  const cores = generatorCore === null ? [] : [generatorCore];
  const echo = pinnedCommand([process.execPath, ECHO], contenderCores, placement);
  const measuring = [process.execPath, MEASURING, JSON.stringify(echo)];
  const [program = "", ...words] = pinnedCommand(measuring, cores, placement);
  const { stdout } = await promisify(execFile)(program, words, {
    timeout: MEASURE_MS_MAX,
    killSignal: "SIGKILL",
    env: environment,
    signal,
  });
  return JSON.parse(stdout) as Floors;
}
