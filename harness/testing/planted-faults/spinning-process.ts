// Starts the spinner on a core and ends it. Its own file because the spinner itself must carry
// nothing of the lab to the core that it keeps busy.

import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { ownEnvironment } from "#drive/run/trial-place.ts";
import { pinnedCommand } from "#measure/placement.ts";
import { type FaultGround, PlantingFailed } from "./planted-fault.ts";

const PROGRAM = path.join(import.meta.dirname, "spinner.ts");

export interface Bursts {
  readonly burstMs: number;
  /** 0: it spins all the time. */
  readonly restMs: number;
}

export interface SpinningProcess extends AsyncDisposable {
  readonly pid: number;
}

/** Spins on `core` until it is disposed of, or this process ends, however that ends. */
export async function startSpinning(
  { burstMs, restMs }: Bursts,
  core: number,
  ground: Pick<FaultGround, "supervisor" | "placement" | "compileCache">,
): Promise<SpinningProcess> {
  const node = [process.execPath, "--single-threaded", PROGRAM, `${burstMs}`, `${restMs}`];
  const [program = "", ...words] = pinnedCommand(node, [core], ground.placement);
  const child = spawn(program, words, {
    stdio: ["pipe", "pipe", "inherit"],
    env: ownEnvironment(ground),
    detached: true,
  });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const { pid } = child;
  if (pid !== undefined) ground.supervisor.watch(pid);
  const spins = await Promise.race([
    once(child.stdout, "data").then(() => true),
    exited.then(() => false),
  ]);
  if (pid === undefined || !spins) throw new PlantingFailed("the spinning process did not start");
  return {
    pid,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
      ground.supervisor.forget(pid);
    },
  };
}
