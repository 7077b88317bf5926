// A Map from string keys to objects with string values, oldest evicted first. It decides nothing
// cleverly, which is its purpose: the store in segments is compared with it.

import type { Clock } from "../clock.ts";
import { FETCHED } from "./item-marks.ts";
import { type Entry, NO_ITEM, type Store } from "./store.ts";

interface Item {
  readonly value: string;
  readonly flags: number;
  token: number;
  readonly storedAt: number;
  expiry: number;
  marks: number;
}

/**
 * Heap bytes of an item beside key and value: measured, 200,000 items of 24 + 192 bytes, Node 26.
 */
const ITEM_OVERHEAD_BYTES = 144;
/** memcached's limit for a value; the commands' own is in protocol/length-limits.ts. */
const VALUE_BYTES_MAX = 1_048_576;
/** `find` keeps its item; any number but NO_ITEM will do as its name. */
const FOUND = 1;
/** Tokens begin here, so that a small number that a client makes up is never one. */
const FIRST_TOKEN = 1_000_000;
const NOTHING: Item = { value: "", flags: 0, token: 0, storedAt: 0, expiry: 0, marks: 0 };

function bytesOf(key: string, item: Item): number {
  return key.length + item.value.length + ITEM_OVERHEAD_BYTES;
}

export class MapStore implements Store {
  readonly limitBytes: number;
  readonly #clock: Clock;
  readonly #items = new Map<string, Item>();
  /** Kept, because a new iterator walks over all that was deleted since the Map last shrank. */
  #oldest = this.#items.keys();
  #found = NOTHING;
  #tokens = FIRST_TOKEN;
  liveBytes = 0;
  storedItems = 0;
  evictions = 0;

  constructor(clock: Clock, limitBytes: number) {
    this.#clock = clock;
    this.limitBytes = limitBytes;
  }

  get liveItems(): number {
    return this.#items.size;
  }

  find(entry: Entry): number {
    const key = entry.keySource.toString("latin1", entry.keyFrom, entry.keyTo);
    const item = this.#items.get(key);
    if (item === undefined) return NO_ITEM;
    if (this.#clock.hasPassed(item.expiry)) {
      this.#forget(key, item);
      return NO_ITEM;
    }
    this.#found = item;
    return FOUND;
  }

  noteRead(_item: number): void {
    this.#found.marks |= FETCHED;
  }

  valueBytes(_item: number): number {
    return this.#found.value.length;
  }

  flags(_item: number): number {
    return this.#found.flags;
  }

  expiry(_item: number): number {
    return this.#found.expiry;
  }

  token(_item: number): number {
    return this.#found.token;
  }

  storedAt(_item: number): number {
    return this.#found.storedAt;
  }

  copyValue(_item: number, target: Buffer, at: number): void {
    target.write(this.#found.value, at, "latin1");
  }

  fits(_keyBytes: number, valueBytes: number): boolean {
    return valueBytes <= VALUE_BYTES_MAX;
  }

  put(entry: Entry): void {
    const key = entry.keySource.toString("latin1", entry.keyFrom, entry.keyTo);
    const value = entry.valueSource.toString("latin1", entry.valueFrom, entry.valueTo);
    const { flags, expiry } = entry;
    const storedAt = this.#clock.now;
    const item = { value, flags, token: this.#tokens++, storedAt, expiry, marks: 0 };
    const old = this.#items.get(key);
    // A Map keeps a key where it was first set: an old key written anew would be evicted at once.
    if (old !== undefined) this.#forget(key, old);
    this.#items.set(key, item);
    this.liveBytes += bytesOf(key, item);
    this.storedItems++;
    while (this.liveBytes > this.limitBytes) this.#evictOldest();
  }

  touch(item: number, expiry: number): number {
    this.#found.expiry = expiry;
    return item;
  }

  renew(item: number): number {
    this.#found.token = this.#tokens++;
    return item;
  }

  marks(_item: number): number {
    return this.#found.marks;
  }

  setMarks(_item: number, marks: number): void {
    this.#found.marks = marks;
  }

  remove(entry: Entry): "removed" | "absent" {
    if (this.find(entry) === NO_ITEM) return "absent";
    this.#forget(entry.keySource.toString("latin1", entry.keyFrom, entry.keyTo), this.#found);
    return "removed";
  }

  clear(): void {
    this.#items.clear();
    this.#oldest = this.#items.keys();
    this.liveBytes = 0;
  }

  /** Expired items go when they are read or are the oldest. */
  sweep(): "done" {
    return "done";
  }

  #evictOldest(): void {
    const next = this.#oldest.next();
    if (next.done) {
      // An iterator that has once seen the end stays there.
      this.#oldest = this.#items.keys();
      return;
    }
    const item = this.#items.get(next.value) ?? NOTHING;
    if (!this.#clock.hasPassed(item.expiry)) this.evictions++;
    this.#forget(next.value, item);
  }

  #forget(key: string, item: Item): void {
    this.#items.delete(key);
    this.liveBytes -= bytesOf(key, item);
  }
}
