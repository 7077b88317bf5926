// incr and decr: unsigned 64-bit arithmetic on a value in decimal. Its own file for memcached's
// three peculiarities: a sum wraps at 2^64, a difference stops at 0, and a result shorter than the
// old value is padded with spaces.

import { NO_ITEM } from "../stores/store.ts";
import { type Command, type Core, KEY_BYTES_MAX } from "./core.ts";
import { uint64Of } from "./numbers.ts";
import { BAD_DELTA, BAD_FORMAT, ERROR, NOT_FOUND, NOT_NUMERIC } from "./reply-texts.ts";

type Operation = (value: bigint, delta: bigint) => bigint;

const SPACE = 32;
const LINE_END = "\r\n";
/** Digits of 2^64 − 1 and a line end. */
const REPLY_BYTES_MAX = 22;

const sum: Operation = (value, delta) => BigInt.asUintN(64, value + delta);
const difference: Operation = (value, delta) => (delta > value ? 0n : value - delta);

export const incr: Command = (core) => run(core, sum);
export const decr: Command = (core) => run(core, difference);

function run(core: Core, operation: Operation): number {
  const { line, replies } = core;
  line.split();
  if (line.count !== 3 && line.count !== 4) {
    replies.add(ERROR);
    return line.next;
  }
  const delta = uint64Of(line.buffer, line.start(2), line.stop(2));
  if (line.length(1) > KEY_BYTES_MAX) replies.answer(BAD_FORMAT, line.isQuiet());
  else if (delta === undefined) replies.answer(BAD_DELTA, line.isQuiet());
  else change(core, operation, delta);
  return line.next;
}

function change(core: Core, operation: Operation, delta: bigint): void {
  const { line, replies, store, entry } = core;
  entry.keySource = line.buffer;
  entry.keyFrom = line.start(1);
  entry.keyTo = line.stop(1);
  const item = store.find(entry);
  if (item === NO_ITEM) {
    replies.answer(NOT_FOUND, line.isQuiet());
    return;
  }
  const old = Buffer.allocUnsafe(store.valueBytes(item));
  store.copyValue(item, old, 0);
  const value = uint64Of(old, 0, old.length);
  if (value === undefined) {
    replies.answer(NOT_NUMERIC, line.isQuiet());
    return;
  }
  const result = operation(value, delta).toString();
  putDigits(core, item, result, old.length);
  if (line.isQuiet()) return;
  replies.reserve(REPLY_BYTES_MAX);
  replies.at += replies.slab.write(result + LINE_END, replies.at, "latin1");
}

/** Stores the result with the item's flags and expiry, no shorter than the old value was. */
function putDigits(core: Core, item: number, digits: string, oldBytes: number): void {
  const { store, entry } = core;
  const padded = Buffer.alloc(Math.max(digits.length, oldBytes), SPACE);
  padded.write(digits, 0, "latin1");
  entry.valueSource = padded;
  entry.valueFrom = 0;
  entry.valueTo = padded.length;
  entry.flags = store.flags(item);
  entry.expiry = store.expiry(item);
  store.put(entry);
}
