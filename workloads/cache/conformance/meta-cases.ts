// The meta commands beyond what the transcripts show, each exchange as memcached 1.6.18 answers it.
// Its own file because they are a dialect of their own, with one grammar for all commands. Kept to
// the flags that every contender has; the reference's other flags are its own tests'.

import type { ConformanceCase } from "#harness";
import { caseOf } from "./conformance-case.ts";
import type { Dialogue } from "./dialogue.ts";
import { META_ERROR_CASES, TOO_LARGE_MS } from "./meta-errors.ts";
import { META_EXCHANGE_CASES, type MetaCase } from "./meta-exchanges.ts";

const PIPELINED_GETS = 5_000;

function stepByStep({ what, exchanges }: MetaCase): ConformanceCase {
  return caseOf(what, async (dialogue) => {
    for (const [request, reply] of exchanges) await dialogue.exchange(request, reply);
  });
}

/** The requests one by one, then all in one write, then all with each byte sent by itself. */
function formsOf(metaCase: MetaCase): readonly ConformanceCase[] {
  const { what, exchanges } = metaCase;
  const requests = exchanges.map(([request]) => request).join("");
  const replies = exchanges.map(([, reply]) => reply).join("");
  return [
    stepByStep(metaCase),
    caseOf(`${what} (in one write)`, (dialogue) => dialogue.exchange(requests, replies)),
    caseOf(`${what} (byte by byte)`, async (dialogue) => {
      await dialogue.sendByteByByte(Buffer.from(requests));
      await dialogue.expect(replies);
    }),
  ];
}

async function tokenOf(dialogue: Dialogue): Promise<string> {
  dialogue.send("mg a v c k\r\n");
  const [, token] = await dialogue.expectPattern("VA \\d+ c(\\d+) ka\\r\\n[^\\r]*\\r\\n");
  return token as string;
}

async function storesOnce(dialogue: Dialogue): Promise<void> {
  await dialogue.exchange("ms a 1\r\n1\r\n", "HD\r\n");
  const token = await tokenOf(dialogue);
  await dialogue.exchange(`ms a 1 C${token} k Ox\r\n2\r\n`, "HD ka Ox\r\n");
  await dialogue.exchange(`ms a 1 C${token} k Ox\r\n3\r\n`, "EX ka Ox\r\n");
  await dialogue.exchange(`ms a 1 C${token} q\r\n4\r\n`, "EX\r\n");
  await dialogue.exchange(`ms b 1 C${token} k\r\n5\r\n`, "NF kb\r\n");
  await dialogue.exchange("mg a v\r\nmg b v\r\n", "VA 1\r\n2\r\nEN\r\n");
}

async function changesOnce(dialogue: Dialogue): Promise<void> {
  await dialogue.exchange("ms a 1\r\n5\r\n", "HD\r\n");
  const token = await tokenOf(dialogue);
  await dialogue.exchange(`ma a C${token} v\r\n`, "VA 1\r\n6\r\n");
  await dialogue.exchange(`ma a C${token} v k Oy\r\n`, "EX ka Oy\r\n");
  await dialogue.exchange(`md a C${token} k Oz\r\n`, "EX ka Oz\r\n");
  await dialogue.exchange(`md a q C${token}\r\n`, "EX\r\n");
  await dialogue.exchange(`mg a v\r\nmd a C${await tokenOf(dialogue)}\r\n`, "VA 1\r\n6\r\nHD\r\n");
  await dialogue.exchange(`md a C${token}\r\nma a C${token}\r\n`, "NF\r\nNF\r\n");
}

/** Each write's token is what a get shows after it. */
async function tellsTokens(dialogue: Dialogue): Promise<void> {
  dialogue.send("ms a 1 c k\r\n1\r\n");
  const [, stored] = await dialogue.expectPattern("HD c(\\d+) ka\\r\\n");
  await dialogue.exchange("gets a\r\n", `VALUE a 0 1 ${stored}\r\n1\r\nEND\r\n`);
  dialogue.send("ma a c v\r\n");
  const [, changed] = await dialogue.expectPattern("VA 1 c(\\d+)\\r\\n2\\r\\n");
  await dialogue.exchange("gets a\r\n", `VALUE a 0 1 ${changed}\r\n2\r\nEND\r\n`);
}

/** A second may begin between a write and its read. */
async function tellsTimes(dialogue: Dialogue): Promise<void> {
  dialogue.send("ms a 1 T100\r\n1\r\nmg a t v f\r\n");
  await dialogue.expectPattern("HD\\r\\nVA 1 t(?:100|99) f0\\r\\n1\\r\\n");
  dialogue.send("touch a 50\r\nmg a t\r\n");
  await dialogue.expectPattern("TOUCHED\\r\\nHD t(?:50|49)\\r\\n");
  dialogue.send("ma a T200 v t\r\nmg a t\r\n");
  await dialogue.expectPattern("VA 1 t(?:200|199)\\r\\n2\\r\\nHD t(?:200|199)\\r\\n");
  dialogue.send("ma n N300 J7 t v\r\nma n t\r\n");
  await dialogue.expectPattern("VA 1 t(?:300|299)\\r\\n7\\r\\nHD t(?:300|299)\\r\\n");
}

/** How a client asks for many keys: quiet gets, and mn behind them. */
async function quietGets(dialogue: Dialogue): Promise<void> {
  let requests = "";
  let replies = "";
  for (let get = 0; get < PIPELINED_GETS; get++) {
    if (get % 2 === 0) requests += `ms p${get} 2 q F${get}\r\nab\r\n`;
    requests += `mg p${get} k q v f O${get}\r\n`;
    if (get % 2 === 0) replies += `VA 2 kp${get} f${get} O${get}\r\nab\r\n`;
  }
  await dialogue.exchange(`${requests}mn\r\n`, `${replies}MN\r\n`);
}

export const metaCases: readonly ConformanceCase[] = [
  ...[...META_EXCHANGE_CASES, ...META_ERROR_CASES].flatMap(formsOf),
  stepByStep(TOO_LARGE_MS),
  caseOf("ms stores once with a CAS number", storesOnce),
  caseOf("ma and md obey a CAS number", changesOnce),
  caseOf("c tells the CAS number of what was just written", tellsTokens),
  caseOf("t tells the seconds left", tellsTimes),
  caseOf("7,500 quiet ms and mg in one write", quietGets),
];
