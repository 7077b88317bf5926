// ms: stores by one of five modes, on a CAS number if one is given. Its own file beside storage.ts,
// because its line, its refusals and its replies are other ones; what is stored, and when, is
// storing.ts's.

import { NO_ITEM } from "../stores/store.ts";
import { BINARY_KEY } from "../stores/item-marks.ts";
import { type Command, type Core, nameMetaKey } from "./core.ts";
import {
  announcedBytes,
  AWAITED,
  dataEnd,
  isTooLarge,
  swallowData,
  takeData,
} from "./data-block.ts";
import { lettersOf } from "./meta-flags.ts";
import { metaLineProblem } from "./meta-line.ts";
import { addMetaLine, EX, HD, NF, NS } from "./meta-reply.ts";
import {
  BAD_CHUNK,
  BAD_FORMAT,
  BAD_SET_MODE,
  OPAQUE_TOO_LONG,
  TOO_LARGE,
  TOO_MANY_FLAGS,
} from "./reply-texts.ts";
import type { Session } from "./session.ts";
import {
  type Outcome,
  type Storing,
  storeAlways,
  storeAtEnd,
  storeIfAbsent,
  storeIfPresent,
  storeIfUnchanged,
  storeInFront,
  storeUnlessNewer,
} from "./storing.ts";

const [MODE_A, MODE_E, MODE_P, MODE_R, MODE_S] = [65, 69, 80, 82, 83];
const NO_MODE = 0;
const HEEDED = lettersOf("ckO");

const CODES: Readonly<Record<Outcome, Buffer>> = {
  stored: HD,
  "not-stored": NS,
  exists: EX,
  "not-found": NF,
};

export const metaSet: Command = (core, session) => {
  const { line, replies } = core;
  line.split();
  // With its length unknown, the data is read as commands.
  let problem = metaLineProblem(core, TOO_MANY_FLAGS);
  const bytes = problem === undefined && line.count > 2 ? announcedBytes(line, 2) : -1;
  if (bytes < 0) {
    replies.add(problem ?? BAD_FORMAT);
    return line.next;
  }
  problem = core.metaFlags.read(line, 3, core.clock);
  const storing = storingOf(core);
  if (problem !== undefined) return refuse(core, session, bytes, problem);
  if (storing === undefined) return refuse(core, session, bytes, BAD_SET_MODE);
  if (core.metaFlags.opaqueTooLong) return refuse(core, session, bytes, OPAQUE_TOO_LONG);
  nameMetaKey(core);
  if (isTooLarge(core, bytes)) {
    core.store.remove(core.entry);
    return refuse(core, session, bytes, TOO_LARGE);
  }
  const end = dataEnd(core, session, bytes);
  if (end === AWAITED) return line.from;
  if (takeData(core, bytes) === "malformed") replies.add(BAD_CHUNK);
  else store(core, storing);
  return end;
};

/** The mode's storing, with the conditions that a CAS number adds; undefined for no mode at all. */
function storingOf(core: Core): Storing | undefined {
  const { mode, expectsToken, invalidates } = core.metaFlags;
  const onToken = invalidates ? storeUnlessNewer : storeIfUnchanged;
  switch (mode) {
    case NO_MODE:
    case MODE_S:
      return expectsToken ? onToken : storeAlways;
    case MODE_R:
      return expectsToken ? onToken : storeIfPresent;
    case MODE_E:
      return storeIfAbsent;
    case MODE_A:
      return storeAtEnd;
    case MODE_P:
      return storeInFront;
    default:
      return undefined;
  }
}

function refuse(core: Core, session: Session, bytes: number, problem: Buffer): number {
  core.replies.add(problem);
  swallowData(session, bytes);
  return core.line.next;
}

function store(core: Core, storing: Storing): void {
  const { entry, counters, metaFlags } = core;
  entry.flags = metaFlags.clientFlags;
  entry.expiry = metaFlags.expiry;
  counters.sets++;
  const outcome = storing(core, metaFlags.expectedToken);
  const stored = outcome === "stored";
  const isAskedFor = stored && (metaFlags.wantsToken || metaFlags.binaryKey);
  const item = isAskedFor ? core.store.find(entry) : NO_ITEM;
  if (item !== NO_ITEM && metaFlags.binaryKey) {
    core.store.setMarks(item, core.store.marks(item) | BINARY_KEY);
  }
  if (!stored || !metaFlags.quiet) addMetaLine(core, CODES[outcome], HEEDED, item);
}
