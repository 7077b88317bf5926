// The kernel's table of UDP sockets, as it was seen: only our own sockets count.

import assert from "node:assert/strict";
import { test } from "node:test";
import { droppedIn } from "./dropped-datagrams.ts";

const HEADER =
  "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops             ";

function line(local: string, remote: string, drops: number): string {
  const queues = "00000000:00000000 00:00000000 00000000     0        0 3456789 2 0000000000000000";
  return ` 1234: ${local} ${remote} 01 ${queues} ${drops}          `;
}

const TABLE = `${[
  HEADER,
  line("0100007F:C350", "0100007F:1F90", 7),
  line("0100007F:C351", "0100007F:1F90", 12),
  // Another's on the endpoint's port, the endpoint itself, and a port of ours that is used again.
  line("0100007F:C352", "0100007F:1F90", 100),
  line("0100007F:1F90", "00000000:0000", 1_000),
  line("0100007F:C350", "0100007F:0035", 10_000),
].join("\n")}\n`;

test("drops of our connections to the endpoint are added up", () => {
  assert.equal(droppedIn(TABLE, new Set([0xc350, 0xc351]), 0x1f90), 19);
  assert.equal(droppedIn(TABLE, new Set([0xc351]), 0x1f90), 12);
  assert.equal(droppedIn(TABLE, new Set(), 0x1f90), 0);
});

test("the ports of IPv6 addresses are behind their only colon too", () => {
  const loopback = "00000000000000000000000001000000";
  const table = `${HEADER}\n${line(`${loopback}:C350`, `${loopback}:1F90`, 3)}\n`;
  assert.equal(droppedIn(table, new Set([0xc350]), 0x1f90), 3);
});

test("a table without drops is not taken for one with none", () => {
  assert.equal(droppedIn(TABLE.replace(" drops", ""), new Set([0xc350]), 0x1f90), null);
});
