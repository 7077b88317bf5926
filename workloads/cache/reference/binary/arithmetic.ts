// incr and decr in the binary protocol, which make the number that is missing unless its expiry
// says not to. What is computed is delta.ts's.

import { NO_ITEM } from "../stores/store.ts";
import {
  applyDelta,
  difference,
  mayBeNumber,
  type Operation,
  putDigits,
  sum,
} from "../protocol/delta.ts";
import { type BinaryCommand, type BinaryRequest, namePacketKey } from "./binary-command.ts";
import { beginReply } from "./packet.ts";
import { addError, KEY_ABSENT, KEY_EXISTS, NOT_NUMERIC } from "./statuses.ts";

const NO_TOKEN = 0;
const INITIAL_AT = 8;
const EXPIRY_AT = 16;
/** An expiry that means: do not make it. */
const NEVER_MADE = 0xffff_ffff;
const NUMBER_BYTES = 8;

export const increment: BinaryCommand = (request) => change(request, sum);
export const decrement: BinaryCommand = (request) => change(request, difference);

function change(request: BinaryRequest, operation: Operation): void {
  const { core, packet } = request;
  const { store, replies, entry } = core;
  namePacketKey(request);
  const item = store.find(entry);
  if (item === NO_ITEM) {
    make(request);
    return;
  }
  const { token } = packet;
  if (!mayBeNumber(core, item)) {
    addError(replies, packet, NOT_NUMERIC);
    return;
  }
  if (token !== NO_TOKEN && store.token(item) !== token) {
    addError(replies, packet, KEY_EXISTS);
    return;
  }
  const delta = packet.buffer.readBigUInt64BE(packet.extrasFrom);
  const digits = applyDelta(core, item, operation, delta);
  if (digits === undefined) addError(replies, packet, NOT_NUMERIC);
  else addNumber(request, digits);
}

function make(request: BinaryRequest): void {
  const { core, packet } = request;
  const expiry = packet.buffer.readUInt32BE(packet.extrasFrom + EXPIRY_AT);
  if (expiry === NEVER_MADE) {
    addError(core.replies, packet, KEY_ABSENT);
    return;
  }
  const digits = packet.buffer.readBigUInt64BE(packet.extrasFrom + INITIAL_AT).toString();
  core.entry.flags = 0;
  core.entry.expiry = core.clock.expiryOf(expiry | 0);
  putDigits(core, digits, 0);
  addNumber(request, digits);
}

function addNumber({ core, packet, quiet }: BinaryRequest, digits: string): void {
  if (quiet) return;
  const { store, replies, entry } = core;
  const item = store.find(entry);
  const token = item === NO_ITEM ? NO_TOKEN : store.token(item);
  beginReply(replies, packet, {
    status: 0,
    extrasBytes: 0,
    keyBytes: 0,
    valueBytes: NUMBER_BYTES,
    token,
  });
  replies.at = replies.slab.writeBigUInt64BE(BigInt(digits), replies.at);
}
