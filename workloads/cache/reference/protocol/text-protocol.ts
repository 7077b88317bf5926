// From received bytes to commands: finds lines, finds the command by its name, and stops where the
// bytes end or where replies must leave first. One object serves all connections; what is between
// two chunks is the Session's. Beside it, with the same `run`: binary/binary-protocol.ts. A
// connection speaks one of them, by its first byte.

import { flushAll, flushWhenDue, noOp, quit, stats, verbosity, version } from "./administration.ts";
import { decr, incr } from "./arithmetic.ts";
import { type CommandLine, lineFeed, SPACE } from "./command-line.ts";
import type { Command, Core } from "./core.ts";
import { metaArithmetic } from "./meta-arithmetic.ts";
import { metaDelete } from "./meta-removal.ts";
import { metaDebug, metaGet } from "./meta-retrieval.ts";
import { metaSet } from "./meta-storage.ts";
import { remove, touch } from "./removal.ts";
import { ERROR } from "./reply-texts.ts";
import { gat, gats, get, gets, resumeRetrieval } from "./retrieval.ts";
import { type Session, swallow } from "./session.ts";
import { add, append, cas, prepend, replace, set } from "./storage.ts";

interface NamedCommand {
  readonly name: Buffer;
  readonly command: Command;
}

/** By name, the most frequent first: the search is linear. */
const COMMANDS: readonly NamedCommand[] = Object.entries({
  get,
  set,
  mg: metaGet,
  ms: metaSet,
  gets,
  delete: remove,
  touch,
  incr,
  decr,
  cas,
  add,
  replace,
  append,
  prepend,
  gat,
  gats,
  md: metaDelete,
  ma: metaArithmetic,
  mn: noOp,
  me: metaDebug,
  stats,
  version,
  flush_all: flushAll,
  verbosity,
  quit,
}).map(([name, command]) => ({ name: Buffer.from(name), command }));

export class TextProtocol {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /**
   * Runs the commands in buffer[from … to).
   * @returns the position behind what was used up. What is left is an incomplete command
   *   (`session.neededBytes` says how long it will be, if that is known), or more than the reader
   *   can take now, or follows a `quit`.
   */
  run(session: Session, buffer: Buffer, from: number, to: number): number {
    const { line, replies } = this.#core;
    flushWhenDue(this.#core);
    let at = from + swallow(session, to - from);
    while (at < to && !session.closing && !replies.full) {
      const feed = lineFeed(buffer, at, to);
      if (feed < 0) break;
      line.set(buffer, at, feed, to);
      at = this.#command(session);
      if (session.neededBytes > 0) break;
      replies.commandDone();
      at += swallow(session, to - at);
    }
    return at;
  }

  #command(session: Session): number {
    const core = this.#core;
    if (session.retrieval !== undefined) return resumeRetrieval(core, session, session.retrieval);
    const command = named(core.line);
    if (command !== undefined) return command(core, session);
    core.replies.add(ERROR);
    return core.line.next;
  }
}

/** The command that the line's first token names. */
function named(line: CommandLine): Command | undefined {
  const { buffer, end } = line;
  let from = line.from;
  while (from < end && buffer[from] === SPACE) from++;
  let to = from;
  while (to < end && buffer[to] !== SPACE) to++;
  for (const { name, command } of COMMANDS) {
    if (name.length === to - from && hasName(buffer, from, name)) return command;
  }
  return undefined;
}

function hasName(buffer: Buffer, from: number, name: Buffer): boolean {
  for (let at = 0; at < name.length; at++) if (buffer[from + at] !== name[at]) return false;
  return true;
}
