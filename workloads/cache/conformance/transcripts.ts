// The recorded dialogues as data. Its own file because text and binary cases read the same file.

import { readFileSync } from "node:fs";

/** One step: a pause, or what was sent and what came back. */
export interface Step {
  readonly sleep_ms?: number;
  readonly send_b64?: string;
  readonly recv_b64?: string;
  readonly pattern?: string;
  readonly closed?: boolean;
}

export interface Transcript {
  readonly name: string;
  readonly protocol: "text" | "binary";
  readonly what: string;
  readonly steps: readonly Step[];
}

const FILE = new URL("../../../datasets/cache/sample/transcripts.jsonl", import.meta.url);

export function readTranscripts(protocol: Transcript["protocol"]): readonly Transcript[] {
  const lines = readFileSync(FILE, "utf8").trim().split("\n");
  return lines
    .map((line) => JSON.parse(line) as Transcript)
    .filter((transcript) => transcript.protocol === protocol);
}
