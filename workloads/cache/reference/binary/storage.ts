// set, add, replace, append, prepend in the binary protocol: how they are read and answered. What
// is stored, and when, is storing.ts's.

import { NO_ITEM } from "../stores/store.ts";
import {
  type Outcome,
  type Storing,
  storeAlways,
  storeAtEnd,
  storeIfAbsent,
  storeIfPresent,
  storeIfUnchanged,
  storeInFront,
} from "../protocol/storing.ts";
import { type BinaryCommand, type BinaryRequest, namePacketKey } from "./binary-command.ts";
import { addEmpty } from "./packet.ts";
import {
  addError,
  KEY_ABSENT,
  KEY_EXISTS,
  NOT_STORED,
  type Status,
  TOO_LARGE,
} from "./statuses.ts";

const NO_TOKEN = 0;

export const set: BinaryCommand = (request) => storeNew(request, storeAlways);
export const add: BinaryCommand = (request) => storeNew(request, storeIfAbsent);
export const replace: BinaryCommand = (request) => storeNew(request, storeIfPresent);
export const append: BinaryCommand = (request) => storeValue(request, storeAtEnd);
export const prepend: BinaryCommand = (request) => storeValue(request, storeInFront);

/** What was to be stored does not fit; a `set` takes the old value with it. */
export function refuseLarge(request: BinaryRequest, isSet: boolean): void {
  const { core, packet } = request;
  if (isSet) {
    namePacketKey(request);
    core.store.remove(core.entry);
  }
  addError(core.replies, packet, TOO_LARGE);
}

/** Extras are flags and expiry; a CAS number makes any of the three a `cas`. */
function storeNew(request: BinaryRequest, storing: Storing): void {
  const { core, packet } = request;
  const { entry, clock } = core;
  entry.flags = packet.buffer.readUInt32BE(packet.extrasFrom);
  entry.expiry = clock.expiryOf(packet.buffer.readInt32BE(packet.extrasFrom + 4));
  storeValue(request, packet.token === NO_TOKEN ? storing : storeIfUnchanged, storing);
}

function storeValue(request: BinaryRequest, storing: Storing, asked: Storing = storing): void {
  const { core, packet, quiet } = request;
  const { entry, counters, store, replies } = core;
  namePacketKey(request);
  entry.valueSource = packet.buffer;
  entry.valueFrom = packet.valueFrom;
  entry.valueTo = packet.end;
  counters.sets++;
  const outcome = storing(core, packet.token);
  if (outcome !== "stored") addError(replies, packet, problemOf(outcome, asked));
  else if (!quiet) {
    const item = store.find(entry);
    addEmpty(replies, packet, item === NO_ITEM ? NO_TOKEN : store.token(item));
  }
}

function problemOf(outcome: Exclude<Outcome, "stored">, asked: Storing): Status {
  if (outcome === "exists") return KEY_EXISTS;
  if (outcome === "not-found") return KEY_ABSENT;
  if (asked === storeIfAbsent) return KEY_EXISTS;
  return asked === storeIfPresent ? KEY_ABSENT : NOT_STORED;
}
