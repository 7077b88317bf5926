// get, getk, gat, gatk and touch in the binary protocol: one key each; a client that wants many
// sends quiet ones and a last one that is not.

import { NO_ITEM } from "../stores/store.ts";
import { type BinaryCommand, type BinaryRequest, namePacketKey } from "./binary-command.ts";
import { beginReply } from "./packet.ts";
import { addError, KEY_ABSENT } from "./statuses.ts";

/** The client's flags. */
const EXTRAS_BYTES = 4;

interface Wish {
  readonly key: boolean;
  readonly value: boolean;
  readonly touches: boolean;
}

export const get: BinaryCommand = (request) =>
  answer(request, { key: false, value: true, touches: false });
export const getWithKey: BinaryCommand = (request) =>
  answer(request, { key: true, value: true, touches: false });
export const getAndTouch: BinaryCommand = (request) =>
  answer(request, { key: false, value: true, touches: true });
export const getAndTouchWithKey: BinaryCommand = (request) =>
  answer(request, { key: true, value: true, touches: true });
export const touch: BinaryCommand = (request) =>
  answer(request, { key: false, value: false, touches: true });

function answer(request: BinaryRequest, wish: Wish): void {
  const { core, packet } = request;
  const { store, counters, clock } = core;
  namePacketKey(request);
  if (wish.value) counters.gets++;
  if (wish.touches) counters.touches++;
  const item = store.find(core.entry);
  if (item === NO_ITEM) {
    miss(request, wish);
    return;
  }
  if (wish.value) counters.hits++;
  store.noteRead(item);
  const seconds = wish.touches ? packet.buffer.readInt32BE(packet.extrasFrom) : 0;
  addHit(request, wish, wish.touches ? store.touch(item, clock.expiryOf(seconds)) : item);
}

function miss({ core, packet, quiet }: BinaryRequest, wish: Wish): void {
  if (quiet) return;
  if (!wish.key) {
    addError(core.replies, packet, KEY_ABSENT);
    return;
  }
  const { keyBytes } = packet;
  const status = KEY_ABSENT.code;
  beginReply(core.replies, packet, { status, extrasBytes: 0, keyBytes, valueBytes: 0, token: 0 });
  addKey({ core, packet });
}

function addHit({ core, packet }: BinaryRequest, wish: Wish, item: number): void {
  const { store, replies } = core;
  const valueBytes = wish.value ? store.valueBytes(item) : 0;
  beginReply(replies, packet, {
    status: 0,
    extrasBytes: EXTRAS_BYTES,
    keyBytes: wish.key ? packet.keyBytes : 0,
    valueBytes,
    token: store.token(item),
  });
  replies.at = replies.slab.writeUInt32BE(store.flags(item), replies.at);
  if (wish.key) addKey({ core, packet });
  if (!wish.value) return;
  store.copyValue(item, replies.slab, replies.at);
  replies.at += valueBytes;
}

function addKey({ core: { replies }, packet }: Pick<BinaryRequest, "core" | "packet">): void {
  const { buffer, keyFrom, valueFrom } = packet;
  replies.at += buffer.copy(replies.slab, replies.at, keyFrom, valueFrom);
}
