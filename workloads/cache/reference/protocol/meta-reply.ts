// The lines that answer meta commands: a code of two letters, for a value its length, and then what
// the flags asked for. Flags take effect in their order, so that those that set an expiry do it
// here: a `t` before them tells the old one. No strings: `mg` is as frequent as `get`.

import { TICKS_PER_S } from "../clock.ts";
import { BINARY_KEY, FETCHED } from "../stores/item-marks.ts";
import { NO_ITEM } from "../stores/store.ts";
import { encodeKey } from "./base64-key.ts";
import { SPACE } from "./command-line.ts";
import type { Core } from "./core.ts";
import {
  FLAG_C,
  FLAG_EXPIRY,
  FLAG_F,
  FLAG_H,
  FLAG_K,
  FLAG_L,
  FLAG_OPAQUE,
  FLAG_S,
  FLAG_T,
  FLAG_VIVIFY,
  type Letters,
  lettersOf,
} from "./meta-flags.ts";
import { writeInteger } from "./numbers.ts";

const CARRIAGE_RETURN_LINE_FEED = Buffer.from("\r\n");
const NEVER_EXPIRES = Buffer.from("-1");
/** Behind a key that is in base64. */
const BINARY = Buffer.from(" b");
/**
 * Above what a reply has beside its value: key 336 in base64, opaque 32, five numbers of at most 16
 * digits, the value's length, marks, code, spaces and line ends.
 */
export const META_REPLY_BYTES_MAX = 512;

export const HD = Buffer.from("HD");
export const VA = Buffer.from("VA");
export const EN = Buffer.from("EN");
export const NF = Buffer.from("NF");
export const NS = Buffer.from("NS");
export const EX = Buffer.from("EX");

/** The flags that a reply heeds when there is nothing to tell of an item. */
export const NAMES_ALONE = lettersOf("kO");

/**
 * Appends a line without a value. `heeded`: the flags that are answered or obeyed; `item` may be
 * NO_ITEM, whose numbers are 0. @returns the item's number from now on
 */
export function addMetaLine(core: Core, code: Buffer, heeded: Letters, item: number): number {
  const { replies } = core;
  replies.reserve(META_REPLY_BYTES_MAX);
  writeCode(core, code);
  const current = followFlags(core, heeded, item);
  writeLineEnd(core);
  return current;
}

/**
 * Begins the reply that has a value: the caller writes its bytes next, and then a line end.
 * @returns the item's number from now on
 */
export function beginValue(core: Core, bytes: number, heeded: Letters, item: number): number {
  const { replies } = core;
  replies.reserve(META_REPLY_BYTES_MAX + bytes);
  writeCode(core, VA);
  replies.slab[replies.at++] = SPACE;
  replies.at = writeInteger(replies.slab, replies.at, bytes);
  const current = followFlags(core, heeded, item);
  writeLineEnd(core);
  return current;
}

export function writeLineEnd(core: Core): void {
  core.replies.add(CARRIAGE_RETURN_LINE_FEED);
}

function writeCode(core: Core, code: Buffer): void {
  const { replies } = core;
  replies.slab[replies.at++] = code[0] as number;
  replies.slab[replies.at++] = code[1] as number;
}

/** @returns the item's number from now on */
function followFlags(core: Core, heeded: Letters, item: number): number {
  const { line, replies, metaFlags } = core;
  const { slab } = replies;
  const { buffer } = line;
  let { at } = replies;
  let current = item;
  for (let token = metaFlags.first; token < line.count; token++) {
    const from = line.start(token);
    const letter = buffer[from] as number;
    if (heeded[letter] === 0) continue;
    if (letter === FLAG_EXPIRY || letter === FLAG_VIVIFY) {
      current = setExpiry(core, letter, current);
      continue;
    }
    slab[at++] = SPACE;
    if (letter === FLAG_OPAQUE) {
      const to = line.stop(token);
      for (let byte = from; byte < to; byte++) slab[at++] = buffer[byte] as number;
    } else {
      slab[at++] = letter;
      if (letter === FLAG_K) at = writeKey(core, current, at);
      else at = writeFigure(core, letter, current, at);
    }
  }
  at += metaFlags.marks.copy(slab, at);
  replies.at = at;
  return current;
}

/** As the item was given it, if there is one; else as this command was. */
function writeKey(core: Core, item: number, at: number): number {
  const { entry, store, metaFlags } = core;
  const { slab } = core.replies;
  const isBinary = item === NO_ITEM ? metaFlags.binaryKey : (store.marks(item) & BINARY_KEY) !== 0;
  if (!isBinary) return at + entry.keySource.copy(slab, at, entry.keyFrom, entry.keyTo);
  const to = encodeKey(entry.keySource, [entry.keyFrom, entry.keyTo], slab, at);
  return to + BINARY.copy(slab, to);
}

function setExpiry(core: Core, letter: number, item: number): number {
  const { store, counters, metaFlags } = core;
  counters.touches++;
  return store.touch(item, letter === FLAG_EXPIRY ? metaFlags.expiry : metaFlags.vivifyExpiry);
}

/** Writes what the item has for a letter. @returns the position behind it */
function writeFigure(core: Core, letter: number, item: number, at: number): number {
  const { slab } = core.replies;
  if (letter === FLAG_T && item !== NO_ITEM) {
    const left = core.clock.secondsLeft(core.store.expiry(item));
    return left < 0 ? at + NEVER_EXPIRES.copy(slab, at) : writeInteger(slab, at, left);
  }
  return writeInteger(slab, at, item === NO_ITEM ? 0 : figureOf(core, letter, item));
}

function figureOf(core: Core, letter: number, item: number): number {
  const { store, clock } = core;
  switch (letter) {
    case FLAG_S:
      return store.valueBytes(item);
    case FLAG_F:
      return store.flags(item);
    case FLAG_C:
      return store.token(item);
    case FLAG_H:
      return (store.marks(item) & FETCHED) === 0 ? 0 : 1;
    case FLAG_L:
      return Math.floor((clock.now - store.storedAt(item)) / TICKS_PER_S);
    default:
      return 0;
  }
}
