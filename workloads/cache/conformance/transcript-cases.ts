// The recorded dialogues as cases: each as it was recorded, and again with every byte sent by
// itself. Its own file because it alone reads the data set. CAS values are masked by the pattern
// that such a step carries.

import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { ConformanceCase } from "#harness";
import { caseOf, caseThatCloses } from "./conformance-case.ts";
import type { Dialogue } from "./dialogue.ts";

/** One step of a transcript: a pause, or what was sent and what came back. */
interface Step {
  readonly sleep_ms?: number;
  readonly send_b64?: string;
  readonly recv_b64?: string;
  readonly pattern?: string;
  readonly closed?: boolean;
}

interface Transcript {
  readonly name: string;
  readonly protocol: "text" | "binary";
  readonly what: string;
  readonly steps: readonly Step[];
}

const FILE = new URL("../../../datasets/cache/sample/transcripts.jsonl", import.meta.url);

type Send = (dialogue: Dialogue, bytes: Buffer) => Promise<void>;

const whole: Send = async (dialogue, bytes) => dialogue.send(bytes);
const byteByByte: Send = (dialogue, bytes) => dialogue.sendByteByByte(bytes);

async function take(dialogue: Dialogue, step: Step, send: Send): Promise<void> {
  if (step.sleep_ms !== undefined) await pause(step.sleep_ms);
  await send(dialogue, Buffer.from(step.send_b64 ?? "", "base64"));
  if (step.pattern !== undefined) await dialogue.expectPattern(step.pattern);
  else await dialogue.expect(Buffer.from(step.recv_b64 ?? "", "base64"));
  if (step.closed === true) await dialogue.expectEnd();
}

function caseFrom(transcript: Transcript, suffix: string, send: Send): ConformanceCase {
  const closes = transcript.steps.some((step) => step.closed === true);
  const make = closes ? caseThatCloses : caseOf;
  return make(`${transcript.name}: ${transcript.what}${suffix}`, async (dialogue) => {
    for (const step of transcript.steps) await take(dialogue, step, send);
  });
}

/** The text dialogues; those that pause are told once only. */
export function transcriptCases(): readonly ConformanceCase[] {
  const lines = readFileSync(FILE, "utf8").trim().split("\n");
  const transcripts = lines
    .map((line) => JSON.parse(line) as Transcript)
    .filter(({ protocol }) => protocol === "text");
  const brisk = transcripts.filter(({ steps }) => steps.every((step) => !step.sleep_ms));
  return [
    ...transcripts.map((transcript) => caseFrom(transcript, "", whole)),
    ...brisk.map((transcript) => caseFrom(transcript, " (byte by byte)", byteByByte)),
  ];
}
