// Numbers as the text protocol writes them, read from bytes with the leniency of the C functions
// that memcached uses (leading white space, a sign), and written as bytes. Its own file because
// four kinds of commands need it.

const ZERO = 48;
const PLUS = 43;
const MINUS = 45;
const SPACE = 32;
/** Digits that a double holds exactly, whatever they are. */
const EXACT_DIGITS = 15;
/** Digits of 2^64 − 1. */
const UINT64_DIGITS = 20;
const UINT64_MAX = 2n ** 64n - 1n;

function isSpace(byte: number): boolean {
  return byte === SPACE || (byte >= 9 && byte <= 13);
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

/** A whole number of at most 15 digits that fills buffer[from … to); NaN for anything else. */
export function integerOf(buffer: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && isSpace(buffer[at] as number)) at++;
  const sign = buffer[at] as number;
  if (at < to && (sign === MINUS || sign === PLUS)) at++;
  if (at >= to || to - at > EXACT_DIGITS) return Number.NaN;
  let value = 0;
  for (; at < to; at++) {
    const byte = buffer[at] as number;
    if (!isDigit(byte)) return Number.NaN;
    value = value * 10 + (byte - ZERO);
  }
  return sign === MINUS ? -value : value;
}

/**
 * The number below 2^64 at the beginning of buffer[from … to), which white space or nothing must
 * follow.
 */
export function uint64Of(buffer: Buffer, from: number, to: number): bigint | undefined {
  let at = from;
  while (at < to && isSpace(buffer[at] as number)) at++;
  if (at < to && buffer[at] === PLUS) at++;
  const digits = at;
  while (at < to && isDigit(buffer[at] as number)) at++;
  if (at === digits || (at < to && !isSpace(buffer[at] as number))) return undefined;
  let first = digits;
  while (first < at - 1 && buffer[first] === ZERO) first++;
  if (at - first > UINT64_DIGITS) return undefined;
  if (at - first <= EXACT_DIGITS) return BigInt(integerOf(buffer, first, at));
  const value = BigInt(buffer.toString("latin1", first, at));
  return value <= UINT64_MAX ? value : undefined;
}

/** Writes a whole number below 2^53 in decimal at target[at …). @returns the position behind it. */
export function writeInteger(target: Buffer, at: number, value: number): number {
  let end = at + 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) end++;
  let rest = value;
  for (let digit = end - 1; digit >= at; digit--) {
    const tenth = Math.floor(rest / 10);
    target[digit] = ZERO + (rest - tenth * 10);
    rest = tenth;
  }
  return end;
}
