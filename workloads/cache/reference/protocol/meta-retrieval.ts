// mg: one item, with or without its value, what the flags ask about it, and who shall store it anew
// when it is missing, old or out of date. me: what there is to know of an item, for people. Its own
// file beside retrieval.ts, because it has one key and answers a miss with a line of its own.

import { NEVER, TICKS_PER_S } from "../clock.ts";
import { FETCHED, STALE, WON } from "../stores/item-marks.ts";
import { NO_ITEM } from "../stores/store.ts";
import { decodeKey } from "./base64-key.ts";
import { type Command, type Core, nameKey, nameMetaKey } from "./core.ts";
import { KEY_BYTES_MAX } from "./length-limits.ts";
import { type Letters, lettersOf } from "./meta-flags.ts";
import { metaLineProblem } from "./meta-line.ts";
import { addMetaLine, beginValue, EN, HD, NAMES_ALONE, writeLineEnd } from "./meta-reply.ts";
import {
  BAD_FORMAT,
  BAD_KEY,
  META_MISS,
  OPAQUE_TOO_LONG,
  TOO_MANY_GET_FLAGS,
} from "./reply-texts.ts";

const HEEDED = lettersOf("cfhklstOT");
const HEEDED_WHEN_NEW = lettersOf("cfhklstNOT");
const NOTHING = Buffer.alloc(0);
const BINARY_WORD = Buffer.from("b");

/** How a reply says what the item is marked with: Z won by another, X stale, W won by this one. */
const MARKS = {
  none: NOTHING,
  won: Buffer.from(" W"),
  stale: Buffer.from(" X W"),
  wonBefore: Buffer.from(" Z"),
  staleWonBefore: Buffer.from(" Z X"),
};

export const metaGet: Command = (core) => {
  const { line, replies, metaFlags } = core;
  line.split();
  const problem = metaLineProblem(core, TOO_MANY_GET_FLAGS) ?? metaFlags.read(line, 2, core.clock);
  if (problem !== undefined) replies.add(problem);
  else if (metaFlags.opaqueTooLong) replies.add(OPAQUE_TOO_LONG);
  else answer(core);
  return line.next;
};

function answer(core: Core): void {
  const { store, counters, metaFlags } = core;
  nameMetaKey(core);
  counters.gets++;
  const found = store.find(core.entry);
  const item = found === NO_ITEM && metaFlags.vivifies ? vivified(core) : found;
  if (item === NO_ITEM) {
    if (!metaFlags.quiet) addMetaLine(core, EN, NAMES_ALONE, NO_ITEM);
    return;
  }
  if (found !== NO_ITEM) counters.hits++;
  metaFlags.marks = claim(core, item, found === NO_ITEM);
  const current = addHit(core, item, found === NO_ITEM ? HEEDED_WHEN_NEW : HEEDED);
  if (!metaFlags.noUpdate) store.noteRead(current);
}

/** An empty item in place of a missing one, for the client that is to store it. */
function vivified(core: Core): number {
  const { store, entry } = core;
  entry.valueFrom = 0;
  entry.valueTo = 0;
  entry.flags = 0;
  entry.expiry = NEVER;
  store.put(entry);
  return store.find(entry);
}

/** Makes this client the one that stores the item anew, if one is wanted. @returns what it says */
function claim(core: Core, item: number, isNew: boolean): Buffer {
  const { store } = core;
  const marks = store.marks(item);
  const isStale = (marks & STALE) !== 0;
  if ((marks & WON) !== 0) return isStale ? MARKS.staleWonBefore : MARKS.wonBefore;
  if (!isNew && !isStale && !expiresTooEarly(core, item)) return MARKS.none;
  store.setMarks(item, marks | WON);
  return isStale ? MARKS.stale : MARKS.won;
}

function expiresTooEarly({ store, metaFlags }: Core, item: number): boolean {
  if (!metaFlags.recaches) return false;
  const expiry = metaFlags.recachesLate ? metaFlags.expiry : store.expiry(item);
  return expiry !== NEVER && expiry < metaFlags.recacheExpiry;
}

/** @returns the item's number from now on */
function addHit(core: Core, item: number, heeded: Letters): number {
  const { store, replies, metaFlags } = core;
  if (!metaFlags.wantsValue) return addMetaLine(core, HD, heeded, item);
  const bytes = store.valueBytes(item);
  const current = beginValue(core, bytes, heeded, item);
  store.copyValue(current, replies.slab, replies.at);
  replies.at += bytes;
  writeLineEnd(core);
  return current;
}

/** me: an item's state without its value, and without being read by that. */
export const metaDebug: Command = (core) => {
  const { line, replies, metaFlags, entry } = core;
  line.split();
  if (line.count < 2 || line.length(1) > KEY_BYTES_MAX) {
    replies.add(BAD_FORMAT);
    return line.next;
  }
  nameKey(core);
  if (line.count > 2 && line.is(2, BINARY_WORD)) {
    entry.keySource = metaFlags.key;
    entry.keyTo = decodeKey(line.buffer, line.start(1), line.stop(1), metaFlags.key);
    entry.keyFrom = 0;
  }
  if (entry.keyTo === 0) replies.add(BAD_KEY);
  else describe(core);
  return line.next;
};

function describe(core: Core): void {
  const { line, replies, store, clock, entry } = core;
  const item = store.find(entry);
  if (item === NO_ITEM) {
    replies.add(META_MISS);
    return;
  }
  const expiry = store.expiry(item);
  const facts = {
    // The seconds since it expired, as memcached has it: negative before that.
    exp: expiry === NEVER ? -1 : -clock.secondsLeft(expiry),
    la: Math.floor((clock.now - store.storedAt(item)) / TICKS_PER_S),
    cas: store.token(item),
    fetch: (store.marks(item) & FETCHED) === 0 ? "no" : "yes",
    cls: 1,
    size: entry.keyTo - entry.keyFrom + store.valueBytes(item),
  };
  const key = line.buffer.toString("latin1", line.start(1), line.stop(1));
  const told = Object.entries(facts).map(([name, value]) => ` ${name}=${value}`);
  replies.add(Buffer.from(`ME ${key}${told.join("")}\r\n`, "latin1"));
}
