// Everything a command may touch, and what a command is. Its own file so that command modules
// depend on this shape and not on the dispatcher that calls them.

import { type Clock, NEVER } from "../clock.ts";
import { Counters } from "../counters.ts";
import type { Replies } from "../replies.ts";
import type { Entry, Store } from "../stores/store.ts";
import { CommandLine } from "./command-line.ts";
import { MetaFlags } from "./meta-flags.ts";
import type { Session } from "./session.ts";

export interface Core {
  readonly store: Store;
  readonly clock: Clock;
  readonly replies: Replies;
  readonly counters: Counters;
  /** The line of the command that runs. */
  readonly line: CommandLine;
  /** What commands hand to the store; each sets the fields it needs. */
  readonly entry: Entry;
  /** What the flags of the meta command that runs say. */
  readonly metaFlags: MetaFlags;
  /** The tick of a delayed flush_all, NEVER when none is awaited. */
  flushAt: number;
}

export function newCore(store: Store, clock: Clock, replies: Replies): Core {
  const nothing = Buffer.alloc(0);
  return {
    store,
    clock,
    replies,
    counters: new Counters(),
    line: new CommandLine(),
    entry: {
      keySource: nothing,
      keyFrom: 0,
      keyTo: 0,
      valueSource: nothing,
      valueFrom: 0,
      valueTo: 0,
      flags: 0,
      expiry: NEVER,
    },
    metaFlags: new MetaFlags(),
    flushAt: NEVER,
  };
}

/**
 * Runs the command in `core.line`. @returns the position in the line's buffer behind the command,
 * its data included. When the data is not whole yet: sets `session.neededBytes`, changes nothing
 * else, returns the line's beginning.
 */
export type Command = (core: Core, session: Session) => number;

/** Makes the line's second token the entry's key. */
export function nameKey(core: Core): void {
  const { line, entry } = core;
  entry.keySource = line.buffer;
  entry.keyFrom = line.start(1);
  entry.keyTo = line.stop(1);
}

/** The same for a meta command whose flags have been read: its key may have been in base64. */
export function nameMetaKey(core: Core): void {
  const { entry, metaFlags } = core;
  if (!metaFlags.binaryKey) {
    nameKey(core);
    return;
  }
  entry.keySource = metaFlags.key;
  entry.keyFrom = 0;
  entry.keyTo = metaFlags.keyBytes;
}
