// Which versions of a key a get may see: at least its floor, at most the newest that was sent.
//
// Versions ascend in the order of sending. Sets of one key that overlap may be applied in any
// order, so the floor must not rise to the newest acknowledged one. Rule: a group begins with a set
// sent while none of the key is in flight and ends when none is; with each acknowledgement the
// floor becomes the group's first, smallest version. No false alarm: every set before the group was
// applied before the group began, and the acknowledged set was applied since. From then on the
// stored value is of this group or a later one, and all those versions are ≥ the group's first. A
// get sent before the first acknowledgement may still see what the group overwrites: it has the
// floor before it. A set that was never acknowledged may be applied at any time: its group stays
// open and the floor rises no further.

/** One key's words lie together: a key that is asked for seldom costs one cache miss, not four. */
const WORDS = 4;
const IN_FLIGHT = 0;
const GROUP_FIRST = 1;
const FLOOR = 2;
const NEWEST = 3;

export class KeyVersions {
  readonly #words: Uint32Array;

  /** Every key starts at version 0, as prefilled. */
  constructor(keys: number) {
    this.#words = new Uint32Array(keys * WORDS);
  }

  /** A set was sent; `version` is above all versions of the key sent before. */
  setSent(key: number, version: number): void {
    const words = this.#words;
    const at = key * WORDS;
    if (words[at + IN_FLIGHT] === 0) words[at + GROUP_FIRST] = version;
    words[at + IN_FLIGHT] = (words[at + IN_FLIGHT] as number) + 1;
    words[at + NEWEST] = version;
  }

  /** A set that was sent has been acknowledged. */
  setAcknowledged(key: number): void {
    const words = this.#words;
    const at = key * WORDS;
    words[at + IN_FLIGHT] = (words[at + IN_FLIGHT] as number) - 1;
    words[at + FLOOR] = words[at + GROUP_FIRST] as number;
  }

  /** The smallest version that a get sent now may see. */
  floorOf(key: number): number {
    return this.#words[key * WORDS + FLOOR] as number;
  }

  newestOf(key: number): number {
    return this.#words[key * WORDS + NEWEST] as number;
  }
}
