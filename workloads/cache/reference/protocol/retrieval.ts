// get, gets, gat, gats. Its own file because they alone have any number of keys, so they walk the
// line themselves, and because their replies can be far larger than the request: after any key they
// can stop and go on once replies have left.

import { NO_ITEM } from "../stores/store.ts";
import { SPACE } from "./command-line.ts";
import type { Command, Core } from "./core.ts";
import { KEY_BYTES_MAX } from "./length-limits.ts";
import { integerOf, writeInteger } from "./numbers.ts";
import { BAD_EXPIRY, BAD_FORMAT, END, ERROR } from "./reply-texts.ts";
import type { Retrieval, Session } from "./session.ts";

const GET: Retrieval = { withToken: false, touches: false };
const GETS: Retrieval = { withToken: true, touches: false };
const GAT: Retrieval = { withToken: false, touches: true };
const GATS: Retrieval = { withToken: true, touches: true };

const VALUE = Buffer.from("VALUE ");
const CARRIAGE_RETURN_LINE_FEED = Buffer.from("\r\n");
/**
 * Above what a hit has beside key and value: VALUE, spaces and line ends 14, flags 10, length 7,
 * CAS 16.
 */
const HIT_BYTES_MAX = 64;

export const get: Command = (core, session) => begin(core, session, GET);
export const gets: Command = (core, session) => begin(core, session, GETS);
export const gat: Command = (core, session) => beginTouching(core, session, GAT);
export const gats: Command = (core, session) => beginTouching(core, session, GATS);

/** Goes on with a `get` that had to stop; the line begins at its next key. */
export function resumeRetrieval(core: Core, session: Session, retrieval: Retrieval): number {
  session.retrieval = undefined;
  return answerKeys(core, session, retrieval, core.line.from);
}

function begin(core: Core, session: Session, retrieval: Retrieval): number {
  const { line, replies } = core;
  const keys = behindTokens(core, 1);
  const shape = keysShape(core, keys);
  if (shape === "none") replies.add(ERROR);
  else if (shape === "too-long") replies.add(BAD_FORMAT);
  else return answerKeys(core, session, retrieval, keys);
  return line.next;
}

function beginTouching(core: Core, session: Session, retrieval: Retrieval): number {
  const { line, replies } = core;
  line.split();
  if (line.count < 2) {
    replies.add(ERROR);
    return line.next;
  }
  const seconds = integerOf(line.buffer, line.start(1), line.stop(1));
  const keys = behindTokens(core, 2);
  if (Number.isNaN(seconds)) replies.add(BAD_EXPIRY);
  else if (keysShape(core, keys) === "too-long") replies.add(BAD_FORMAT);
  else {
    session.touchExpiry = core.clock.expiryOf(seconds | 0);
    return answerKeys(core, session, retrieval, keys);
  }
  return line.next;
}

/** Position behind the first tokens of the line. */
function behindTokens(core: Core, tokens: number): number {
  const { buffer, from, end } = core.line;
  let at = from;
  for (let token = 0; token < tokens; token++) {
    while (at < end && buffer[at] === SPACE) at++;
    while (at < end && buffer[at] !== SPACE) at++;
  }
  return at;
}

/** Looks at all keys before the first is answered, so that an error is the only reply. */
function keysShape(core: Core, from: number): "none" | "some" | "too-long" {
  const { buffer, end } = core.line;
  let length = 0;
  let keys = 0;
  for (let at = from; at < end; at++) {
    if (buffer[at] === SPACE) length = 0;
    else if (length++ === 0) keys++;
    else if (length > KEY_BYTES_MAX) return "too-long";
  }
  return keys === 0 ? "none" : "some";
}

function answerKeys(core: Core, session: Session, retrieval: Retrieval, from: number): number {
  const { line, replies, entry } = core;
  const { buffer, end } = line;
  entry.keySource = buffer;
  let at = from;
  for (;;) {
    while (at < end && buffer[at] === SPACE) at++;
    if (at >= end) break;
    if (replies.full) {
      session.retrieval = retrieval;
      return at;
    }
    entry.keyFrom = at;
    while (at < end && buffer[at] !== SPACE) at++;
    entry.keyTo = at;
    answerKey(core, session, retrieval);
  }
  replies.add(END);
  return line.next;
}

function answerKey(core: Core, session: Session, retrieval: Retrieval): void {
  const { store, counters } = core;
  counters.gets++;
  let item = store.find(core.entry);
  if (item === NO_ITEM) return;
  counters.hits++;
  store.noteRead(item);
  if (retrieval.touches) {
    counters.touches++;
    item = store.touch(item, session.touchExpiry);
  }
  addHit(core, item, retrieval.withToken);
}

function addHit(core: Core, item: number, withToken: boolean): void {
  const { store, replies, entry } = core;
  const valueBytes = store.valueBytes(item);
  replies.reserve(entry.keyTo - entry.keyFrom + valueBytes + HIT_BYTES_MAX);
  replies.add(VALUE);
  const { slab } = replies;
  let at = replies.at;
  at += entry.keySource.copy(slab, at, entry.keyFrom, entry.keyTo);
  slab[at++] = SPACE;
  at = writeInteger(slab, at, store.flags(item));
  slab[at++] = SPACE;
  at = writeInteger(slab, at, valueBytes);
  if (withToken) {
    slab[at++] = SPACE;
    at = writeInteger(slab, at, store.token(item));
  }
  replies.at = at;
  replies.add(CARRIAGE_RETURN_LINE_FEED);
  store.copyValue(item, slab, replies.at);
  replies.at += valueBytes;
  replies.add(CARRIAGE_RETURN_LINE_FEED);
}
