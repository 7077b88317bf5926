// When items expire: memcached's reading of an expiry argument, in ticks of the process's own
// monotonic clock. Its own file because stores, commands and tests must agree on "now", which moves
// only when `advance` is called, once for each chunk received, so that all commands of a chunk see
// the same instant.

/** Ten a second: items live at most 0.1 s too long, and 32 bits of ticks last 13 years. */
export const TICKS_PER_S = 10;
const MS_PER_TICK = 1_000 / TICKS_PER_S;

/** The expiry of an item that never expires. */
export const NEVER = 0;
/** The expiry of an item that has expired already; `now` is never below it. */
export const EXPIRED = 1;

/** memcached: a longer expiry than 30 days is a time since 1970, not a duration. */
const RELATIVE_S_MAX = 2_592_000;
const TICKS_MAX = 0xffff_ffff;

/** Two sources of milliseconds: monotonic since any origin, and since 1970. */
export interface TimeSource {
  monotonicMs(): number;
  unixMs(): number;
}

const HOST_TIME: TimeSource = { monotonicMs: () => performance.now(), unixMs: () => Date.now() };

export class Clock {
  readonly #source: TimeSource;
  readonly #originMs: number;
  /** Ticks since the process began, from 1. */
  now = EXPIRED;

  constructor(source: TimeSource = HOST_TIME) {
    this.#source = source;
    this.#originMs = source.monotonicMs();
  }

  /** Looks at the time. */
  advance(): void {
    this.now = EXPIRED + Math.floor((this.#source.monotonicMs() - this.#originMs) / MS_PER_TICK);
  }

  get unixS(): number {
    return Math.floor(this.#source.unixMs() / 1_000);
  }

  get uptimeS(): number {
    return Math.floor((this.now - EXPIRED) / TICKS_PER_S);
  }

  /** The tick at which an item with this expiry argument is gone: negative at once, 0 never. */
  expiryOf(seconds: number): number {
    if (seconds === 0) return NEVER;
    const left = seconds > RELATIVE_S_MAX ? seconds - this.unixS : seconds;
    if (left <= 0) return EXPIRED;
    // `now` was rounded down; one tick more keeps the promised second whole.
    return Math.min(this.now + left * TICKS_PER_S + 1, TICKS_MAX);
  }

  /** Seconds until an item is gone, begun ones counted; −1 for one that never expires. */
  secondsLeft(expiry: number): number {
    if (expiry === NEVER) return -1;
    // The tick that `expiryOf` adds is none of the promised ones.
    return Math.max(0, Math.ceil((expiry - 1 - this.now) / TICKS_PER_S));
  }

  hasPassed(expiry: number): boolean {
    return expiry !== NEVER && expiry <= this.now;
  }
}
