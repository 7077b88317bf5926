// How long a line may be while its end has not come: memcached's rule, and a bound for `get` that
// it lacks. Its own file so that the rule is tested without a socket. A long line that arrives
// whole is no danger and is not judged.

import { SPACE } from "../protocol/command-line.ts";
import type { HeldInput } from "./held-input.ts";

const LINE_BYTES_MAX = 2_048;
const GET_LINE_BYTES_MAX = 65_536;
/** Spaces that may stand before a `get`. */
const SPACES_MAX = 100;
const LONG_COMMANDS = ["get ", "gets "];

/** Whether an unfinished line is longer than any client has reason to send. */
export function isLineTooLong(held: HeldInput): boolean {
  if (held.length <= LINE_BYTES_MAX) return false;
  return held.length > GET_LINE_BYTES_MAX || !beginsWithGet(held.buffer);
}

function beginsWithGet(buffer: Buffer): boolean {
  let from = 0;
  while (from <= SPACES_MAX && buffer[from] === SPACE) from++;
  if (from > SPACES_MAX) return false;
  return LONG_COMMANDS.some((name) => buffer.toString("latin1", from, from + name.length) === name);
}
