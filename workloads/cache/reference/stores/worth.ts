// What an item is worth keeping, and where the line lies between what is kept and what goes. The
// line is one for the whole store: popular items often lie side by side, because they were stored
// together, and a line for each merge would give up most of them.

/** Classes of worth for each doubling. */
const CLASSES_PER_DOUBLING = 4;
/** Use from 1 to 256 over bytes from 8 to 2^20: 28 doublings. */
const DOUBLINGS = 28;
export const CLASSES = DOUBLINGS * CLASSES_PER_DOUBLING + 1;
/** Doublings by which bytes can exceed use. */
const BYTES_DOUBLINGS = 20;

/**
 * Of all bytes that were looked at lately, so much lies above the line. With a quarter, traces that
 * come back to what is recent missed more: 0.251 of `orm-night` instead of 0.242, 0.244 of `sprite`
 * instead of 0.201.
 */
const KEPT_SHARE = 1 / 2;
/** What was seen so far weighs so much when as much again is seen. */
const MEMORY = 0.9;

/** The class of an item: uses per byte on a logarithmic scale, 0 … CLASSES − 1. */
export function worthClass(use: number, bytes: number): number {
  const doublings = Math.log2((use + 1) / bytes) + BYTES_DOUBLINGS;
  return Math.min(CLASSES - 1, Math.max(0, Math.floor(doublings * CLASSES_PER_DOUBLING)));
}

/** Items above the class are kept, and of the class itself so much of its bytes. */
export interface Line {
  readonly above: number;
  readonly share: number;
}

export const KEEP_ALL: Line = { above: -1, share: 1 };

/** The line above which so many bytes of these lie. */
export function lineFor(classBytes: Float64Array, bytes: number): Line {
  let left = bytes;
  for (let worth = CLASSES - 1; worth >= 0; worth--) {
    const here = classBytes[worth] as number;
    if (here > left) return { above: worth, share: left / here };
    left -= here;
  }
  return KEEP_ALL;
}

/** How many of these bytes a line keeps. */
export function bytesAbove(classBytes: Float64Array, { above, share }: Line): number {
  let kept = above < 0 ? 0 : share * (classBytes[above] as number);
  for (let worth = above + 1; worth < CLASSES; worth++) kept += classBytes[worth] as number;
  return kept;
}

/** With fewer merges nobody knows what is common. */
const MERGES_MIN = 3;

/** What all merges have seen lately. */
export class SeenWorth {
  readonly #classBytes = new Float64Array(CLASSES);
  #bytes = 0;
  #merges = 0;

  /** Whether enough was seen to draw a line. */
  get isEnough(): boolean {
    return this.#merges >= MERGES_MIN;
  }

  add(classBytes: Float64Array): void {
    this.#merges++;
    this.#bytes = 0;
    for (let worth = 0; worth < CLASSES; worth++) {
      const bytes = MEMORY * (this.#classBytes[worth] as number) + (classBytes[worth] as number);
      this.#classBytes[worth] = bytes;
      this.#bytes += bytes;
    }
  }

  get line(): Line {
    return lineFor(this.#classBytes, KEPT_SHARE * this.#bytes);
  }
}
