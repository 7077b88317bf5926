// delete, and the binary commands about the server: flush, noop, version, verbosity, stat, quit.
// None of them is on the path of a read.

import { NO_ITEM } from "../stores/store.ts";
import { flushIn, resetStatistics, statistics, VERSION } from "../protocol/administration.ts";
import { type BinaryCommand, namePacketKey } from "./binary-command.ts";
import { addEmpty, addText, beginReply } from "./packet.ts";
import { addError, KEY_ABSENT, KEY_EXISTS } from "./statuses.ts";

const NO_TOKEN = 0;
const RESET = "reset";

export const remove: BinaryCommand = (request) => {
  const { core, packet, quiet } = request;
  const { store, replies, entry } = core;
  namePacketKey(request);
  const item = store.find(entry);
  const { token } = packet;
  if (item === NO_ITEM) addError(replies, packet, KEY_ABSENT);
  else if (token !== NO_TOKEN && store.token(item) !== token) {
    addError(replies, packet, KEY_EXISTS);
  } else {
    store.remove(entry);
    if (!quiet) addEmpty(replies, packet, NO_TOKEN);
  }
};

export const flush: BinaryCommand = ({ core, packet, quiet }) => {
  const hasDelay = packet.extrasBytes > 0;
  flushIn(core, hasDelay ? packet.buffer.readInt32BE(packet.extrasFrom) : 0);
  if (!quiet) addEmpty(core.replies, packet, NO_TOKEN);
};

/** noop, and verbosity: there is no log to make more verbose. */
export const acknowledge: BinaryCommand = ({ core, packet }) =>
  addEmpty(core.replies, packet, NO_TOKEN);

export const version: BinaryCommand = ({ core, packet }) =>
  addText(core.replies, packet, 0, Buffer.from(VERSION));

export const quit: BinaryCommand = ({ core, packet, session, quiet }) => {
  if (!quiet) addEmpty(core.replies, packet, NO_TOKEN);
  session.closing = true;
};

/** One packet for each figure, and an empty one behind them. */
export const stat: BinaryCommand = ({ core, packet }) => {
  const { replies } = core;
  const group = packet.buffer.toString("latin1", packet.keyFrom, packet.valueFrom);
  if (group === RESET) resetStatistics(core);
  const figures = group === RESET ? [] : statistics(core, group);
  if (figures === undefined) {
    addError(replies, packet, KEY_ABSENT);
    return;
  }
  for (const [name, value] of figures) {
    const text = `${value}`;
    beginReply(replies, packet, {
      status: 0,
      extrasBytes: 0,
      keyBytes: name.length,
      valueBytes: text.length,
      token: NO_TOKEN,
    });
    replies.at += replies.slab.write(name + text, replies.at, "latin1");
  }
  addEmpty(replies, packet, NO_TOKEN);
};
