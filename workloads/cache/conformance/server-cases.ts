// What is stored: limits of keys and values, times, CAS numbers and statistics, beyond what the
// transcripts show. Its own file beside wire-cases.ts, which is about how bytes arrive.

import { setTimeout as pause } from "node:timers/promises";
import type { ConformanceCase } from "#harness";
import { caseOf } from "./conformance-case.ts";
import { Mismatch } from "./dialogue.ts";

const VALUE_BYTES_MAX = 1_048_576;
/** What fits at least: memcached counts its item header towards the limit. */
const VALUE_BYTES_FIT = 1_048_000;
/** memcached: a longer expiry is a time since 1970. */
const RELATIVE_S_MAX = 2_592_000;
/** A delay of two seconds, and as long as a server may round it up. */
const FLUSHED_MS = 2_200;

const STATS = ["curr_items", "bytes", "evictions", "limit_maxbytes"];

function unixS(): number {
  return Math.floor(Date.now() / 1_000);
}

function tooLarge(name: string, bytes: number): string {
  return `${name} a 0 0 ${bytes}\r\n${"v".repeat(bytes)}\r\n`;
}

export const serverCases: readonly ConformanceCase[] = [
  caseOf("a value above 1 MiB is refused, and the old one is gone", async (dialogue) => {
    await dialogue.exchange("set a 0 0 1\r\n1\r\n", "STORED\r\n");
    await dialogue.exchange(
      tooLarge("set", VALUE_BYTES_MAX + 1),
      "SERVER_ERROR object too large for cache\r\n",
    );
    await dialogue.exchange("get a\r\n", "END\r\n");
  }),
  caseOf("1,048,000 bytes fit", async (dialogue) => {
    const value = "0123456789".repeat(VALUE_BYTES_FIT / 10);
    await dialogue.exchange(`set a 0 0 ${value.length}\r\n${value}\r\n`, "STORED\r\n");
    await dialogue.exchange("get a\r\n", `VALUE a 0 ${value.length}\r\n${value}\r\nEND\r\n`);
  }),
  caseOf("negative length", async (dialogue) => {
    await dialogue.exchange(
      "set a 0 0 -1\r\nget a\r\n",
      "CLIENT_ERROR bad command line format\r\nEND\r\n",
    );
  }),
  caseOf("a bad data block leaves the old value", async (dialogue) => {
    await dialogue.exchange(
      "set a 0 0 1\r\n1\r\nset a 0 0 3\r\nabcdef\r\nget a\r\n",
      "STORED\r\nCLIENT_ERROR bad data chunk\r\nERROR\r\nVALUE a 0 1\r\n1\r\nEND\r\n",
    );
  }),
  caseOf("expiry above 30 days is a time since 1970", async (dialogue) => {
    for (const [expiry, isThere] of [
      [RELATIVE_S_MAX, true],
      [RELATIVE_S_MAX + 1, false],
      [unixS() - 1, false],
      [unixS() + 100, true],
    ] as const) {
      await dialogue.exchange(`set a 0 ${expiry} 1\r\n1\r\n`, "STORED\r\n");
      await dialogue.exchange("get a\r\n", isThere ? "VALUE a 0 1\r\n1\r\nEND\r\n" : "END\r\n");
    }
  }),
  caseOf("touch with a negative expiry ends an item", async (dialogue) => {
    await dialogue.exchange("set a 0 0 1\r\n1\r\ntouch a -1\r\n", "STORED\r\nTOUCHED\r\n");
    await dialogue.exchange("get a\r\nadd a 0 0 1\r\n2\r\n", "END\r\nSTORED\r\n");
  }),
  caseOf("incr and decr keep flags and length", async (dialogue) => {
    await dialogue.exchange("set n 7 0 2\r\n10\r\ndecr n 1\r\n", "STORED\r\n9\r\n");
    await dialogue.exchange("get n\r\nincr n 91\r\n", "VALUE n 7 2\r\n9 \r\nEND\r\n100\r\n");
    await dialogue.exchange("get n\r\n", "VALUE n 7 3\r\n100\r\nEND\r\n");
  }),
  caseOf("a CAS number stores once", async (dialogue) => {
    await dialogue.exchange("set c 1 0 1\r\n1\r\n", "STORED\r\n");
    dialogue.send("gets c\r\n");
    const [, number] = await dialogue.expectPattern("VALUE c 1 1 (\\d+)\\r\\n1\\r\\nEND\\r\\n");
    await dialogue.exchange(`cas c 2 0 1 ${number}\r\n2\r\n`, "STORED\r\n");
    await dialogue.exchange(`cas c 3 0 1 ${number}\r\n3\r\n`, "EXISTS\r\n");
    await dialogue.exchange("get c\r\n", "VALUE c 2 1\r\n2\r\nEND\r\n");
  }),
  caseOf("flush_all with a delay", async (dialogue) => {
    await dialogue.exchange("set a 0 0 1\r\n1\r\nflush_all 2\r\n", "STORED\r\nOK\r\n");
    await pause(FLUSHED_MS);
    await dialogue.exchange("get a\r\n", "END\r\n");
  }),
  caseOf(`stats has ${STATS.join(", ")}`, async (dialogue) => {
    await dialogue.exchange("set a 0 0 1\r\n1\r\n", "STORED\r\n");
    dialogue.send("stats\r\n");
    const [lines] = await dialogue.expectPattern("(?:STAT \\S+ [^\\r]*\\r\\n)+END\\r\\n");
    const absent = STATS.filter((name) => !new RegExp(`^STAT ${name} \\d+\\r$`, "m").test(lines));
    if (absent.length > 0) throw new Mismatch(`stats has no number for ${absent.join(", ")}`);
  }),
  caseOf("version says one line", async (dialogue) => {
    dialogue.send("version\r\n");
    await dialogue.expectPattern("VERSION [^\\r\\n]+\\r\\n");
  }),
];
