// The recorded dialogues in the binary protocol. Its own file beside transcript-cases.ts, because
// only who speaks the protocol is asked: the reference and memcached itself. CAS numbers are
// masked: each server gives its own.

import type { ConformanceCase } from "#harness";
import { Dialogue, Mismatch } from "./dialogue.ts";
import { readTranscripts, type Step } from "./transcripts.ts";

const HEADER_BYTES = 24;
const BODY_BYTES_AT = 8;
const CAS_AT = 16;
/** Forgets everything; its reply is a header. */
const FLUSH = Buffer.alloc(HEADER_BYTES);
FLUSH.set([0x80, 0x08]);

/** The replies with every CAS number 0. */
function withoutTokens(replies: Buffer): Buffer {
  const masked = Buffer.from(replies);
  let at = 0;
  while (at + HEADER_BYTES <= masked.length) {
    masked.fill(0, at + CAS_AT, at + HEADER_BYTES);
    at += HEADER_BYTES + masked.readUInt32BE(at + BODY_BYTES_AT);
  }
  return masked;
}

async function take(dialogue: Dialogue, step: Step, parts: "whole" | "bytes"): Promise<void> {
  const request = Buffer.from(step.send_b64 ?? "", "base64");
  if (parts === "whole") dialogue.send(request);
  else await dialogue.sendByteByByte(request);
  const expected = Buffer.from(step.recv_b64 ?? "", "base64");
  const received = await dialogue.receive(expected.length);
  if (withoutTokens(received).equals(withoutTokens(expected))) return;
  throw new Mismatch(`expected ${expected.toString("hex")}, received ${received.toString("hex")}`);
}

async function finding(
  port: number,
  steps: readonly Step[],
  parts: "whole" | "bytes",
): Promise<string | undefined> {
  const dialogue = await Dialogue.open(port);
  try {
    dialogue.send(FLUSH);
    await dialogue.receive(HEADER_BYTES);
    for (const step of steps) await take(dialogue, step, parts);
    return undefined;
  } catch (error) {
    if (error instanceof Mismatch) return error.message;
    throw error;
  } finally {
    dialogue.close();
  }
}

export const binaryCases: readonly ConformanceCase[] = readTranscripts("binary").flatMap(
  ({ name, what, steps }) => [
    { name: `${name}: ${what}`, run: (port) => finding(port, steps, "whole") },
    { name: `${name}: ${what} (byte by byte)`, run: (port) => finding(port, steps, "bytes") },
  ],
);
