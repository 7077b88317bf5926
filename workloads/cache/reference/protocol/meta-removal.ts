// md: deletes an item, on a CAS number if one is given. Its own file beside removal.ts, whose
// commands have other lines and replies. Left out: invalidation instead of deletion (I, T), which
// needs marks that no item has here.

import { NO_ITEM } from "../stores/store.ts";
import { type Command, type Core, nameKey } from "./core.ts";
import { COMMON_FLAGS } from "./meta-flags.ts";
import { metaLineProblem } from "./meta-line.ts";
import { addMetaLine, EX, HD, NAMES_ALONE, NF } from "./meta-reply.ts";
import { INVALID_OR_DUPLICATE_FLAG, OPAQUE_TOO_LONG, TOO_MANY_FLAGS } from "./reply-texts.ts";

export const metaDelete: Command = (core) => {
  const { line, replies, metaFlags } = core;
  line.split();
  const problem = metaLineProblem(core, TOO_MANY_FLAGS);
  if (problem !== undefined) replies.add(problem);
  else if (metaFlags.read(line, 2, COMMON_FLAGS, core.clock) !== undefined) {
    replies.add(INVALID_OR_DUPLICATE_FLAG);
  } else if (metaFlags.opaqueTooLong) replies.add(OPAQUE_TOO_LONG);
  else {
    nameKey(core);
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
  store.remove(entry);
  return HD;
}
