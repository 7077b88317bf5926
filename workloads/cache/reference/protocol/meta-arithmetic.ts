// ma: adds to a number or subtracts from it, and makes one where there is none (N). Its own file
// beside arithmetic.ts, because lines, conditions and replies are other ones; what is computed is
// delta.ts's.

import { NEVER } from "../clock.ts";
import { NO_ITEM } from "../stores/store.ts";
import { type Command, type Core, nameMetaKey } from "./core.ts";
import { applyDelta, difference, mayBeNumber, type Operation, putDigits, sum } from "./delta.ts";
import { type Letters, lettersOf } from "./meta-flags.ts";
import { metaLineProblem } from "./meta-line.ts";
import { addMetaLine, beginValue, EX, HD, NAMES_ALONE, NF, writeLineEnd } from "./meta-reply.ts";
import {
  BAD_ARITHMETIC_MODE,
  INVALID_OR_DUPLICATE_FLAG,
  NOT_NUMERIC,
  OPAQUE_TOO_LONG,
  TOO_MANY_FLAGS,
} from "./reply-texts.ts";
import { NO_TOKEN } from "./storing.ts";

const [MODE_I, MODE_PLUS, MODE_D, MODE_MINUS] = [73, 43, 68, 45];
const NO_MODE = 0;
const HEEDED = lettersOf("tckOT");
const HEEDED_WHEN_NEW = lettersOf("tckOTN");

export const metaArithmetic: Command = (core) => {
  const { line, replies, metaFlags } = core;
  line.split();
  const problem = metaLineProblem(core, TOO_MANY_FLAGS);
  if (problem !== undefined) replies.add(problem);
  else if (metaFlags.read(line, 2, core.clock) !== undefined) {
    replies.add(INVALID_OR_DUPLICATE_FLAG);
  } else change(core);
  return line.next;
};

function operationOf(mode: number): Operation | undefined {
  switch (mode) {
    case NO_MODE:
    case MODE_I:
    case MODE_PLUS:
      return sum;
    case MODE_D:
    case MODE_MINUS:
      return difference;
    default:
      return undefined;
  }
}

function change(core: Core): void {
  const { replies, store, metaFlags } = core;
  const operation = operationOf(metaFlags.mode);
  nameMetaKey(core);
  if (operation === undefined) replies.add(BAD_ARITHMETIC_MODE);
  else if (metaFlags.opaqueTooLong) replies.add(OPAQUE_TOO_LONG);
  else {
    const item = store.find(core.entry);
    if (item !== NO_ITEM) changeItem(core, item, operation);
    else if (metaFlags.vivifies) vivify(core);
    else addMetaLine(core, NF, NAMES_ALONE, NO_ITEM);
  }
}

function changeItem(core: Core, item: number, operation: Operation): void {
  const { replies, store, metaFlags } = core;
  if (!mayBeNumber(core, item)) {
    replies.add(NOT_NUMERIC);
    return;
  }
  const expected = metaFlags.expectedToken;
  if (expected !== NO_TOKEN && store.token(item) !== expected) {
    addMetaLine(core, EX, NAMES_ALONE, NO_ITEM);
    return;
  }
  const digits = applyDelta(core, item, operation, metaFlags.delta);
  if (digits === undefined) {
    replies.add(NOT_NUMERIC);
    return;
  }
  const changed = store.find(core.entry);
  if (!metaFlags.quiet) addResult(core, changed, digits, HEEDED);
  else if (metaFlags.setsExpiry) store.touch(changed, metaFlags.expiry);
}

/** As in memcached, `q` does not silence it. */
function vivify(core: Core): void {
  const { store, entry, metaFlags } = core;
  entry.flags = 0;
  entry.expiry = NEVER;
  const digits = metaFlags.initial.toString();
  putDigits(core, digits, 0);
  addResult(core, store.find(entry), digits, HEEDED_WHEN_NEW);
}

function addResult(core: Core, item: number, digits: string, heeded: Letters): void {
  const { replies, metaFlags } = core;
  if (!metaFlags.wantsValue) {
    addMetaLine(core, HD, heeded, item);
    return;
  }
  beginValue(core, digits.length, heeded, item);
  replies.at += replies.slab.write(digits, replies.at, "latin1");
  writeLineEnd(core);
}
