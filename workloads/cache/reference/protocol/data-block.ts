// The data behind a command's line: how long it is said to be, whether it has come, and whether its
// line end stands where it must. Its own file because `set` and `ms` and their kin share all of it.

import { CARRIAGE_RETURN, type CommandLine, LINE_FEED } from "./command-line.ts";
import type { Core } from "./core.ts";
import { VALUE_BYTES_MAX } from "./length-limits.ts";
import { integerOf } from "./numbers.ts";
import type { Session } from "./session.ts";

/** The line end behind the data. */
const DATA_END_BYTES = 2;
/** memcached: longer data would overflow its 32-bit length with the line end added. */
const DATA_BYTES_MAX = 2 ** 31 - 1 - DATA_END_BYTES;

/** No position: the data is not whole yet. */
export const AWAITED = -1;

/** The length that a token announces, or −1 when it is none. */
export function announcedBytes(line: CommandLine, token: number): number {
  const stated = integerOf(line.buffer, line.start(token), line.stop(token));
  // memcached keeps the low 32 bits of a longer number, and so does `|`.
  const bytes = stated | 0;
  return Number.isNaN(stated) || bytes < 0 || bytes > DATA_BYTES_MAX ? -1 : bytes;
}

export function isTooLarge(core: Core, bytes: number): boolean {
  return bytes > VALUE_BYTES_MAX || !core.store.fits(core.line.length(1), bytes);
}

/** Throws away the data of a refused command, those bytes too that have not come yet. */
export function swallowData(session: Session, bytes: number): void {
  session.swallowBytes = bytes + DATA_END_BYTES;
}

/** Position behind the data and its line end; AWAITED when it is not whole: the session is told. */
export function dataEnd(core: Core, session: Session, bytes: number): number {
  const { line } = core;
  const end = line.next + bytes + DATA_END_BYTES;
  if (end <= line.limit) return end;
  session.neededBytes = end - line.from;
  return AWAITED;
}

/** Makes whole data the entry's value, unless its line end stands elsewhere. */
export function takeData(core: Core, bytes: number): "taken" | "malformed" {
  const { line, entry } = core;
  const { buffer } = line;
  const end = line.next + bytes;
  if (buffer[end] !== CARRIAGE_RETURN || buffer[end + 1] !== LINE_FEED) return "malformed";
  entry.valueSource = buffer;
  entry.valueFrom = line.next;
  entry.valueTo = end;
  return "taken";
}
