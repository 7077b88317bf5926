// Reads JSON that may be broken, and says where and why.
//
// Its own file because the engine's own message names a position for some mistakes only, and
// manifests are written by hand: the reader deserves a line, a column and a hint. What the JSON
// should hold is each schema's.

import type { Parsed } from "./parsed.ts";

/**
 * Above this the position is not searched for: each try parses the text again, up to log2(length)
 * times.
 */
const SEARCHED_LENGTH_MAX = 4_000_000;

/** Parses `text`. `file` is named in the problem. */
export function parseJson(text: string, file: string): Parsed<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`${file}: ${sentence(text, message)}`] };
  }
}

function sentence(text: string, message: string): string {
  if (text.trim() === "") return "the file is empty; expected one JSON document.";
  const at = position(text, message);
  if (at === undefined) return `not JSON: ${message}.`;
  const before = text.slice(0, at).split("\n");
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return `not JSON at ${place}: ${received(text, at)}.${hint(text, at)}`;
}

function received(text: string, at: number): string {
  if (at >= text.trimEnd().length) return "the text ends too early";
  return `${JSON.stringify(text[at])} cannot stand here`;
}

/** What people write by habit from JavaScript, Python or YAML. */
function hint(text: string, at: number): string {
  const next = text[at] ?? "";
  if (/,\s*$/.test(text.slice(0, at)) && (next === "}" || next === "]")) {
    return " Remove the comma before it.";
  }
  if (next === "/" || next === "#") return " JSON has no comments.";
  if (next === "'") return " JSON strings stand in double quotes.";
  if (next === '"') return " A comma or a colon may be missing before it.";
  if (/[A-Za-z_]/.test(next)) return " Keys and text stand in double quotes.";
  return "";
}

/**
 * Index of the first character that cannot be JSON; undefined where the text is too long to search.
 */
function position(text: string, message: string): number | undefined {
  const named = /at position (\d+)/.exec(message)?.[1];
  if (named !== undefined) return Number(named);
  if (text.length > SEARCHED_LENGTH_MAX) return undefined;
  // The longest start of the text that more characters could still complete.
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (completable(text.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function completable(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    return (
      message.includes("end of JSON input") || message.includes(`at position ${start.length} `)
    );
  }
}
