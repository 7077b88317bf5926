// The flags of a meta command, read from the line's tokens into numbers: one letter each, some with
// an argument behind it. Its own file because mg, ms, md and ma share one grammar.

import { decodeKey } from "./base64-key.ts";
import { type Clock, NEVER } from "../clock.ts";
import type { CommandLine } from "./command-line.ts";
import { integerOf, uint64Of } from "./numbers.ts";
import { KEY_BYTES_MAX } from "./length-limits.ts";
import {
  BAD_DELTA_FLAG,
  BAD_FORMAT,
  BAD_INITIAL_FLAG,
  BAD_KEY,
  BAD_MODE_LENGTH,
  BAD_TOKEN,
  DUPLICATE_FLAG,
  INVALID_FLAG,
} from "./reply-texts.ts";

/** memcached 1.6.18 counts the `O` too. */
const OPAQUE_TOKEN_BYTES_MAX = 32;
/** Bytes from here on are answered as if they stood there twice. */
const FLAG_END = 127;
/** Letters from here on are lower-case. */
const LOWER_CASE = 96;

const codeOf = (letter: string): number => letter.charCodeAt(0);
export const FLAG_C = codeOf("c");
export const FLAG_F = codeOf("f");
export const FLAG_H = codeOf("h");
export const FLAG_K = codeOf("k");
export const FLAG_L = codeOf("l");
export const FLAG_S = codeOf("s");
export const FLAG_T = codeOf("t");
export const FLAG_OPAQUE = codeOf("O");
const FLAG_BINARY_KEY = codeOf("b");
const FLAG_NO_UPDATE = codeOf("u");
const FLAG_INVALIDATE = codeOf("I");
const FLAG_RECACHE = codeOf("R");
/** Path and length of a proxy's hop: accepted and not used, as in memcached. */
const FLAG_PATH = codeOf("P");
const FLAG_LENGTH = codeOf("L");
const FLAG_QUIET = codeOf("q");
const FLAG_VALUE = codeOf("v");
export const FLAG_EXPIRY = codeOf("T");
const FLAG_CLIENT_FLAGS = codeOf("F");
const FLAG_TOKEN = codeOf("C");
const FLAG_MODE = codeOf("M");
const FLAG_DELTA = codeOf("D");
const FLAG_INITIAL = codeOf("J");
export const FLAG_VIVIFY = codeOf("N");

/** A table of bytes: 1 where one is in it. */
export type Letters = Readonly<Uint8Array>;

export function lettersOf(letters: string): Letters {
  const table = new Uint8Array(256);
  for (const letter of letters) table[codeOf(letter)] = 1;
  return table;
}

/** As in memcached, each command accepts the flags of the others, and heeds its own. */
const ALLOWED = lettersOf("bcfhklqstuvCDFIJLMNOPRT");
const NO_MARKS = Buffer.alloc(0);

/** Of two problems the later one's reply, except that `F` has no words of its own. */
function laterProblem(earlier: Buffer | undefined, later: Buffer | undefined): Buffer | undefined {
  return later === BAD_FORMAT ? (earlier ?? later) : (later ?? earlier);
}

/** What the flags of one line say; one object is reused for all lines. */
export class MetaFlags {
  /** The line's token that is the first flag. */
  first = 0;
  quiet = false;
  wantsValue = false;
  wantsToken = false;
  setsExpiry = false;
  /** As Clock.expiryOf gives it, if it is set. */
  expiry = NEVER;
  clientFlags = 0;
  /** The CAS number that the item must have; above 2^53 inexact, and no item's. */
  expectsToken = false;
  expectedToken = 0;
  /** The byte behind M, 0 without one. */
  mode = 0;
  delta = 1n;
  initial = 0n;
  vivifies = false;
  vivifyExpiry = NEVER;
  recaches = false;
  /** An item that expires earlier is to be stored anew. */
  recacheExpiry = NEVER;
  /** The line gives the item its expiry before it asks that. */
  recachesLate = false;
  invalidates = false;
  noUpdate = false;
  opaqueTooLong = false;
  /** The key was in base64 and is key[0 … keyBytes). */
  binaryKey = false;
  readonly key = Buffer.alloc(KEY_BYTES_MAX);
  keyBytes = 0;
  /** What follows the flags in the reply: how the item is marked. */
  marks: Buffer = NO_MARKS;

  /**
   * Reads the tokens of a line from `first` on. @returns the reply to what is wrong with them: of
   * several wrong arguments the last one's, but a flag that may not stand there comes first.
   */
  read(line: CommandLine, first: number, clock: Clock): Buffer | undefined {
    this.#forget();
    this.first = first;
    let problem: Buffer | undefined;
    // A bit for each letter of either case: bit 1 is A, or a.
    let upperSeen = 0;
    let lowerSeen = 0;
    for (let token = first; token < line.count; token++) {
      const letter = line.buffer[line.start(token)] as number;
      if (letter >= FLAG_END) return DUPLICATE_FLAG;
      if (ALLOWED[letter] === 0) return INVALID_FLAG;
      const bit = 1 << (letter & 31);
      if (((letter >= LOWER_CASE ? lowerSeen : upperSeen) & bit) !== 0) return DUPLICATE_FLAG;
      if (letter >= LOWER_CASE) {
        lowerSeen |= bit;
        problem = laterProblem(problem, this.#takeRequest(letter, line));
      } else {
        upperSeen |= bit;
        problem = laterProblem(problem, this.#takeArgument(line, token, clock));
      }
    }
    return problem;
  }

  #forget(): void {
    this.quiet = false;
    this.wantsValue = false;
    this.wantsToken = false;
    this.setsExpiry = false;
    this.expiry = NEVER;
    this.clientFlags = 0;
    this.expectsToken = false;
    this.expectedToken = 0;
    this.mode = 0;
    this.delta = 1n;
    this.initial = 0n;
    this.vivifies = false;
    this.recaches = false;
    this.invalidates = false;
    this.noUpdate = false;
    this.opaqueTooLong = false;
    this.binaryKey = false;
    this.marks = NO_MARKS;
  }

  /** Small letters: what the reply shall hold, and what the key is. */
  #takeRequest(letter: number, line: CommandLine): Buffer | undefined {
    if (letter === FLAG_VALUE) this.wantsValue = true;
    else if (letter === FLAG_QUIET) this.quiet = true;
    else if (letter === FLAG_C) this.wantsToken = true;
    else if (letter === FLAG_NO_UPDATE) this.noUpdate = true;
    else if (letter === FLAG_BINARY_KEY) return this.#takeBinaryKey(line);
    return undefined;
  }

  #takeBinaryKey(line: CommandLine): Buffer | undefined {
    this.binaryKey = true;
    this.keyBytes = decodeKey(line.buffer, line.start(1), line.stop(1), this.key);
    return this.keyBytes === 0 ? BAD_KEY : undefined;
  }

  /** Capital letters: they have an argument. */
  #takeArgument(line: CommandLine, token: number, clock: Clock): Buffer | undefined {
    const { buffer } = line;
    const from = line.start(token) + 1;
    const to = line.stop(token);
    switch (buffer[from - 1] as number) {
      case FLAG_OPAQUE:
        this.opaqueTooLong = line.length(token) > OPAQUE_TOKEN_BYTES_MAX;
        return undefined;
      case FLAG_MODE:
        this.mode = buffer[from] as number;
        return to - from === 1 ? undefined : BAD_MODE_LENGTH;
      case FLAG_EXPIRY:
        return this.#takeExpiry(integerOf(buffer, from, to), clock);
      case FLAG_VIVIFY:
        return this.#takeVivifyExpiry(integerOf(buffer, from, to), clock);
      case FLAG_CLIENT_FLAGS:
        return this.#takeClientFlags(integerOf(buffer, from, to));
      case FLAG_TOKEN:
        return this.#takeExpectedToken(uint64Of(buffer, from, to));
      case FLAG_DELTA:
        return this.#takeDelta(uint64Of(buffer, from, to));
      case FLAG_INITIAL:
        return this.#takeInitial(uint64Of(buffer, from, to));
      case FLAG_RECACHE:
        return this.#takeRecacheExpiry(integerOf(buffer, from, to), clock);
      case FLAG_INVALIDATE:
        this.invalidates = true;
        return undefined;
      case FLAG_PATH:
      case FLAG_LENGTH:
        return undefined;
      default:
        return INVALID_FLAG;
    }
  }

  #takeExpiry(seconds: number, clock: Clock): Buffer | undefined {
    this.setsExpiry = true;
    this.expiry = clock.expiryOf(seconds | 0);
    return Number.isNaN(seconds) ? BAD_TOKEN : undefined;
  }

  #takeVivifyExpiry(seconds: number, clock: Clock): Buffer | undefined {
    this.vivifies = true;
    this.vivifyExpiry = clock.expiryOf(seconds | 0);
    return Number.isNaN(seconds) ? BAD_TOKEN : undefined;
  }

  #takeRecacheExpiry(seconds: number, clock: Clock): Buffer | undefined {
    this.recaches = true;
    this.recachesLate = this.setsExpiry;
    this.recacheExpiry = clock.expiryOf(seconds | 0);
    return Number.isNaN(seconds) ? BAD_TOKEN : undefined;
  }

  #takeClientFlags(flags: number): Buffer | undefined {
    this.clientFlags = flags >>> 0;
    return flags >= 0 ? undefined : BAD_FORMAT;
  }

  #takeExpectedToken(token: bigint | undefined): Buffer | undefined {
    if (token === undefined) return BAD_TOKEN;
    this.expectsToken = true;
    this.expectedToken = Number(token);
    return undefined;
  }

  #takeDelta(delta: bigint | undefined): Buffer | undefined {
    if (delta === undefined) return BAD_DELTA_FLAG;
    this.delta = delta;
    return undefined;
  }

  #takeInitial(initial: bigint | undefined): Buffer | undefined {
    if (initial === undefined) return BAD_INITIAL_FLAG;
    this.initial = initial;
    return undefined;
  }
}
