// Makes fewer segments out of up to four neighbours of a chain: first counts how many live bytes
// there are of each worth (use per byte), then copies what lies above the line and forgets the
// rest. Where gaps that replaced items have left are half of it, all is copied and nothing evicted.
// Where so much is popular that no segment would be won, it leaves them where they are.
//
// Uses are halved on the way, so that what was popular once is not kept for ever. All passes go
// item by item, with commands in between: an item that was replaced or removed meanwhile is not
// held by its slot any more and is passed over.

import type { Clock } from "../clock.ts";
import { NO_SLOT } from "./hash-index.ts";
import { HAS_TOKEN, itemBytes } from "./items.ts";
import type { LiveItems } from "./live-items.ts";
import type { Reclaim } from "./reclaim.ts";
import { CAPACITY_BYTES, NO_ROOM, NO_SEGMENT } from "./segment-pool.ts";
import type { TtlBuckets } from "./ttl-buckets.ts";
import {
  bytesAbove,
  CLASSES,
  KEEP_ALL,
  type Line,
  lineFor,
  type SeenWorth,
  worthClass,
} from "./worth.ts";

/** All is kept where the neighbours are live by no more than this. */
const SPARSE_SHARE = 1 / 2;
/** What is kept of neighbours that are all worth keeping, where none can be spared any more. */
const FORCED_SHARE = 1 / 2;

export interface MergeGround {
  readonly live: LiveItems;
  readonly buckets: TtlBuckets;
  readonly clock: Clock;
  readonly seen: SeenWorth;
}

export class Merge implements Reclaim {
  readonly #ground: MergeGround;
  readonly #sources: readonly number[];
  readonly #mustFree: boolean;
  readonly #classBytes = new Float64Array(CLASSES);
  #line: Line = KEEP_ALL;
  /** Bytes of the line's own class that are kept. */
  #allowance = 0;
  #target = NO_SEGMENT;
  #pass: "counting" | "copying" | "ageing" = "counting";
  #source = 0;
  #at: number;
  /** Segments won; 0 where the neighbours were left where they are. */
  freed = 0;

  /** `sources`: neighbours in their chain, none of them written to. A free segment is taken. */
  constructor(ground: MergeGround, sources: readonly number[], mustFree: boolean) {
    this.#ground = ground;
    this.#sources = sources;
    this.#mustFree = mustFree;
    // Before anybody else takes the last free one.
    this.#openTarget();
    this.#at = ground.live.pool.first(this.#segment);
  }

  step(items: number): "done" | "unfinished" {
    const { pool, items: layout } = this.#ground.live;
    for (let seen = 0; seen < items; seen++) {
      while (this.#at >= pool.end(this.#segment)) if (this.#turn() === "done") return "done";
      const item = this.#at;
      this.#at += layout.size(item) / 8;
      this.#look(item);
    }
    return "unfinished";
  }

  involves(segment: number): boolean {
    const from = this.#pass === "copying" ? this.#source : 0;
    return segment === this.#target || this.#sources.indexOf(segment) >= from;
  }

  get #segment(): number {
    return this.#sources[this.#source] as number;
  }

  #look(item: number): void {
    const { live, clock } = this.#ground;
    const slot = live.slotHolding(item);
    if (slot === NO_SLOT) return;
    if (clock.hasPassed(live.items.expiry(item))) live.drop(slot);
    else if (this.#pass === "counting") this.#weigh(slot, item);
    else if (this.#pass === "copying") this.#moveOrEvict(slot, item);
    else live.index.halveUse(slot);
  }

  /** Goes on to the next segment, the next pass, or the end. */
  #turn(): "done" | "unfinished" {
    if (this.#pass === "copying") this.#giveBack(this.#segment);
    this.#source++;
    if (this.#source === this.#sources.length) {
      if (this.#pass !== "counting") {
        this.#finish();
        return "done";
      }
      this.#pass = this.#winsSegment() ? "copying" : "ageing";
      this.#source = 0;
    }
    this.#at = this.#ground.live.pool.first(this.#segment);
    return "unfinished";
  }

  #movedBytes(item: number): number {
    const { items } = this.#ground.live;
    return itemBytes(items.keyBytes(item), items.valueBytes(item), items.marks(item) | HAS_TOKEN);
  }

  #weigh(slot: number, item: number): void {
    const bytes = this.#movedBytes(item);
    const worth = worthClass(this.#ground.live.index.use(slot), bytes);
    this.#classBytes[worth] = (this.#classBytes[worth] as number) + bytes;
  }

  /** Draws the line. */
  #winsSegment(): boolean {
    const { seen } = this.#ground;
    seen.add(this.#classBytes);
    const capacity = CAPACITY_BYTES * this.#sources.length;
    const live = bytesAbove(this.#classBytes, KEEP_ALL);
    if (live > SPARSE_SHARE * capacity) {
      if (seen.isEnough) this.#line = seen.line;
      const kept = bytesAbove(this.#classBytes, this.#line);
      const isWorthAll = kept > capacity - CAPACITY_BYTES;
      if (isWorthAll && !this.#mustFree) return false;
      if (isWorthAll) this.#line = lineFor(this.#classBytes, FORCED_SHARE * live);
    }
    const { above, share } = this.#line;
    this.#allowance = above < 0 ? 0 : share * (this.#classBytes[above] as number);
    return true;
  }

  #moveOrEvict(slot: number, item: number): void {
    const { pool, items, index } = this.#ground.live;
    const bytes = this.#movedBytes(item);
    const use = index.use(slot);
    const copy = this.#isKept(use, bytes) ? this.#room(bytes) : NO_ROOM;
    if (copy === NO_ROOM) {
      this.#ground.live.evictions++;
      this.#ground.live.drop(slot);
      return;
    }
    const carries = (items.marks(item) & HAS_TOKEN) !== 0;
    items.move(item, copy, carries ? items.carriedToken(item) : pool.token(item));
    this.#ground.live.redirect(slot, copy, use >>> 1);
  }

  #isKept(use: number, bytes: number): boolean {
    const { above } = this.#line;
    const worth = worthClass(use, bytes);
    if (worth !== above) return worth > above;
    this.#allowance -= bytes;
    return this.#allowance >= 0;
  }

  /** Room in the segment that is copied to, or in a further one; NO_ROOM where none is free. */
  #room(bytes: number): number {
    const { pool } = this.#ground.live;
    const room = pool.take(this.#target, bytes);
    if (room !== NO_ROOM || pool.freeCount === 0) return room;
    this.#openTarget();
    return pool.take(this.#target, bytes);
  }

  /** As old as its items, and to expire with the last of them. */
  #openTarget(): void {
    const { live, buckets } = this.#ground;
    const source = this.#segment;
    const expiries = this.#sources.map((segment) => live.pool.expiresAt(segment));
    this.#target = live.pool.open(live.pool.openedAt(source));
    live.pool.setExpiresAt(this.#target, Math.max(...expiries));
    buckets.insertBefore(source, this.#target);
    this.freed--;
  }

  #giveBack(segment: number): void {
    this.#ground.buckets.remove(segment);
    this.#ground.live.pool.release(segment);
    this.freed++;
  }

  /** What was copied may have been replaced or removed meanwhile. */
  #finish(): void {
    if (this.#ground.live.pool.liveItems(this.#target) === 0) this.#giveBack(this.#target);
  }
}
