// The seam between commands and storage. Numbers in, numbers out: an item is named by a number, so
// that the flat store needs no object for it, and what a command wants to write is one reused
// Entry. Neither knows of connections or text.

/** What a command names and writes; one object is reused for all commands. */
export interface Entry {
  /** The key is keySource[keyFrom … keyTo), 1 to 250 bytes. */
  keySource: Buffer;
  keyFrom: number;
  keyTo: number;
  /** The value is valueSource[valueFrom … valueTo). */
  valueSource: Buffer;
  valueFrom: number;
  valueTo: number;
  /** 32 bits, the client's. */
  flags: number;
  /** As Clock.expiryOf gives it. */
  expiry: number;
}

/** The number that `find` gives when there is no such item. */
export const NO_ITEM = 0;

export interface Store {
  readonly limitBytes: number;
  /** Items and their bytes, headers included; expired ones count until something meets them. */
  readonly liveItems: number;
  readonly liveBytes: number;
  /** Items ever stored. */
  readonly storedItems: number;
  /** Unexpired items that had to go for want of room. */
  readonly evictions: number;
  /** Finds the entry's key. The number is valid until the next call that changes the store. */
  find(entry: Entry): number;
  /** The item that was just found is read: it is marked FETCHED, and eviction may consider it. */
  noteRead(item: number): void;
  valueBytes(item: number): number;
  flags(item: number): number;
  expiry(item: number): number;
  /** The item's CAS number, below 2^53, new with each write. */
  token(item: number): number;
  /** The tick at which it was stored, or one shortly before. */
  storedAt(item: number): number;
  /** Copies the value to target[at …). */
  copyValue(item: number, target: Buffer, at: number): void;
  /** Whether an item of this size can be stored at all. */
  fits(keyBytes: number, valueBytes: number): boolean;
  /** Stores an entry that fits, in place of an item of the same key; makes room by eviction. */
  put(entry: Entry): void;
  /**
   * Gives a found item another expiry; its token stays. An item that is gone by now stays gone: its
   * number can still be read until the store changes again. @returns its number from now on
   */
  touch(item: number, expiry: number): number;
  /** Gives a found item another CAS number, as `touch` another expiry. */
  renew(item: number): number;
  /** Marks of item-marks.ts; a stored item has none. */
  marks(item: number): number;
  setMarks(item: number, marks: number): void;
  /** Forgets the entry's key. @returns whether there was a live item. */
  remove(entry: Entry): "removed" | "absent";
  /** Forgets everything. */
  clear(): void;
  /**
   * Gives back memory of expired items, for about so long. @returns whether there is more to do
   */
  sweep(budgetMs: number): "done" | "unfinished";
}
