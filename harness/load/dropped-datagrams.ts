// How many datagrams the kernel dropped at sockets of ours, for want of room in their buffers: read
// from its table of UDP sockets. Its own file because the table's form is the kernel's. Other drops
// on the way are not in it.

/** Where Linux shows its UDP sockets, by the family of their addresses. */
export const UDP_TABLES = { udp4: "/proc/net/udp", udp6: "/proc/net/udp6" } as const;

/** Places in a line of the table (Documentation/networking/proc_net_tcp.rst, and drops behind). */
const [LOCAL, REMOTE, DROPS] = [1, 2, 12];

/** The port of an address such as 0100007F:1F90. */
function portOf(address: string | undefined): number {
  return Number.parseInt(address?.split(":")[1] ?? "", 16);
}

/**
 * Drops of the sockets that are bound to one of `localPorts` and connected to `remotePort`; null
 * where the table has no such column.
 */
export function droppedIn(
  table: string,
  localPorts: ReadonlySet<number>,
  remotePort: number,
): number | null {
  const [header = "", ...lines] = table.split("\n");
  if (!header.includes("drops")) return null;
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => localPorts.has(portOf(fields[LOCAL])))
    .filter((fields) => portOf(fields[REMOTE]) === remotePort)
    .reduce((sum, fields) => sum + Number(fields[DROPS]), 0);
}
