// mg: one item, with or without its value, and what the flags ask about it. Its own file beside
// retrieval.ts, because it has one key and answers a miss with a line of its own.

import { NO_ITEM } from "../stores/store.ts";
import { type Command, type Core, nameKey } from "./core.ts";
import { COMMON_FLAGS, lettersOf } from "./meta-flags.ts";
import { metaLineProblem } from "./meta-line.ts";
import { addMetaLine, beginValue, EN, HD, NAMES_ALONE, writeLineEnd } from "./meta-reply.ts";
import { OPAQUE_TOO_LONG, TOO_MANY_GET_FLAGS } from "./reply-texts.ts";

const HEEDED = lettersOf("cfkstOT");

export const metaGet: Command = (core) => {
  const { line, replies, metaFlags } = core;
  line.split();
  const problem =
    metaLineProblem(core, TOO_MANY_GET_FLAGS) ?? metaFlags.read(line, 2, COMMON_FLAGS, core.clock);
  if (problem !== undefined) replies.add(problem);
  else if (metaFlags.opaqueTooLong) replies.add(OPAQUE_TOO_LONG);
  else answer(core);
  return line.next;
};

function answer(core: Core): void {
  const { store, counters, metaFlags } = core;
  nameKey(core);
  counters.gets++;
  const item = store.find(core.entry);
  if (item === NO_ITEM) {
    if (!metaFlags.quiet) addMetaLine(core, EN, NAMES_ALONE, NO_ITEM);
    return;
  }
  counters.hits++;
  addHit(core, item);
}

function addHit(core: Core, item: number): void {
  const { store, replies, metaFlags } = core;
  if (!metaFlags.wantsValue) {
    addMetaLine(core, HD, HEEDED, item);
    return;
  }
  const bytes = store.valueBytes(item);
  beginValue(core, bytes, HEEDED, item);
  store.copyValue(item, replies.slab, replies.at);
  replies.at += bytes;
  writeLineEnd(core);
}
