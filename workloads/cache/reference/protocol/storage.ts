// set, add, replace, append, prepend, cas: the commands with a data block behind their line. Its
// own file because they share how a line is read, how data is awaited, and the four ways in which
// both can be wrong.

import { NO_ITEM } from "../stores/store.ts";
import { CARRIAGE_RETURN, LINE_FEED } from "./command-line.ts";
import { type Command, type Core, KEY_BYTES_MAX } from "./core.ts";
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

/** What becomes of a whole, well-formed entry: one of the fixed replies. */
type Storing = (core: Core) => Buffer;

/** The line end behind the data. */
const DATA_END_BYTES = 2;
/** memcached: longer data would overflow its 32-bit length with the line end added. */
const DATA_BYTES_MAX = 2 ** 31 - 1 - DATA_END_BYTES;
const VALUE_BYTES_MAX = 1_048_576;

const storeAlways: Storing = (core) => {
  core.store.put(core.entry);
  return STORED;
};

const storeIfAbsent: Storing = (core) =>
  core.store.find(core.entry) === NO_ITEM ? storeAlways(core) : NOT_STORED;

const storeIfPresent: Storing = (core) =>
  core.store.find(core.entry) === NO_ITEM ? NOT_STORED : storeAlways(core);

const storeIfUnchanged: Storing = (core) => {
  const { line, store, entry } = core;
  const item = store.find(entry);
  if (item === NO_ITEM) return NOT_FOUND;
  // The line was checked: a number stands there. Above 2^53 it is inexact, and no token is that
  // large.
  const expected = Number(uint64Of(line.buffer, line.start(5), line.stop(5)));
  return store.token(item) === expected ? storeAlways(core) : EXISTS;
};

/** Old and new value as one entry; flags and expiry are the old ones. */
function storeJoined(core: Core, newFirst: boolean): Buffer {
  const { store, entry } = core;
  const item = store.find(entry);
  if (item === NO_ITEM) return NOT_STORED;
  const oldBytes = store.valueBytes(item);
  const newBytes = entry.valueTo - entry.valueFrom;
  const bytes = oldBytes + newBytes;
  if (!store.fits(entry.keyTo - entry.keyFrom, bytes)) return NOT_STORED;
  const joined = Buffer.allocUnsafe(bytes);
  store.copyValue(item, joined, newFirst ? newBytes : 0);
  entry.valueSource.copy(joined, newFirst ? 0 : oldBytes, entry.valueFrom, entry.valueTo);
  entry.valueSource = joined;
  entry.valueFrom = 0;
  entry.valueTo = bytes;
  entry.flags = store.flags(item);
  entry.expiry = store.expiry(item);
  return storeAlways(core);
}

const PLAIN_TOKENS = 5;
const CAS_TOKENS = 6;

export const set: Command = (core, session) => run(core, session, PLAIN_TOKENS, storeAlways);
export const add: Command = (core, session) => run(core, session, PLAIN_TOKENS, storeIfAbsent);
export const replace: Command = (core, session) => run(core, session, PLAIN_TOKENS, storeIfPresent);
export const append: Command = (core, session) => run(core, session, PLAIN_TOKENS, storeAtEnd);
export const prepend: Command = (core, session) => run(core, session, PLAIN_TOKENS, storeInFront);
export const cas: Command = (core, session) => run(core, session, CAS_TOKENS, storeIfUnchanged);

function storeAtEnd(core: Core): Buffer {
  return storeJoined(core, false);
}

function storeInFront(core: Core): Buffer {
  return storeJoined(core, true);
}

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
  if (!core.store.fits(line.length(1), bytes) || bytes > VALUE_BYTES_MAX) {
    return refuse(core, session, bytes, storing);
  }
  const needed = line.next + bytes + DATA_END_BYTES;
  if (needed > line.limit) {
    session.neededBytes = needed - line.from;
    return line.from;
  }
  storeData(core, bytes, storing);
  return needed;
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
  // memcached keeps the low 32 bits of a longer number, and so do `|` and the index's words.
  const bytes = integerOf(buffer, line.start(4), line.stop(4)) | 0;
  if (line.length(1) > KEY_BYTES_MAX || !(flags >= 0) || Number.isNaN(seconds)) return -1;
  if (Number.isNaN(integerOf(buffer, line.start(4), line.stop(4)))) return -1;
  if (bytes < 0 || bytes > DATA_BYTES_MAX) return -1;
  if (tokens === CAS_TOKENS && uint64Of(buffer, line.start(5), line.stop(5)) === undefined) {
    return -1;
  }
  entry.keySource = buffer;
  entry.keyFrom = line.start(1);
  entry.keyTo = line.stop(1);
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
  session.swallowBytes = bytes + DATA_END_BYTES;
  return line.next;
}

function storeData(core: Core, bytes: number, storing: Storing): void {
  const { line, replies, entry, counters } = core;
  const { buffer } = line;
  const end = line.next + bytes;
  if (buffer[end] !== CARRIAGE_RETURN || buffer[end + 1] !== LINE_FEED) {
    replies.answer(BAD_CHUNK, line.isQuiet());
    return;
  }
  counters.sets++;
  entry.valueSource = buffer;
  entry.valueFrom = line.next;
  entry.valueTo = end;
  replies.answer(storing(core), line.isQuiet());
}
