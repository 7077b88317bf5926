// Starts the reference and memcached as processes for the tests of this folder, and says whether
// there is a memcached. Its own file because conformance and the differential test need both alike.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

const REFERENCE = new URL("../reference/", import.meta.url);
const START_MS_MAX = 3_000;
const LOOK_EVERY_MS = 20;

export interface Started {
  readonly port: number;
  readonly process: ChildProcess;
}

/** A reason to skip, or false. */
export const noMemcached =
  spawnSync("memcached", ["-V"]).status === 0 ? false : "memcached is not on PATH";

/** From its sources: the manifest's build only strips their types. */
export async function startReference(variant: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, ["main.ts", ...variant, "--memory-mib=64", "--threads=1"], {
    cwd: REFERENCE,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit").then(() => Promise.reject(new Error("ended before its port")));
  const [line] = await Promise.race([once(createInterface(child.stdout), "line"), gone]);
  gone.catch(() => {});
  return { port: JSON.parse(line).ready.port, process: child };
}

export async function startMemcached(): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), "memcached-port-"));
  const file = join(folder, "port");
  const user = process.getuid?.() === 0 ? ["-u", "root"] : [];
  const child = spawn("memcached", [...user, "-l", "127.0.0.1", "-p", "-1", "-U", "0"], {
    stdio: "ignore",
    env: { ...process.env, MEMCACHED_PORT_FILENAME: file },
  });
  const deadline = performance.now() + START_MS_MAX;
  while (!existsSync(file) && performance.now() < deadline) await pause(LOOK_EVERY_MS);
  const port = Number(/TCP INET: (\d+)/.exec(readFileSync(file, "utf8"))?.[1]);
  rmSync(folder, { recursive: true });
  return { port, process: child };
}
