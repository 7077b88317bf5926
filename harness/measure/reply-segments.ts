// In how many segments replies leave a contender, counted by the kernel: what tells from outside,
// in every language, whether it writes each reply by itself or many at once.
//
// The system counts segments of all processes together, acknowledgements too; so the least of
// several attempts is taken, and only large bursts are worth counting.

import { ProcFiles } from "./proc-files.ts";

const procFiles = new ProcFiles();
/** Other traffic must fall into all of them to be mistaken for the contender's. */
const ATTEMPTS = 3;

/** Segments that this system has sent over TCP so far; undefined where it does not tell. */
export function segmentsSent(files: ProcFiles = procFiles): number | undefined {
  // proc(5), /proc/net/snmp: a line of names and one of figures for each protocol.
  const [names = "", figures = ""] = (files.text(process.pid, "net/snmp") ?? "")
    .split("\n")
    .filter((line) => line.startsWith("Tcp: "));
  const sent = Number(figures.split(" ")[names.split(" ").indexOf("OutSegs")]);
  return Number.isFinite(sent) ? sent : undefined;
}

/** The fewest segments that were sent while `burst` ran; undefined where the system is silent. */
export async function fewestSegments(burst: () => Promise<unknown>): Promise<number | undefined> {
  let fewest: number | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = segmentsSent();
    await burst();
    const after = segmentsSent();
    if (before === undefined || after === undefined) return undefined;
    fewest = Math.min(fewest ?? Infinity, after - before);
  }
  return fewest;
}
