// When the kernel took the last byte of a read in, on the generator's clock: however late it is
// read, behind a collection or a pause, its time is known.
//
// Its own file because two clocks meet here. The kernel stamps with the realtime clock, which can
// be set; ours cannot. What lies between them is taken anew now and then, and no message is
// believed to be older than the look before the one that found it.

import { NS_PER_MS, NS_PER_S, NS_PER_US } from "#model/units.ts";
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
/** After so long without a look the clocks are compared again before a stamp is believed. */
const AWAY_NS = NS_PER_MS;
/** They drift and are read with less; beyond, the realtime clock was set. */
const OFFSET_MOVED_NS = 50 * NS_PER_US;

export class ArrivalClock {
  readonly #calls: SystemCalls;
  readonly #clock: Clock;
  readonly #time: Shared;
  /** Whole seconds that are left out, so that nanoseconds stay exact; NaN before the first. */
  #baseS = Number.NaN;
  #offsetNs = 0;
  /** The realtime clock was set since the last look. */
  #isDoubtful = false;
  /** The last look left something behind. */
  #isBehind = false;
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
    const nowNs = this.#clock.nowNs();
    const awayNs = nowNs - this.#lookNs;
    if (!this.#isBehind) this.#lookedNs = this.#lookNs;
    this.#lookNs = nowNs;
    this.#isBehind = false;
    this.#isDoubtful = false;
    if (nowNs >= this.#syncAtNs || awayNs > AWAY_NS) this.#sync();
  }

  /** The look under way leaves messages for the next one: those may be older than it. */
  leftBehind(): void {
    this.#isBehind = true;
  }

  /**
   * Of the message whose struct msghdr begins at `words[at]` and whose control messages at
   * `words[control]`. @returns NaN where it has no stamp.
   */
  arrivedNs(words: Uint32Array, at: number, control: number): number {
    const hasStamp = words[at + CONTROL_BYTES] !== 0;
    if (!hasStamp || this.#isDoubtful || words[control + STAMP_TYPE] !== SO_TIMESTAMPNS)
      return Number.NaN;
    const seconds = (words[control + STAMP_SECONDS] as number) - this.#baseS;
    const stampNs = seconds * NS_PER_S + (words[control + STAMP_NANOSECONDS] as number);
    return Math.max(stampNs + this.#offsetNs, this.#lookedNs);
  }

  #sync(): void {
    const { words, pointer } = this.#time;
    let closestNs = Infinity;
    let offsetNs = 0;
    for (let reading = 0; reading < SYNC_READINGS; reading++) {
      const beforeNs = this.#clock.nowNs();
      this.#calls.clock_gettime(CLOCK_REALTIME, pointer);
      const apartNs = this.#clock.nowNs() - beforeNs;
      if (apartNs >= closestNs) continue;
      closestNs = apartNs;
      const seconds = words[0] as number;
      if (Number.isNaN(this.#baseS)) this.#baseS = seconds;
      const realNs = (seconds - this.#baseS) * NS_PER_S + (words[2] as number);
      offsetNs = beforeNs + apartNs / 2 - realNs;
    }
    const movedNs = Math.abs(offsetNs - this.#offsetNs);
    this.#isDoubtful = this.#syncAtNs > -Infinity && movedNs > OFFSET_MOVED_NS + closestNs;
    this.#offsetNs = offsetNs;
    this.#syncAtNs = this.#lookNs + SYNC_EVERY_NS;
  }
}

/** Gives the message at `words[at]` room for a stamp at `words[control]`, at this address. */
export function makeRoomForStamp(words: Uint32Array, at: number, address: number): void {
  setPointer(words, at + CONTROL, address);
  words[at + CONTROL_BYTES] = 4 * CONTROL_WORDS;
}
