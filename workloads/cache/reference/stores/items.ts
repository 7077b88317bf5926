// What an item looks like in memory. Most items of a cache are small, so that what a field costs is
// paid only where it is used: flags, expiry and CAS number lie there only if a mark says so.
//
//   at a multiple of 8: u8 key length | u8 marks | u24 value length
//   then, as marked: u32 flags | u32 expiry | u64 CAS number
//   then the key, the value, and up to 7 unused bytes
//
// An item is named by its address: byte position ÷ 8.

import { NEVER } from "../clock.ts";
import type { Entry } from "./store.ts";

const HEADER_BYTES = 5;
export const HAS_FLAGS = 1;
export const HAS_EXPIRY = 2;
export const HAS_TOKEN = 4;
/** The marks that say which fields there are; the others are the commands' (item-marks.ts). */
export const FIELD_MARKS = HAS_FLAGS | HAS_EXPIRY | HAS_TOKEN;
/** Bytes of the fields that the low three marks announce. */
const FIELD_BYTES = Uint8Array.of(0, 4, 4, 8, 8, 12, 12, 16);
const TWO_POW_32 = 0x1_0000_0000;

/** Bytes of an item with the unused ones, a multiple of 8. */
export function itemBytes(keyBytes: number, valueBytes: number, marks: number): number {
  const fields = FIELD_BYTES[marks & FIELD_MARKS] as number;
  return (HEADER_BYTES + fields + keyBytes + valueBytes + 7) & ~7;
}

export class Items {
  readonly #bytes: Buffer;
  readonly #words: Uint32Array;

  /** `bytes` and `words` are one memory. */
  constructor(bytes: Buffer, words: Uint32Array) {
    this.#bytes = bytes;
    this.#words = words;
  }

  keyBytes(item: number): number {
    return (this.#words[item * 2] as number) & 0xff;
  }

  valueBytes(item: number): number {
    const word = item * 2;
    const low = (this.#words[word] as number) >>> 16;
    return low | (((this.#words[word + 1] as number) & 0xff) << 16);
  }

  marks(item: number): number {
    return ((this.#words[item * 2] as number) >>> 8) & 0xff;
  }

  setMarks(item: number, marks: number): void {
    this.#bytes[item * 8 + 1] = marks;
  }

  size(item: number): number {
    return itemBytes(this.keyBytes(item), this.valueBytes(item), this.marks(item));
  }

  flags(item: number): number {
    if ((this.marks(item) & HAS_FLAGS) === 0) return 0;
    return this.#u32(item * 8 + HEADER_BYTES);
  }

  /** As Clock.expiryOf gives it; NEVER where there is no such field. */
  expiry(item: number): number {
    const marks = this.marks(item);
    return (marks & HAS_EXPIRY) === 0 ? NEVER : this.#u32(expiryAt(item, marks));
  }

  /** Of an item that has an expiry. */
  setExpiry(item: number, expiry: number): void {
    this.#setU32(expiryAt(item, this.marks(item)), expiry);
  }

  /** The CAS number that an item carries which has HAS_TOKEN. */
  carriedToken(item: number): number {
    const at = tokenAt(item, this.marks(item));
    return this.#u32(at) + this.#u32(at + 4) * TWO_POW_32;
  }

  keyFrom(item: number): number {
    return item * 8 + HEADER_BYTES + (FIELD_BYTES[this.marks(item) & FIELD_MARKS] as number);
  }

  valueFrom(item: number): number {
    return this.keyFrom(item) + this.keyBytes(item);
  }

  hasKey(item: number, entry: Entry): boolean {
    const { keySource, keyFrom } = entry;
    const length = entry.keyTo - keyFrom;
    if (this.keyBytes(item) !== length) return false;
    const bytes = this.#bytes;
    const from = this.keyFrom(item);
    for (let at = 0; at < length; at++) {
      if (bytes[from + at] !== keySource[keyFrom + at]) return false;
    }
    return true;
  }

  /** Writes an entry where it fits; `token` is kept where the marks say so. */
  write(item: number, entry: Entry, marks: number, token: number): void {
    const valueBytes = entry.valueTo - entry.valueFrom;
    this.#writeHeader(item, entry.keyTo - entry.keyFrom, marks, valueBytes);
    if ((marks & HAS_FLAGS) !== 0) this.#setU32(item * 8 + HEADER_BYTES, entry.flags);
    if ((marks & HAS_EXPIRY) !== 0) this.#setU32(expiryAt(item, marks), entry.expiry);
    if ((marks & HAS_TOKEN) !== 0) this.#setToken(item, marks, token);
    const keyFrom = this.keyFrom(item);
    entry.keySource.copy(this.#bytes, keyFrom, entry.keyFrom, entry.keyTo);
    const valueFrom = keyFrom + entry.keyTo - entry.keyFrom;
    entry.valueSource.copy(this.#bytes, valueFrom, entry.valueFrom, entry.valueTo);
  }

  /** Writes the item `from` unchanged at `to`, where it carries its CAS number. */
  move(from: number, to: number, token: number): void {
    const marks = this.marks(from) | HAS_TOKEN;
    const keyBytes = this.keyBytes(from);
    const valueBytes = this.valueBytes(from);
    this.#writeHeader(to, keyBytes, marks, valueBytes);
    if ((marks & HAS_FLAGS) !== 0) this.#setU32(to * 8 + HEADER_BYTES, this.flags(from));
    if ((marks & HAS_EXPIRY) !== 0) this.#setU32(expiryAt(to, marks), this.expiry(from));
    this.#setToken(to, marks, token);
    const keyFrom = this.keyFrom(from);
    this.#bytes.copyWithin(this.keyFrom(to), keyFrom, keyFrom + keyBytes + valueBytes);
  }

  #writeHeader(item: number, keyBytes: number, marks: number, valueBytes: number): void {
    this.#words[item * 2] = keyBytes | (marks << 8) | ((valueBytes & 0xffff) << 16);
    this.#bytes[item * 8 + 4] = valueBytes >>> 16;
  }

  #setToken(item: number, marks: number, token: number): void {
    const at = tokenAt(item, marks);
    this.#setU32(at, token % TWO_POW_32);
    this.#setU32(at + 4, Math.floor(token / TWO_POW_32));
  }

  #u32(at: number): number {
    const bytes = this.#bytes;
    const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    return (low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)) >>> 0;
  }

  #setU32(at: number, value: number): void {
    const bytes = this.#bytes;
    bytes[at] = value;
    bytes[at + 1] = value >>> 8;
    bytes[at + 2] = value >>> 16;
    bytes[at + 3] = value >>> 24;
  }
}

function expiryAt(item: number, marks: number): number {
  return item * 8 + HEADER_BYTES + (FIELD_BYTES[marks & HAS_FLAGS] as number);
}

function tokenAt(item: number, marks: number): number {
  return item * 8 + HEADER_BYTES + (FIELD_BYTES[marks & (HAS_FLAGS | HAS_EXPIRY)] as number);
}
