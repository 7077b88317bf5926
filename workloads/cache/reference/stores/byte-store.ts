// The store of the variant `bytes`: keys and values as bytes in segments, found by a flat index, no
// object and no string per item. The oldest segment is written over when memory is used up (first
// in, first out); an expired item is noticed when it is read. The index is part of the memory
// limit, an eighth of it at most.
//
//   item, at a multiple of 8: u32 key length | value length << 8, u32 flags, u32 expiry, key, value

import { randomInt } from "node:crypto";
import type { Clock } from "../clock.ts";
import { HashIndex, NO_SLOT } from "./hash-index.ts";
import { KeyHash } from "./key-hash.ts";
import { ITEM_BYTES_MAX, NO_ROOM, SEGMENT_BYTES, Segments } from "./segments.ts";
import { type Entry, NO_ITEM, type Store } from "./store.ts";

const HEADER_BYTES = 12;
const FLAGS_WORD = 1;
const EXPIRY_WORD = 2;
const INDEX_SHARE = 1 / 8;

function itemBytes(keyBytes: number, valueBytes: number): number {
  return (HEADER_BYTES + keyBytes + valueBytes + 7) & ~7;
}

function keyBytesOf(lengths: number): number {
  return lengths & 0xff;
}

function valueBytesOf(lengths: number): number {
  return lengths >>> 8;
}

export class ByteStore implements Store {
  readonly limitBytes: number;
  readonly #clock: Clock;
  readonly #index: HashIndex;
  readonly #segments: Segments;
  readonly #bytes: Buffer;
  readonly #words: Uint32Array;
  readonly #hash: KeyHash;
  liveItems = 0;
  liveBytes = 0;
  storedItems = 0;
  evictions = 0;

  constructor(clock: Clock, limitBytes: number, seed: number = randomInt(2 ** 32)) {
    this.#clock = clock;
    this.limitBytes = limitBytes;
    this.#index = new HashIndex(HashIndex.bucketsWithin(limitBytes * INDEX_SHARE));
    this.#segments = new Segments(Math.floor((limitBytes - this.#index.bytes) / SEGMENT_BYTES));
    this.#bytes = this.#segments.bytes;
    this.#words = this.#segments.words;
    this.#hash = new KeyHash(seed);
  }

  find(entry: Entry): number {
    const slot = this.#slotOf(entry);
    if (slot === NO_SLOT) return NO_ITEM;
    const item = this.#index.address(slot);
    if (!this.#clock.hasPassed(this.expiry(item))) return item;
    this.#drop(slot, item);
    return NO_ITEM;
  }

  valueBytes(item: number): number {
    return valueBytesOf(this.#words[item * 2] as number);
  }

  flags(item: number): number {
    return this.#words[item * 2 + FLAGS_WORD] as number;
  }

  expiry(item: number): number {
    return this.#words[item * 2 + EXPIRY_WORD] as number;
  }

  token(item: number): number {
    return this.#segments.token(item);
  }

  copyValue(item: number, target: Buffer, at: number): void {
    const lengths = this.#words[item * 2] as number;
    const from = item * 8 + HEADER_BYTES + keyBytesOf(lengths);
    this.#bytes.copy(target, at, from, from + valueBytesOf(lengths));
  }

  fits(keyBytes: number, valueBytes: number): boolean {
    return itemBytes(keyBytes, valueBytes) <= ITEM_BYTES_MAX;
  }

  put(entry: Entry): void {
    const keyBytes = entry.keyTo - entry.keyFrom;
    const valueBytes = entry.valueTo - entry.valueFrom;
    const bytes = itemBytes(keyBytes, valueBytes);
    const old = this.#slotOf(entry);
    const { place, tag } = this.#hash;
    // Forgotten before room is made: what is replaced must not be counted as evicted.
    if (old !== NO_SLOT) this.#drop(old, this.#index.address(old));
    const item = this.#room(bytes);
    const word = item * 2;
    this.#words[word] = keyBytes | (valueBytes << 8);
    this.#words[word + FLAGS_WORD] = entry.flags;
    this.#words[word + EXPIRY_WORD] = entry.expiry;
    const at = item * 8 + HEADER_BYTES;
    entry.keySource.copy(this.#bytes, at, entry.keyFrom, entry.keyTo);
    entry.valueSource.copy(this.#bytes, at + keyBytes, entry.valueFrom, entry.valueTo);
    this.#index.fill(this.#vacantSlot(place, tag), item, tag);
    this.liveItems++;
    this.storedItems++;
    this.liveBytes += bytes;
  }

  touch(item: number, expiry: number): void {
    this.#words[item * 2 + EXPIRY_WORD] = expiry;
  }

  remove(entry: Entry): "removed" | "absent" {
    const slot = this.#slotOf(entry);
    if (slot === NO_SLOT) return "absent";
    const item = this.#index.address(slot);
    const live = !this.#clock.hasPassed(this.expiry(item));
    this.#drop(slot, item);
    return live ? "removed" : "absent";
  }

  clear(): void {
    // Clearing the index touches all of it; an empty store has nothing in it.
    if (this.liveItems > 0) this.#index.clear();
    this.#segments.clear();
    this.liveItems = 0;
    this.liveBytes = 0;
  }

  /** The slot of the entry's key; leaves the key's hash in #hash. */
  #slotOf(entry: Entry): number {
    const { keySource, keyFrom, keyTo } = entry;
    this.#hash.compute(keySource, keyFrom, keyTo);
    const tag = this.#hash.tag;
    let slot = this.#index.seek(this.#index.start(this.#hash.place), tag);
    while (slot !== NO_SLOT && !this.#hasKey(this.#index.address(slot), entry)) {
      slot = this.#index.seekBehind(slot, tag);
    }
    return slot;
  }

  #hasKey(item: number, entry: Entry): boolean {
    const { keySource, keyFrom } = entry;
    const length = entry.keyTo - keyFrom;
    if (keyBytesOf(this.#words[item * 2] as number) !== length) return false;
    const bytes = this.#bytes;
    const from = item * 8 + HEADER_BYTES;
    for (let at = 0; at < length; at++) {
      if (bytes[from + at] !== keySource[keyFrom + at]) return false;
    }
    return true;
  }

  /** An empty slot for a hash; when its chain can take no more, some item's of its bucket. */
  #vacantSlot(place: number, tag: number): number {
    const vacant = this.#index.vacant(place);
    if (vacant !== NO_SLOT) return vacant;
    const slot = this.#index.any(place, tag);
    this.#evict(slot);
    return slot;
  }

  #room(bytes: number): number {
    const item = this.#segments.take(bytes);
    if (item !== NO_ROOM) return item;
    this.#forgetSegment(this.#segments.oldest);
    this.#segments.turn();
    return this.#segments.take(bytes);
  }

  #forgetSegment(segment: number): void {
    const end = this.#segments.end(segment);
    let item = this.#segments.first(segment);
    while (item < end) {
      const lengths = this.#words[item * 2] as number;
      const keyFrom = item * 8 + HEADER_BYTES;
      this.#hash.compute(this.#bytes, keyFrom, keyFrom + keyBytesOf(lengths));
      const slot = this.#index.holding(this.#hash.place, this.#hash.tag, item);
      if (slot !== NO_SLOT) this.#evict(slot);
      item += itemBytes(keyBytesOf(lengths), valueBytesOf(lengths)) / 8;
    }
  }

  #evict(slot: number): void {
    const item = this.#index.address(slot);
    if (!this.#clock.hasPassed(this.expiry(item))) this.evictions++;
    this.#drop(slot, item);
  }

  #drop(slot: number, item: number): void {
    const lengths = this.#words[item * 2] as number;
    this.#index.empty(slot);
    this.liveItems--;
    this.liveBytes -= itemBytes(keyBytesOf(lengths), valueBytesOf(lengths));
  }
}
