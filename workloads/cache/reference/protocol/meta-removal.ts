// md: deletes an item, or declares it out of date, on a CAS number if one is given. Its own file
// beside removal.ts, whose commands have other lines and replies.

import { NO_ITEM } from "../stores/store.ts";
import { STALE, WON } from "../stores/item-marks.ts";
import { type Command, type Core, nameMetaKey } from "./core.ts";
import { metaLineProblem } from "./meta-line.ts";
import { addMetaLine, EX, HD, NAMES_ALONE, NF } from "./meta-reply.ts";
import { INVALID_OR_DUPLICATE_FLAG, OPAQUE_TOO_LONG, TOO_MANY_FLAGS } from "./reply-texts.ts";

export const metaDelete: Command = (core) => {
  const { line, replies, metaFlags } = core;
  line.split();
  const problem = metaLineProblem(core, TOO_MANY_FLAGS);
  if (problem !== undefined) replies.add(problem);
  else if (metaFlags.read(line, 2, core.clock) !== undefined) {
    replies.add(INVALID_OR_DUPLICATE_FLAG);
  } else if (metaFlags.opaqueTooLong) replies.add(OPAQUE_TOO_LONG);
  else {
    nameMetaKey(core);
    const code = removed(core);
    if (code !== HD || !metaFlags.quiet) addMetaLine(core, code, NAMES_ALONE, NO_ITEM);
  }
  return line.next;
};

function removed(core: Core): Buffer {
  const { store, entry, metaFlags } = core;
  const item = store.find(entry);
  if (item === NO_ITEM) return NF;
  if (metaFlags.expectsToken && store.token(item) !== metaFlags.expectedToken) return EX;
  if (metaFlags.invalidates) invalidate(core, item);
  else store.remove(entry);
  return HD;
}

/** The next client that reads it is to store it anew; it has another CAS number. */
function invalidate({ store, metaFlags }: Core, item: number): void {
  const touched = metaFlags.setsExpiry ? store.touch(item, metaFlags.expiry) : item;
  const renewed = store.renew(touched);
  store.setMarks(renewed, (store.marks(renewed) | STALE) & ~WON);
}
