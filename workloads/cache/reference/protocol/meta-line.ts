// What can be wrong with a meta command before its flags are looked at. Its own file because all
// meta commands ask it first, and nothing else does.

import type { Core } from "./core.ts";
import { KEY_BYTES_MAX } from "./length-limits.ts";
import { BAD_FORMAT, ERROR } from "./reply-texts.ts";

/** memcached's limit, which counts the command and its key too. */
const TOKENS_MAX = 19;

/** The reply to what is wrong, or undefined. `tooMany`: the command's words for too many flags. */
export function metaLineProblem(core: Core, tooMany: Buffer): Buffer | undefined {
  const { line } = core;
  if (line.count < 2) return ERROR;
  if (line.length(1) > KEY_BYTES_MAX) return BAD_FORMAT;
  return line.count > TOKENS_MAX ? tooMany : undefined;
}
