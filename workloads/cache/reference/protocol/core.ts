// Everything a command may touch, and what a command is. Its own file so that command modules
// depend on this shape and not on the dispatcher that calls them.

import type { Clock } from "../clock.ts";
import type { Counters } from "../counters.ts";
import type { Replies } from "../replies.ts";
import type { Entry, Store } from "../stores/store.ts";
import type { CommandLine } from "./command-line.ts";
import type { MetaFlags } from "./meta-flags.ts";
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

/**
 * Runs the command in `core.line`. @returns the position in the line's buffer behind the command,
 * its data included. When the data is not whole yet: sets `session.neededBytes`, changes nothing
 * else, returns the line's beginning.
 */
export type Command = (core: Core, session: Session) => number;

/** memcached's limit for a key. */
export const KEY_BYTES_MAX = 250;

/** Makes the line's second token the entry's key. */
export function nameKey(core: Core): void {
  const { line, entry } = core;
  entry.keySource = line.buffer;
  entry.keyFrom = line.start(1);
  entry.keyTo = line.stop(1);
}
