// incr and decr: how their lines are read and answered. What they compute is delta.ts's.

import { NO_ITEM } from "../stores/store.ts";
import { type Command, type Core, nameKey } from "./core.ts";
import { KEY_BYTES_MAX } from "./length-limits.ts";
import { applyDelta, difference, type Operation, sum } from "./delta.ts";
import { uint64Of } from "./numbers.ts";
import { BAD_DELTA, BAD_FORMAT, ERROR, NOT_FOUND, NOT_NUMERIC } from "./reply-texts.ts";

const LINE_END = "\r\n";
/** Digits of 2^64 − 1 and a line end. */
const REPLY_BYTES_MAX = 22;

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
  const { line, replies, store } = core;
  nameKey(core);
  const item = store.find(core.entry);
  if (item === NO_ITEM) {
    replies.answer(NOT_FOUND, line.isQuiet());
    return;
  }
  const digits = applyDelta(core, item, operation, delta);
  if (digits === undefined) replies.answer(NOT_NUMERIC, line.isQuiet());
  else if (!line.isQuiet()) {
    replies.reserve(REPLY_BYTES_MAX);
    replies.at += replies.slab.write(digits + LINE_END, replies.at, "latin1");
  }
}
