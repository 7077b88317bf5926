// flush_all, version, verbosity, stats, mn, quit: the commands about the server instead of an item.
// Its own file because none of them is on the path of a request and they may use strings.

import { NEVER } from "../clock.ts";
import type { Command, Core } from "./core.ts";
import { integerOf } from "./numbers.ts";
import { VALUE_BYTES_MAX } from "./length-limits.ts";
import { BAD_EXPIRY, BAD_FORMAT, END, ERROR, NO_OP, OK, RESET } from "./reply-texts.ts";

/** The memcached whose answers these are, and that this is not it. */
export const VERSION = "1.6.18-tailproof";
const RESET_WORD = Buffer.from("reset");

export const version: Command = (core) => {
  core.replies.add(Buffer.from(`VERSION ${VERSION}\r\n`));
  return core.line.next;
};

/** mn, whatever follows it: a client sends it behind quiet commands, to know when they are done. */
export const noOp: Command = (core) => {
  core.replies.add(NO_OP);
  return core.line.next;
};

export const quit: Command = (core, session) => {
  session.closing = true;
  return core.line.next;
};

/** Accepted for clients that send it; there is no log to make more verbose. */
export const verbosity: Command = (core) => {
  const { line, replies } = core;
  line.split();
  if (line.count < 2 || line.count > 3) {
    replies.add(ERROR);
    return line.next;
  }
  const level = integerOf(line.buffer, line.start(1), line.stop(1));
  replies.answer(level >= 0 ? OK : BAD_FORMAT, line.isQuiet());
  return line.next;
};

export const flushAll: Command = (core) => {
  const { line, replies } = core;
  line.split();
  if (line.count > 3) replies.add(ERROR);
  else replies.answer(flush(core), line.isQuiet());
  return line.next;
};

function flush(core: Core): Buffer {
  const { line } = core;
  const withDelay = line.count - (line.isQuiet() ? 1 : 0) > 1;
  const delay = withDelay ? integerOf(line.buffer, line.start(1), line.stop(1)) : 0;
  if (Number.isNaN(delay)) return BAD_EXPIRY;
  flushIn(core, delay | 0);
  return OK;
}

/** Empties the store at once, or in so many seconds. */
export function flushIn(core: Core, delay: number): void {
  const { store, clock, counters } = core;
  counters.flushes++;
  // memcached counts the second that has begun, so that a delay of 1 is none.
  core.flushAt = delay > 1 ? clock.expiryOf(delay - 1) : NEVER;
  if (core.flushAt === NEVER) store.clear();
}

/** Empties the store when the time of a delayed `flush_all` has come. */
export function flushWhenDue(core: Core): void {
  if (!core.clock.hasPassed(core.flushAt)) return;
  core.flushAt = NEVER;
  core.store.clear();
}

export const stats: Command = (core) => {
  const { line, replies } = core;
  line.split();
  if (line.count > 1 && line.is(1, RESET_WORD)) {
    resetStatistics(core);
    replies.add(RESET);
    return line.next;
  }
  const group = line.count > 1 ? line.buffer.toString("latin1", line.start(1), line.stop(1)) : "";
  const figures = statistics(core, group);
  if (figures === undefined) {
    replies.add(ERROR);
    return line.next;
  }
  const lines = figures.map(([name, value]) => `STAT ${name} ${value}\r\n`);
  replies.add(Buffer.from(lines.join("")));
  replies.add(END);
  return line.next;
};

export function resetStatistics({ counters }: Core): void {
  counters.reset();
}

type Figure = readonly [name: string, value: number | string];

/** The figures of a group, "" for the general ones; undefined for a group that there is not. */
export function statistics(core: Core, group: string): readonly Figure[] | undefined {
  if (group === "") return generalFigures(core);
  return group === "settings" ? settings(core) : undefined;
}

function settings({ store }: Core): readonly Figure[] {
  return [
    ["maxbytes", store.limitBytes],
    ["maxconns", 0],
    ["tcpport", 0],
    ["udpport", 0],
    ["evictions", "on"],
    ["num_threads", 1],
    ["cas_enabled", "yes"],
    ["item_size_max", VALUE_BYTES_MAX],
  ];
}

function generalFigures(core: Core): readonly Figure[] {
  const { store, clock, counters } = core;
  return [
    ["pid", process.pid],
    ["uptime", clock.uptimeS],
    ["time", clock.unixS],
    ["version", VERSION],
    ["curr_connections", counters.connections],
    ["cmd_get", counters.gets],
    ["cmd_set", counters.sets],
    ["cmd_flush", counters.flushes],
    ["cmd_touch", counters.touches],
    ["get_hits", counters.hits],
    ["get_misses", counters.gets - counters.hits],
    ["limit_maxbytes", store.limitBytes],
    ["threads", 1],
    ["bytes", store.liveBytes],
    ["curr_items", store.liveItems],
    ["total_items", store.storedItems],
    ["evictions", store.evictions],
  ];
}
