// delete and touch: the commands on one key without a value. Its own file beside the ones with
// values, because they share how the key is checked and nothing else.

import { NO_ITEM } from "../stores/store.ts";
import { type Command, type Core, nameKey } from "./core.ts";
import { KEY_BYTES_MAX } from "./length-limits.ts";
import { integerOf } from "./numbers.ts";
import {
  BAD_DELETE,
  BAD_EXPIRY,
  BAD_FORMAT,
  DELETED,
  ERROR,
  NOT_FOUND,
  TOUCHED,
} from "./reply-texts.ts";

/** Old clients send a time with `delete`; only 0 was ever harmless. */
const ZERO = Buffer.from("0");

export const remove: Command = (core) => {
  const { line, replies } = core;
  line.split();
  if (line.count < 2 || line.count > 4) replies.add(ERROR);
  else replies.answer(removed(core), line.isQuiet());
  return line.next;
};

export const touch: Command = (core) => {
  const { line, replies } = core;
  line.split();
  if (line.count !== 3 && line.count !== 4) replies.add(ERROR);
  else replies.answer(touched(core), line.isQuiet());
  return line.next;
};

function removed(core: Core): Buffer {
  const { line, store, entry } = core;
  const quiet = line.isQuiet();
  const zero = line.count > 2 && line.is(2, ZERO);
  if (line.count === 3 && !zero && !quiet) return BAD_DELETE;
  if (line.count === 4 && !(zero && quiet)) return BAD_DELETE;
  if (line.length(1) > KEY_BYTES_MAX) return BAD_FORMAT;
  nameKey(core);
  return store.remove(entry) === "removed" ? DELETED : NOT_FOUND;
}

function touched(core: Core): Buffer {
  const { line, store, clock, counters } = core;
  if (line.length(1) > KEY_BYTES_MAX) return BAD_FORMAT;
  const seconds = integerOf(line.buffer, line.start(2), line.stop(2));
  if (Number.isNaN(seconds)) return BAD_EXPIRY;
  nameKey(core);
  counters.touches++;
  const item = store.find(core.entry);
  if (item === NO_ITEM) return NOT_FOUND;
  store.noteRead(item);
  store.touch(item, clock.expiryOf(seconds | 0));
  return TOUCHED;
}
