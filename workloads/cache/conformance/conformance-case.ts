// What a case is, and how it begins and ends: on a fresh connection to an emptied cache, and with
// proof that no reply came too many. Its own file because all groups of cases share it.

import type { ConformanceCase } from "#harness";
import { Dialogue, Mismatch } from "./dialogue.ts";

/** What is said in a case; a Mismatch thrown is its finding. */
export type Talk = (dialogue: Dialogue, port: number) => Promise<void>;

async function finding(port: number, talk: Talk): Promise<string | undefined> {
  let dialogue: Dialogue | undefined;
  try {
    dialogue = await Dialogue.open(port);
    await dialogue.exchange("flush_all\r\n", "OK\r\n");
    await talk(dialogue, port);
    return undefined;
  } catch (error) {
    if (error instanceof Mismatch) return error.message;
    throw error;
  } finally {
    dialogue?.close();
  }
}

/** A case after which the connection must still answer, and with nothing before that answer. */
export function caseOf(name: string, talk: Talk): ConformanceCase {
  return caseThatCloses(name, async (dialogue, port) => {
    await talk(dialogue, port);
    await dialogue.exchange("get no-such-key\r\n", "END\r\n");
  });
}

/** A case whose connection need not survive it. */
export function caseThatCloses(name: string, talk: Talk): ConformanceCase {
  return { name, run: (port) => finding(port, talk) };
}
