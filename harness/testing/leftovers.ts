// What of a run is still there: processes, listening ports. For the tests that a run leaves nothing
// behind, however it ends. Its own reading of /proc, so that a fault of the lab's own search cannot
// hide what it missed; on systems without /proc nothing is found, and tests that need it say so.

import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether processes can be looked for here. */
export const CAN_LOOK = existsSync("/proc/self/environ");

const POLL_MS = 25;
/** tcp_states.h of Linux: TCP_LISTEN. */
const LISTENING = "0A";

/** Processes whose environment holds `text`. */
export function processesWith(text: string): number[] {
  return processesWhose("environ", text);
}

/** Processes whose command line holds `text`; its words are separated by NUL. */
export function processesRunning(text: string): number[] {
  return processesWhose("cmdline", text);
}

function processesWhose(file: "environ" | "cmdline", text: string): number[] {
  if (!CAN_LOOK) return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => read(`/proc/${name}/${file}`).includes(text))
    .map(Number);
}

/** The TCP ports of IPv4 on which these processes listen. */
export function listeningPorts(pids: readonly number[]): number[] {
  const sockets = new Set(pids.flatMap(socketsOf));
  // proc(5), /proc/net/tcp: 1 is the local address:port in hexadecimal, 3 the state, 9 the inode.
  return read("/proc/net/tcp")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENING && sockets.has(`socket:[${fields[9] ?? ""}]`))
    .map((fields) => Number.parseInt(fields[1]?.split(":")[1] ?? "", 16));
}

function socketsOf(pid: number): string[] {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).map((name) => link(`${folder}/${name}`));
  } catch {
    return [];
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    // Gone, or another user's.
    return "";
  }
}

function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    const end = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}

/** Waits until `condition` holds. @returns whether it did within `limitMs`. */
export async function holdsWithin(limitMs: number, condition: () => boolean): Promise<boolean> {
  const untilMs = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > untilMs) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** Longer than any server of another test lives. */
const REUSE_MS_MAX = 20_000;

/**
 * Whether `port` is free, now or within 20 s: its number may meanwhile have been given to a server
 * of another test, which goes away again, as a leftover does not.
 */
export async function isFreed(port: number): Promise<boolean> {
  const untilMs = performance.now() + REUSE_MS_MAX;
  while (await acceptsConnections(port)) {
    if (performance.now() > untilMs) return false;
    await sleep(POLL_MS);
  }
  return true;
}
