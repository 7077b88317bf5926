// Whose a port is, over laid-out process tables: own, another's, and what cannot be told.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { portHolder } from "./port-holder.ts";
import { ProcFiles } from "./proc-files.ts";

const PORT = 11_211;
const AT_PORT = "0100007F:2BCB";
const LISTEN = "0A";
const ESTABLISHED = "01";

type Row = readonly [local: string, state: string, inode: number];

function proc(
  context: TestContext,
  tables: Readonly<Record<string, readonly Row[]>>,
  held: Readonly<Record<number, readonly number[]>>,
): ProcFiles {
  const root = mkdtempSync(path.join(os.tmpdir(), "tailproof-ports-"));
  context.after(() => rmSync(root, { recursive: true }));
  const net = path.join(root, String(process.pid), "net");
  mkdirSync(net, { recursive: true });
  for (const [table, rows] of Object.entries(tables)) {
    const lines = rows.map(([local, state, inode], n) =>
      [` ${n}:`, local, "00000000:0000", state, "0:0", "0:0", "0", "0", "0", inode, "1"].join(" "),
    );
    writeFileSync(path.join(net, table), ["  sl  local_address …", ...lines, ""].join("\n"));
  }
  for (const [pid, inodes] of Object.entries(held)) {
    const folder = path.join(root, pid, "fd");
    mkdirSync(folder, { recursive: true });
    inodes.forEach((inode, fd) => symlinkSync(`socket:[${inode}]`, path.join(folder, String(fd))));
  }
  return new ProcFiles(root);
}

test("a port is held by one of the processes, by none of them, or by nobody", (context) => {
  const rows: readonly Row[] = [
    ["0100007F:2BCC", LISTEN, 1],
    [AT_PORT, LISTEN, 2],
    [AT_PORT, ESTABLISHED, 3],
  ];
  const files = proc(context, { tcp: rows }, { 10: [1], 20: [7, 2], 30: [3] });
  assert.equal(portHolder(PORT, [10, 20], files), "own");
  assert.equal(portHolder(PORT, [10, 30], files), "other");
  assert.equal(portHolder(PORT + 2, [10], files), "unknown");
});

test("a port of the wider address family, or of datagrams, counts too", (context) => {
  const any = `${"0".repeat(32)}:2BCB`;
  const wide = proc(context, { tcp6: [[any, LISTEN, 4]] }, { 10: [4], 20: [] });
  assert.deepEqual([portHolder(PORT, [10], wide), portHolder(PORT, [20], wide)], ["own", "other"]);
  const datagrams = proc(context, { udp: [[AT_PORT, "07", 5]] }, { 10: [5], 20: [] });
  assert.equal(portHolder(PORT, [10], datagrams), "own");
  assert.equal(portHolder(PORT, [20], datagrams), "other");
});

test("what may not be looked into is not accused", (context) => {
  const files = proc(context, { tcp: [[AT_PORT, LISTEN, 2]] }, { 10: [1] });
  assert.equal(portHolder(PORT, [10, 99], files), "unknown");
  const nothing = new ProcFiles(path.join(os.tmpdir(), "no-such-folder"));
  assert.equal(portHolder(PORT, [10], nothing), "unknown");
});
