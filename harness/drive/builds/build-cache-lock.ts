// One builder at a time for one build, across processes and checkouts that share the cache.
//
// A folder beside the build, made in one step with its owner's pid already inside, so that a lock
// without an owner cannot be seen. A lock whose owner has died, or that is older than any build may
// take, is removed by the next.

import { mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "./build-cache-folder.ts";

/** How often a waiting builder looks again. */
const LOOK_MS = 200;

/**
 * Runs `work` while holding the lock `folder`; waits for another holder first.
 * @param staleMs a lock older than this belongs to nobody, whoever has its pid now.
 */
export async function withLock<T>(
  folder: string,
  staleMs: number,
  work: () => Promise<T>,
): Promise<T> {
  await makeFolder(path.dirname(folder));
  while (!(await taken(folder))) {
    if (await abandoned(folder, staleMs)) await remove(folder);
    else await sleep(LOOK_MS);
  }
  try {
    return await work();
  } finally {
    await remove(folder);
  }
}

/** Renaming onto a folder that is not empty fails, so exactly one of several takers succeeds. */
async function taken(folder: string): Promise<boolean> {
  const mine = await mkdtemp(`${folder}-`);
  await writeFile(path.join(mine, "pid"), String(process.pid));
  try {
    await rename(mine, folder);
    return true;
  } catch {
    await rm(mine, { recursive: true });
    return false;
  }
}

async function abandoned(folder: string, staleMs: number): Promise<boolean> {
  try {
    const owner = Number(await readFile(path.join(folder, "pid"), "utf8"));
    const { mtimeMs } = await stat(folder);
    return Date.now() - mtimeMs > staleMs || !isAlive(owner);
  } catch {
    // It was released in between; the next attempt to take it will tell.
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, and another user's.
    return error instanceof Error && Reflect.get(error, "code") === "EPERM";
  }
}

/**
 * Moved away first: a folder that is deleted file by file would for a moment be a lock without an
 * owner.
 */
async function remove(folder: string): Promise<void> {
  const grave = await mkdtemp(`${folder}-`);
  try {
    await rename(folder, path.join(grave, "lock"));
  } catch {
    // Another builder removed it first.
  }
  await rm(grave, { recursive: true, force: true });
}
