// When the kernel took the last byte of a read in, on the generator's clock: however late it is
// read, behind a collection or a pause, its time is known.
//
// Its own file because two clocks meet here. The kernel stamps with the realtime clock, which can
// be set; ours cannot. What lies between them is taken anew now and then, and no message is
// believed to be older than the look before the one that found it.

import { NS_PER_MS, NS_PER_S } from "#model/units.ts";
import { type Clock, monotonicClock } from "./clock.ts";
import type { Shared, SystemCalls } from "./system-calls.ts";
import {
  CONTROL,
  CONTROL_BYTES,
  CONTROL_WORDS,
  setPointer,
  STAMP_NANOSECONDS,
  STAMP_SECONDS,
  STAMP_TYPE,
} from "./system-structures.ts";

const SOL_SOCKET = 1;
/** Asks for stamps, and is the type of the control message that has one. */
const SO_TIMESTAMPNS = 35;
const CLOCK_REALTIME = 0;
/** The clocks drift by less than a part in a million: 0.1 µs meanwhile. */
const SYNC_EVERY_NS = 100 * NS_PER_MS;
/** The pair of readings that lie closest together counts: nothing came between them. */
const SYNC_READINGS = 5;

export class ArrivalClock {
  readonly #calls: SystemCalls;
  readonly #clock: Clock;
  readonly #time: Shared;
  /** Whole seconds that are left out, so that nanoseconds stay exact. */
  #baseS = 0;
  #offsetNs = 0;
  #syncAtNs = -Infinity;
  #lookNs = -Infinity;
  #lookedNs = -Infinity;

  constructor(calls: SystemCalls, clock = monotonicClock) {
    this.#calls = calls;
    this.#clock = clock;
    this.#time = calls.share(4);
  }

  /** Has the kernel stamp what comes to this socket. */
  stamp(handle: number): void {
    this.#calls.setsockopt(handle, SOL_SOCKET, SO_TIMESTAMPNS, Uint32Array.of(1), 4);
  }

  /** Before each look at the sockets. */
  look(): void {
    this.#lookedNs = this.#lookNs;
    this.#lookNs = this.#clock.nowNs();
    if (this.#lookNs >= this.#syncAtNs) this.#sync();
  }

  /**
   * Of the message whose struct msghdr begins at `words[at]` and whose control messages at
   * `words[control]`. @returns NaN where it has no stamp.
   */
  arrivedNs(words: Uint32Array, at: number, control: number): number {
    const hasStamp = words[at + CONTROL_BYTES] !== 0;
    if (!hasStamp || words[control + STAMP_TYPE] !== SO_TIMESTAMPNS) return Number.NaN;
    const seconds = (words[control + STAMP_SECONDS] as number) - this.#baseS;
    const stampNs = seconds * NS_PER_S + (words[control + STAMP_NANOSECONDS] as number);
    return Math.max(stampNs + this.#offsetNs, this.#lookedNs);
  }

  #sync(): void {
    const { words, pointer } = this.#time;
    let closestNs = Infinity;
    for (let reading = 0; reading < SYNC_READINGS; reading++) {
      const beforeNs = this.#clock.nowNs();
      this.#calls.clock_gettime(CLOCK_REALTIME, pointer);
      const apartNs = this.#clock.nowNs() - beforeNs;
      if (apartNs >= closestNs) continue;
      closestNs = apartNs;
      const seconds = words[0] as number;
      this.#baseS = seconds;
      this.#offsetNs = beforeNs + apartNs / 2 - (words[2] as number);
    }
    this.#syncAtNs = this.#lookNs + SYNC_EVERY_NS;
  }
}

/** Gives the message at `words[at]` room for a stamp at `words[control]`, at this address. */
export function makeRoomForStamp(words: Uint32Array, at: number, address: number): void {
  setPointer(words, at + CONTROL, address);
  words[at + CONTROL_BYTES] = 4 * CONTROL_WORDS;
}
