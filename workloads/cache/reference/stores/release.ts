// Gives a segment back: forgets those of its items that can still be found, from its beginning to
// its end. What had not expired counts as evicted.

import type { Clock } from "../clock.ts";
import { NO_SLOT } from "./hash-index.ts";
import type { LiveItems } from "./live-items.ts";
import type { Reclaim } from "./reclaim.ts";
import { FOREVER } from "./segment-pool.ts";

export class Release implements Reclaim {
  readonly #live: LiveItems;
  readonly #clock: Clock;
  readonly #segment: number;
  #at: number;

  /** `segment` is in no chain any more. */
  constructor(live: LiveItems, clock: Clock, segment: number) {
    this.#live = live;
    this.#clock = clock;
    this.#segment = segment;
    this.#at = live.pool.first(segment);
  }

  step(items: number): "done" | "unfinished" {
    const { pool, items: layout } = this.#live;
    const end = pool.end(this.#segment);
    for (let seen = 0; seen < items; seen++) {
      if (this.#at >= end || pool.liveItems(this.#segment) === 0) {
        pool.release(this.#segment);
        return "done";
      }
      const item = this.#at;
      this.#at += layout.size(item) / 8;
      const slot = this.#live.slotHolding(item);
      if (slot !== NO_SLOT) this.#forget(slot, item);
    }
    return "unfinished";
  }

  involves(segment: number): boolean {
    return segment === this.#segment;
  }

  #forget(slot: number, item: number): void {
    if (!this.#hasExpired(item)) this.#live.evictions++;
    this.#live.drop(slot);
  }

  #hasExpired(item: number): boolean {
    const clock = this.#clock;
    if (clock.hasPassed(this.#live.items.expiry(item))) return true;
    const expiresAt = this.#live.pool.expiresAt(this.#segment);
    return expiresAt !== FOREVER && expiresAt <= clock.now;
  }
}
