// The recorded text dialogues as cases: each as it was recorded, and again with every byte sent by
// itself. CAS values are masked by the pattern that such a step carries.

import { setTimeout as pause } from "node:timers/promises";
import type { ConformanceCase } from "#harness";
import { caseOf, caseThatCloses } from "./conformance-case.ts";
import type { Dialogue } from "./dialogue.ts";
import { readTranscripts, type Step, type Transcript } from "./transcripts.ts";

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
  const transcripts = readTranscripts("text");
  const brisk = transcripts.filter(({ steps }) => steps.every((step) => !step.sleep_ms));
  return [
    ...transcripts.map((transcript) => caseFrom(transcript, "", whole)),
    ...brisk.map((transcript) => caseFrom(transcript, " (byte by byte)", byteByByte)),
  ];
}
