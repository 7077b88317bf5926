// A store in segments sorted by lifetime, after Segcache (Yang, Yue, Vinayak, NSDI 2021) and
// Pelikan: keys and values as bytes, no object and no string per item; an item's expiry costs
// nothing until its whole segment is given back. What it costs to expire exactly, and what goes
// when memory is used up, are chosen when it is made, so that each choice can be measured. The
// index is part of the memory limit, an eighth of it at most.

import { randomInt } from "node:crypto";
import { type Clock, NEVER, TICKS_PER_S } from "../clock.ts";
import type { Eviction } from "./eviction.ts";
import { NO_SLOT } from "./hash-index.ts";
import { FIELD_MARKS, HAS_EXPIRY, HAS_FLAGS, HAS_TOKEN, itemBytes } from "./items.ts";
import { LiveItems } from "./live-items.ts";
import { Reclaimer } from "./reclaimer.ts";
import { CAPACITY_BYTES, FOREVER, NO_ROOM, NO_SEGMENT } from "./segment-pool.ts";
import { FETCHED } from "./item-marks.ts";
import { type Entry, NO_ITEM, type Store } from "./store.ts";
import { ENDLESS_BUCKET, TtlBuckets } from "./ttl-buckets.ts";

/**
 * on-read: one chain for all, an expired item goes when it is read or its segment does. eager: the
 * segment's expiry is the item's, which is rounded down to it. exact: so are segments given back,
 * and reads look at the item's own expiry too.
 */
export const EXPIRIES = ["on-read", "eager", "exact"] as const;
export type Expiry = (typeof EXPIRIES)[number];

export interface SegmentOptions {
  readonly expiry: Expiry;
  readonly eviction: Eviction;
  /** Width of the narrowest TTL buckets, in ticks of the clock. */
  readonly bucketTicks: number;
  /** Of the hash; drawn where it is left out. */
  readonly seed?: number;
}

/**
 * A segment is filled for up to this share of its items' lifetime. Where items have an expiry of
 * their own its first wait so long for its last, and a bucket's width does no more harm; where they
 * have not, its last go so much too early, beside the width, and no more than the width is allowed.
 */
const FILLING_SHARE = 1 / 8;
/** Clients ask for whole seconds. */
const LIFETIME_TICKS_MIN = TICKS_PER_S;
const NO_TOKEN = 0;
const NOTHING = Buffer.alloc(0);

export class SegmentStore implements Store {
  readonly limitBytes: number;
  readonly #clock: Clock;
  readonly #expiry: Expiry;
  readonly #countsUse: boolean;
  readonly #live: LiveItems;
  readonly #buckets: TtlBuckets;
  readonly #reclaimer: Reclaimer;
  /** What a moved item's entry is. */
  readonly #moved: Entry;
  #foundSlot = NO_SLOT;
  storedItems = 0;

  constructor(clock: Clock, limitBytes: number, options: SegmentOptions) {
    this.#clock = clock;
    this.limitBytes = limitBytes;
    this.#expiry = options.expiry;
    this.#countsUse = options.eviction === "merge";
    this.#live = new LiveItems(limitBytes, options.seed ?? randomInt(2 ** 32));
    this.#buckets = new TtlBuckets(options.bucketTicks, this.#live.pool.count);
    this.#reclaimer = new Reclaimer(this.#live, this.#buckets, clock, options.eviction);
    this.#moved = {
      keySource: NOTHING,
      keyFrom: 0,
      keyTo: 0,
      valueSource: NOTHING,
      valueFrom: 0,
      valueTo: 0,
      flags: 0,
      expiry: NEVER,
    };
  }

  get liveItems(): number {
    return this.#live.count;
  }

  get liveBytes(): number {
    return this.#live.bytes;
  }

  get evictions(): number {
    return this.#live.evictions;
  }

  find(entry: Entry): number {
    const slot = this.#live.slotOf(entry);
    if (slot === NO_SLOT) return NO_ITEM;
    const item = this.#live.index.address(slot);
    if (this.#clock.hasPassed(this.#live.items.expiry(item))) {
      this.#drop(slot);
      return NO_ITEM;
    }
    this.#foundSlot = slot;
    return item;
  }

  noteRead(item: number): void {
    const { items, index } = this.#live;
    // It may have been moved since it was found.
    const isFound = index.address(this.#foundSlot) === item;
    if (this.#countsUse && isFound) index.noteUse(this.#foundSlot);
    const marks = items.marks(item);
    if ((marks & FETCHED) === 0) items.setMarks(item, marks | FETCHED);
  }

  valueBytes(item: number): number {
    return this.#live.items.valueBytes(item);
  }

  flags(item: number): number {
    return this.#live.items.flags(item);
  }

  expiry(item: number): number {
    if (this.#expiry !== "eager") return this.#live.items.expiry(item);
    const { pool } = this.#live;
    const expiresAt = pool.expiresAt(pool.segmentOf(item));
    return expiresAt === FOREVER ? NEVER : expiresAt;
  }

  token(item: number): number {
    const { items, pool } = this.#live;
    const carries = (items.marks(item) & HAS_TOKEN) !== 0;
    return carries ? items.carriedToken(item) : pool.token(item);
  }

  storedAt(item: number): number {
    const { pool } = this.#live;
    return pool.openedAt(pool.segmentOf(item));
  }

  copyValue(item: number, target: Buffer, at: number): void {
    const { items, pool } = this.#live;
    const from = items.valueFrom(item);
    pool.bytes.copy(target, at, from, from + items.valueBytes(item));
  }

  fits(keyBytes: number, valueBytes: number): boolean {
    const marks = HAS_FLAGS | HAS_EXPIRY | HAS_TOKEN;
    return itemBytes(keyBytes, valueBytes, marks) <= CAPACITY_BYTES;
  }

  put(entry: Entry): void {
    this.storedItems++;
    this.#replace(entry, NO_TOKEN);
  }

  touch(item: number, expiry: number): number {
    const slot = this.#live.slotHolding(item);
    if (slot === NO_SLOT) return item;
    if (this.#clock.hasPassed(expiry)) {
      this.#drop(slot);
      return item;
    }
    if (expiry === this.expiry(item)) return item;
    if (!this.#takesExpiry(item, expiry)) return this.#move(item, expiry, this.token(item));
    this.#live.items.setExpiry(item, expiry);
    return item;
  }

  renew(item: number): number {
    if (this.#live.slotHolding(item) === NO_SLOT) return item;
    return this.#move(item, this.expiry(item), NO_TOKEN);
  }

  marks(item: number): number {
    return this.#live.items.marks(item) & ~FIELD_MARKS;
  }

  setMarks(item: number, marks: number): void {
    const { items } = this.#live;
    if (item === NO_ITEM) return;
    items.setMarks(item, (items.marks(item) & FIELD_MARKS) | marks);
  }

  remove(entry: Entry): "removed" | "absent" {
    const slot = this.#live.slotOf(entry);
    if (slot === NO_SLOT) return "absent";
    const item = this.#live.index.address(slot);
    const hasPassed = this.#clock.hasPassed(this.#live.items.expiry(item));
    this.#drop(slot);
    return hasPassed ? "absent" : "removed";
  }

  clear(): void {
    this.#reclaimer.abandon();
    this.#buckets.clear();
    this.#live.clear();
  }

  sweep(budgetMs: number): "done" | "unfinished" {
    return this.#reclaimer.sweep(performance.now() + budgetMs);
  }

  /** Forgets the item of a slot, and its segment with the last of its items. */
  #drop(slot: number): void {
    const { pool, index } = this.#live;
    const segment = pool.segmentOf(index.address(slot));
    this.#live.drop(slot);
    if (pool.liveItems(segment) === 0) this.#reclaimer.releaseIfEmpty(segment);
  }

  /** Writes an entry in place of an item of its key. @returns the item, NO_ITEM if it is expired */
  #replace(entry: Entry, token: number): number {
    const live = this.#live;
    const old = live.slotOf(entry);
    const { place, tag } = live.hash;
    const use = old === NO_SLOT ? 0 : live.index.use(old);
    // Forgotten before room is made: what is replaced must not be counted as evicted.
    if (old !== NO_SLOT) this.#drop(old);
    if (this.#clock.hasPassed(entry.expiry)) return NO_ITEM;
    const marks = this.#marksOf(entry, token);
    const keyBytes = entry.keyTo - entry.keyFrom;
    const bytes = itemBytes(keyBytes, entry.valueTo - entry.valueFrom, marks);
    const item = this.#room(entry.expiry, bytes);
    live.items.write(item, entry, marks, token);
    live.add(item, place, tag, use);
    this.#reclaimer.writeDone();
    return item;
  }

  #marksOf({ flags, expiry }: Entry, token: number): number {
    const ownExpiry = expiry !== NEVER && this.#expiry !== "eager";
    return (
      (flags === 0 ? 0 : HAS_FLAGS) |
      (ownExpiry ? HAS_EXPIRY : 0) |
      (token === NO_TOKEN ? 0 : HAS_TOKEN)
    );
  }

  #bucketFor(expiry: number): number {
    if (expiry === NEVER || this.#expiry === "on-read") return ENDLESS_BUCKET;
    return this.#buckets.bucketFor(expiry - this.#clock.now);
  }

  /** Takes room in the segment that is written to for such lifetimes. @returns the address */
  #room(expiry: number, bytes: number): number {
    const { pool } = this.#live;
    const bucket = this.#bucketFor(expiry);
    let segment = this.#buckets.tail(bucket);
    let item = this.#isFilling(bucket, segment) ? pool.take(segment, bytes) : NO_ROOM;
    if (item === NO_ROOM) {
      segment = this.#open(bucket);
      item = pool.take(segment, bytes);
    }
    if (this.#expiry === "exact") this.#outlast(segment, expiry);
    return item;
  }

  #open(bucket: number): number {
    const { pool } = this.#live;
    if (pool.freeCount === 0) this.#reclaimer.freeOne();
    const segment = pool.open(this.#clock.now);
    this.#buckets.append(bucket, segment);
    if (bucket === ENDLESS_BUCKET) pool.setExpiresAt(segment, FOREVER);
    else if (this.#expiry === "eager") pool.setExpiresAt(segment, this.#eagerExpiry(bucket));
    return segment;
  }

  #eagerExpiry(bucket: number): number {
    return this.#clock.now + this.#lifetimeTicks(bucket);
  }

  /** What every item of the bucket lives at least. */
  #lifetimeTicks(bucket: number): number {
    return Math.max(LIFETIME_TICKS_MIN, this.#buckets.shortestTicks(bucket));
  }

  #outlast(segment: number, expiry: number): void {
    const { pool } = this.#live;
    if (pool.expiresAt(segment) < expiry) pool.setExpiresAt(segment, expiry);
  }

  /** Whether a segment is young enough to be written to. */
  #isFilling(bucket: number, segment: number): boolean {
    if (segment === NO_SEGMENT) return false;
    if (bucket === ENDLESS_BUCKET) return true;
    const age = this.#clock.now - this.#live.pool.openedAt(segment);
    const width = this.#buckets.widthTicks(bucket);
    const share = this.#lifetimeTicks(bucket) * FILLING_SHARE;
    return age <= (this.#expiry === "eager" ? Math.min(width, share) : Math.max(width, share));
  }

  /** Whether an item can have this expiry where it lies. */
  #takesExpiry(item: number, expiry: number): boolean {
    const { items, pool } = this.#live;
    const hasOwn = (items.marks(item) & HAS_EXPIRY) !== 0;
    if (!hasOwn || expiry === NEVER) return false;
    return this.#expiry === "on-read" || expiry <= pool.expiresAt(pool.segmentOf(item));
  }

  /** Writes an item anew, with a new CAS number for NO_TOKEN; its marks and use stay. */
  #move(item: number, expiry: number, token: number): number {
    const { items, pool } = this.#live;
    const marks = this.marks(item);
    const keyFrom = items.keyFrom(item);
    const valueFrom = items.valueFrom(item);
    // A copy, because making room may take the memory in which it lies.
    const copy = Buffer.from(pool.bytes.subarray(keyFrom, valueFrom + items.valueBytes(item)));
    const moved = this.#moved;
    moved.keySource = copy;
    moved.keyTo = valueFrom - keyFrom;
    moved.valueSource = copy;
    moved.valueFrom = moved.keyTo;
    moved.valueTo = copy.length;
    moved.flags = items.flags(item);
    moved.expiry = expiry;
    const to = this.#replace(moved, token);
    this.setMarks(to, marks);
    return to;
  }
}
