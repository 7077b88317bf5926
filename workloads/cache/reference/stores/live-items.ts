// Which items can be found: the index, the segments they lie in, and the figures of both, changed
// together so that they always agree. Its own file because commands (the store) and what makes room
// (release.ts, merge.ts) add and drop items alike.

import { HashIndex, NO_SLOT } from "./hash-index.ts";
import { Items } from "./items.ts";
import { KeyHash } from "./key-hash.ts";
import { SEGMENT_BYTES, SegmentPool } from "./segment-pool.ts";
import type { Entry } from "./store.ts";

/** Of the memory limit, at most. */
const INDEX_SHARE = 1 / 8;

export class LiveItems {
  readonly index: HashIndex;
  readonly pool: SegmentPool;
  readonly items: Items;
  /** The hash of the last key that was looked for. */
  readonly hash: KeyHash;
  count = 0;
  bytes = 0;
  /** Unexpired items that had to go for want of room. */
  evictions = 0;
  /** Something was stored since it was cleared. */
  #isUsed = false;

  constructor(limitBytes: number, seed: number) {
    this.index = new HashIndex(HashIndex.bucketsWithin(limitBytes * INDEX_SHARE));
    this.pool = new SegmentPool(Math.floor((limitBytes - this.index.bytes) / SEGMENT_BYTES));
    this.items = new Items(this.pool.bytes, this.pool.words);
    this.hash = new KeyHash(seed);
  }

  /** The slot of the entry's key, or NO_SLOT; leaves the key's hash in `hash`. */
  slotOf(entry: Entry): number {
    const { index, items, hash } = this;
    hash.compute(entry.keySource, entry.keyFrom, entry.keyTo);
    const { tag } = hash;
    let slot = index.seek(index.start(hash.place), tag);
    while (slot !== NO_SLOT && !items.hasKey(index.address(slot), entry)) {
      slot = index.seekBehind(slot, tag);
    }
    return slot;
  }

  /** The slot that holds this very item, or NO_SLOT: then it was replaced, removed or dropped. */
  slotHolding(item: number): number {
    const { items, hash } = this;
    const keyFrom = items.keyFrom(item);
    hash.compute(this.pool.bytes, keyFrom, keyFrom + items.keyBytes(item));
    return this.index.holding(hash.place, hash.tag, item);
  }

  /** Makes a written item findable, under the hash of its key. */
  add(item: number, place: number, tag: number, use: number): void {
    this.index.fill(this.#vacantSlot(place, tag), item, tag, use);
    this.#isUsed = true;
    this.#count(item);
  }

  /** Makes a slot lead to the copy of its item, under the hash that `hash` holds. */
  redirect(slot: number, copy: number, use: number): void {
    this.#discount(this.index.address(slot));
    this.index.fill(slot, copy, this.hash.tag, use);
    this.#count(copy);
  }

  drop(slot: number): void {
    const item = this.index.address(slot);
    this.index.empty(slot);
    this.#discount(item);
  }

  clear(): void {
    // Clearing the index touches all of it, which an unused store need not.
    if (this.#isUsed) this.index.clear();
    this.#isUsed = false;
    this.pool.clear();
    this.count = 0;
    this.bytes = 0;
  }

  /** An empty slot for a hash; when its chain can take no more, some item's of its bucket. */
  #vacantSlot(place: number, tag: number): number {
    const vacant = this.index.vacant(place);
    if (vacant !== NO_SLOT) return vacant;
    const slot = this.index.any(place, tag);
    this.evictions++;
    this.drop(slot);
    return slot;
  }

  #count(item: number): void {
    const bytes = this.items.size(item);
    this.count++;
    this.bytes += bytes;
    this.pool.addLive(this.pool.segmentOf(item), bytes);
  }

  #discount(item: number): void {
    const bytes = this.items.size(item);
    this.count--;
    this.bytes -= bytes;
    this.pool.dropLive(this.pool.segmentOf(item), bytes);
  }
}
