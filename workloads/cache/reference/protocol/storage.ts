// set, add, replace, append, prepend, cas: the commands with a data block behind their line. Its
// own file because they share how a line is read, how data is awaited, and the four ways in which
// both can be wrong.

import { type Command, type Core, nameKey } from "./core.ts";
import { KEY_BYTES_MAX } from "./length-limits.ts";
import {
  announcedBytes,
  AWAITED,
  dataEnd,
  isTooLarge,
  swallowData,
  takeData,
} from "./data-block.ts";
import { integerOf, uint64Of } from "./numbers.ts";
import {
  BAD_CHUNK,
  BAD_FORMAT,
  ERROR,
  EXISTS,
  NOT_FOUND,
  NOT_STORED,
  STORED,
  TOO_LARGE,
} from "./reply-texts.ts";
import type { Session } from "./session.ts";
import {
  NO_TOKEN,
  type Outcome,
  type Storing,
  storeAlways,
  storeAtEnd,
  storeIfAbsent,
  storeIfPresent,
  storeIfUnchanged,
  storeInFront,
} from "./storing.ts";

const TEXTS: Readonly<Record<Outcome, Buffer>> = {
  stored: STORED,
  "not-stored": NOT_STORED,
  exists: EXISTS,
  "not-found": NOT_FOUND,
};

const PLAIN_TOKENS = 5;
const CAS_TOKENS = 6;

export const set: Command = (core, session) => run(core, session, PLAIN_TOKENS, storeAlways);
export const add: Command = (core, session) => run(core, session, PLAIN_TOKENS, storeIfAbsent);
export const replace: Command = (core, session) => run(core, session, PLAIN_TOKENS, storeIfPresent);
export const append: Command = (core, session) => run(core, session, PLAIN_TOKENS, storeAtEnd);
export const prepend: Command = (core, session) => run(core, session, PLAIN_TOKENS, storeInFront);
export const cas: Command = (core, session) => run(core, session, CAS_TOKENS, storeIfUnchanged);

function run(core: Core, session: Session, tokens: number, storing: Storing): number {
  const { line, replies } = core;
  line.split();
  if (line.count !== tokens && line.count !== tokens + 1) {
    replies.add(ERROR);
    return line.next;
  }
  const bytes = readLine(core, tokens);
  if (bytes < 0) {
    replies.answer(BAD_FORMAT, line.isQuiet());
    return line.next;
  }
  if (isTooLarge(core, bytes)) return refuse(core, session, bytes, storing);
  const end = dataEnd(core, session, bytes);
  if (end === AWAITED) return line.from;
  storeData(core, bytes, storing);
  return end;
}

/**
 * Reads the line into the entry. @returns the announced length, or −1 when something is not as it
 * must be.
 */
function readLine(core: Core, tokens: number): number {
  const { line, entry, clock } = core;
  const { buffer } = line;
  const flags = integerOf(buffer, line.start(2), line.stop(2));
  const seconds = integerOf(buffer, line.start(3), line.stop(3));
  const bytes = announcedBytes(line, 4);
  if (line.length(1) > KEY_BYTES_MAX || !(flags >= 0) || Number.isNaN(seconds)) return -1;
  if (tokens === CAS_TOKENS && uint64Of(buffer, line.start(5), line.stop(5)) === undefined) {
    return -1;
  }
  nameKey(core);
  entry.flags = flags >>> 0;
  entry.expiry = clock.expiryOf(seconds | 0);
  return bytes;
}

/**
 * The data is thrown away; a `set` takes the old value with it, so that nobody reads what was to be
 * replaced.
 */
function refuse(core: Core, session: Session, bytes: number, storing: Storing): number {
  const { line, replies, store, entry } = core;
  if (storing === storeAlways) store.remove(entry);
  replies.answer(TOO_LARGE, line.isQuiet());
  swallowData(session, bytes);
  return line.next;
}

function storeData(core: Core, bytes: number, storing: Storing): void {
  const { line, replies, counters } = core;
  if (takeData(core, bytes) === "malformed") {
    replies.answer(BAD_CHUNK, line.isQuiet());
    return;
  }
  counters.sets++;
  replies.answer(TEXTS[storing(core, expectedToken(core, storing))], line.isQuiet());
}

/** The CAS number of the line. Above 2^53 it is inexact, and no token is that large. */
function expectedToken(core: Core, storing: Storing): number {
  if (storing !== storeIfUnchanged) return NO_TOKEN;
  const { line } = core;
  return Number(uint64Of(line.buffer, line.start(5), line.stop(5)));
}
