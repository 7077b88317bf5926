// What can be wrong with a binary request, with memcached's words for it.

import type { Replies } from "../replies.ts";
import { addText, type Packet } from "./packet.ts";

export interface Status {
  readonly code: number;
  readonly text: Buffer;
}

function status(code: number, text: string): Status {
  return { code, text: Buffer.from(text) };
}

export const KEY_ABSENT = status(0x01, "Not found");
export const KEY_EXISTS = status(0x02, "Data exists for key.");
export const TOO_LARGE = status(0x03, "Too large.");
export const INVALID = status(0x04, "Invalid arguments");
export const NOT_STORED = status(0x05, "Not stored.");
export const NOT_NUMERIC = status(0x06, "Non-numeric server-side value for incr or decr");
export const UNKNOWN = status(0x81, "Unknown command");

export function addError(replies: Replies, request: Packet, { code, text }: Status): void {
  addText(replies, request, code, text);
}
