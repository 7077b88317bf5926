// Whose a listening port is: whether what answers there is among the processes that were started.
//
// Its own file because CPU and memory are counted by process, and requests go by port: where the
// two do not meet, the figures are of one program and the usage of another. What follows from it is
// drive's.

import { ProcFiles } from "./proc-files.ts";

/** unknown: nothing listens, or the system does not show who does. */
export type PortHolder = "own" | "other" | "unknown";

const procFiles = new ProcFiles();

/** tcp_states.h of Linux: TCP_LISTEN. */
const LISTENING = "0A";

/**
 * Who holds `port`, as seen from the processes `pids`. The kernel lists sockets that listen before
 * all others, so a table that is longer than what is read of it loses none of them.
 */
export function portHolder(
  port: number,
  pids: readonly number[],
  files: ProcFiles = procFiles,
): PortHolder {
  const sockets = socketsAt(port, files);
  if (sockets.length === 0 || pids.length === 0) return "unknown";
  const held = pids.map((pid) => files.descriptors(pid));
  if (held.some((each) => each?.some((target) => sockets.includes(target)))) return "own";
  return held.includes(undefined) ? "unknown" : "other";
}

/** As /proc/<pid>/fd names them; a datagram socket does not listen, it has its port from birth. */
function socketsAt(port: number, files: ProcFiles): string[] {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const tables = [
    ["net/tcp", LISTENING],
    ["net/tcp6", LISTENING],
    ["net/udp", undefined],
    ["net/udp6", undefined],
  ] as const;
  return tables.flatMap(([table, wanted]) =>
    (files.text(process.pid, table) ?? "").split("\n").flatMap((line) => {
      // proc(5), /proc/net/tcp: 1 is the local address:port in hexadecimal, 3 the state, 9 the
      // inode.
      const { 1: local = "", 3: state, 9: inode } = line.trim().split(/\s+/);
      const isIts = local.endsWith(ending) && (wanted === undefined || state === wanted);
      return isIts && inode !== undefined ? [`socket:[${inode}]`] : [];
    }),
  );
}
