// How commands arrive: many in one write, one in several, cut off, far too long, or asked for
// faster than their answers are read. Its own file because these cases are about bytes on a
// connection and not about what is stored.

import { setTimeout as pause } from "node:timers/promises";
import type { ConformanceCase } from "#harness";
import { caseOf, caseThatCloses } from "./conformance-case.ts";
import { Dialogue } from "./dialogue.ts";

/** Long enough for the first part to be received by itself. */
const BETWEEN_PARTS_MS = 30;
const PIPELINED_PAIRS = 5_000;
const BIG_VALUE_BYTES = 262_144;
/** Beyond some 20 segments in flight the kernel joins what is written apart. */
const BURST_COMMANDS = 16;
/** Enough to stand out from what others send meanwhile. */
const BURSTS = 100;
/** 16 MiB of replies: more than the buffers of a loopback connection hold. */
const BIG_GETS = 64;
const ERROR_LINE_BYTES = 2_049;

async function inParts(dialogue: Dialogue, parts: readonly string[]): Promise<void> {
  for (const part of parts) {
    dialogue.send(part);
    await pause(BETWEEN_PARTS_MS);
  }
}

function pipelined(): { requests: string; replies: string } {
  let requests = "";
  let replies = "";
  for (let pair = 0; pair < PIPELINED_PAIRS; pair++) {
    const value = `${pair}`.padEnd(1 + (pair % 40), ".");
    requests += `set p${pair} ${pair} 0 ${value.length}\r\n${value}\r\nget p${pair} p\r\n`;
    replies += `STORED\r\nVALUE p${pair} ${pair} ${value.length}\r\n${value}\r\nEND\r\n`;
  }
  return { requests, replies };
}

async function bursts(dialogue: Dialogue): Promise<void> {
  const requests = "get no-such-key\r\n".repeat(BURST_COMMANDS);
  const replies = "END\r\n".repeat(BURST_COMMANDS);
  for (let burst = 0; burst < BURSTS; burst++) await dialogue.exchange(requests, replies);
}

async function unreadReplies(dialogue: Dialogue, port: number): Promise<void> {
  const value = "v".repeat(BIG_VALUE_BYTES);
  await dialogue.exchange(`set big 0 0 ${value.length}\r\n${value}\r\n`, "STORED\r\n");
  dialogue.stopReading();
  dialogue.send("get big big\r\n".repeat(BIG_GETS / 2));
  await pause(BETWEEN_PARTS_MS);
  const other = await Dialogue.open(port);
  try {
    await other.exchange("get no-such-key\r\n", "END\r\n");
  } finally {
    other.close();
  }
  dialogue.goOnReading();
  const hit = `VALUE big 0 ${value.length}\r\n${value}\r\n`;
  for (let gets = 0; gets < BIG_GETS / 2; gets++) await dialogue.expect(`${hit}${hit}END\r\n`);
}

export const wireCases: readonly ConformanceCase[] = [
  caseOf("10,000 commands in one write", async (dialogue) => {
    const { requests, replies } = pipelined();
    await dialogue.exchange(requests, replies);
  }),
  {
    ...caseOf("16 commands in one write, 100 times", bursts),
    pipelined: BURSTS * BURST_COMMANDS,
  },
  caseOf("a value in two parts", async (dialogue) => {
    dialogue.send("set a 5 0 10\r\n01234");
    await dialogue.expectSilence(BETWEEN_PARTS_MS);
    await dialogue.exchange("56789\r\n", "STORED\r\n");
    await dialogue.exchange("get a\r\n", "VALUE a 5 10\r\n0123456789\r\nEND\r\n");
  }),
  caseOf("a key in two parts", async (dialogue) => {
    await dialogue.exchange("set a 0 0 1\r\n1\r\nset ab 0 0 1\r\n2\r\n", "STORED\r\nSTORED\r\n");
    dialogue.send("get a");
    await dialogue.expectSilence(BETWEEN_PARTS_MS);
    await dialogue.exchange("b\r\n", "VALUE ab 0 1\r\n2\r\nEND\r\n");
  }),
  caseOf("commands cut inside a name, a key and a line end", async (dialogue) => {
    await inParts(dialogue, ["se", "t ab 0 0 1\r", "\nx\r", "\nge", "t a", "b\r", "\nget ab\r\n"]);
    const hit = "VALUE ab 0 1\r\nx\r\nEND\r\n";
    await dialogue.expect(`STORED\r\n${hit}${hit}`);
  }),
  caseOf("noreply among commands that reply", async (dialogue) => {
    const quiet =
      "set a 1 0 1 noreply\r\n1\r\nadd a 0 0 1 noreply\r\n2\r\nadd n 2 0 1 noreply\r\n7\r\n" +
      "replace a 3 0 2 noreply\r\n10\r\nincr a 5 noreply\r\ndecr n 2 noreply\r\n" +
      "touch a 0 noreply\r\ncas a 0 0 1 1 noreply\r\n9\r\n";
    await dialogue.exchange(
      `${quiet}get a n\r\ndelete a noreply\r\nget a n\r\nflush_all noreply\r\nget a n\r\n`,
      "VALUE a 3 2\r\n15\r\nVALUE n 2 1\r\n5\r\nEND\r\nVALUE n 2 1\r\n5\r\nEND\r\nEND\r\n",
    );
  }),
  caseOf("noreply silences errors of the line too", async (dialogue) => {
    await dialogue.exchange(
      "set a x 0 1 noreply\r\nincr a x noreply\r\ntouch a x noreply\r\nget a\r\n",
      "END\r\n",
    );
  }),
  caseOf("several spaces between keys and before the name", async (dialogue) => {
    await dialogue.exchange("  set  a  0  0  1\r\n1\r\n", "STORED\r\n");
    await dialogue.exchange(" get  b  a \r\n", "VALUE a 0 1\r\n1\r\nEND\r\n");
  }),
  caseOf("100 keys in one get, in their order", async (dialogue) => {
    const keys = Array.from({ length: 100 }, (_, key) => `m${key}`);
    for (const key of keys) dialogue.send(`set ${key} 0 0 ${key.length}\r\n${key}\r\n`);
    await dialogue.expect("STORED\r\n".repeat(keys.length));
    const hits = keys.map((key) => `VALUE ${key} 0 ${key.length}\r\n${key}\r\n`);
    await dialogue.exchange(`get ${keys.join(" ")}\r\n`, `${hits.join("")}END\r\n`);
  }),
  caseOf("a reader that is late gets all of 16 MiB, and disturbs nobody", unreadReplies),
  caseThatCloses("2,049 bytes without a line end", async (dialogue) => {
    dialogue.send("x".repeat(ERROR_LINE_BYTES));
    await dialogue.expectEnd();
  }),
  caseThatCloses("half-close in the middle of a value", async (dialogue, port) => {
    dialogue.send("set a 0 0 10\r\n0123");
    dialogue.halfClose();
    await dialogue.expectEnd();
    const other = await Dialogue.open(port);
    try {
      await other.exchange("get a\r\n", "END\r\n");
    } finally {
      other.close();
    }
  }),
];
