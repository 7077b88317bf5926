// The names of keys: `k`, 11 base-36 digits of a mixed id, and dots up to the key's length.
//
// Names are computed each time instead of stored: four million of them would fill 126 MB of the
// generator's memory and cost a cache miss each, while the digits cost a few multiplications. How
// long a name is, sizes.ts decides.

import { mix32 } from "#harness";
import { KEY_BYTES_MAX, type ObjectSizes } from "./sizes.ts";
import { KEY_ID_STREAM } from "./streams.ts";

const LETTER_K = 0x6b;
const DOT = 0x2e;
const TWO_POW_32 = 4_294_967_296;
/** 32 + 21 bits: the longest id that a float64 holds exactly; 11 base-36 digits hold 56 bits. */
const HIGH_WORD_SHIFT = 11;
const ID_END = 12;

const PAIR = 36 ** 2;
const TWO_PAIRS = 36 ** 4;
const FIVE_DIGITS = 36 ** 5;

/** The ASCII of every two-digit base-36 number, one behind the other. */
const PAIRS = Uint8Array.from(
  Array.from({ length: PAIR }, (_, number) => number.toString(36).padStart(2, "0")).join(""),
  (digit) => digit.charCodeAt(0),
);

function writePair(slab: Uint8Array, at: number, number: number): void {
  slab[at] = PAIRS[number * 2] as number;
  slab[at + 1] = PAIRS[number * 2 + 1] as number;
}

export class KeyNames {
  readonly #sizes: ObjectSizes;
  readonly #salt: number;
  readonly #expected = new Uint8Array(KEY_BYTES_MAX);

  constructor(sizes: ObjectSizes, seed: number) {
    this.#sizes = sizes;
    this.#salt = mix32(mix32(seed | 0) ^ KEY_ID_STREAM);
  }

  /** Writes the name of `key` at `slab[at …)`. @returns its length in bytes. */
  write(slab: Uint8Array, at: number, key: number): number {
    const bytes = this.#sizes.keyBytes(key);
    // mix32 is a bijection, so two keys never share their low word, hence never a name.
    const low = mix32(key ^ this.#salt);
    const id = (mix32(low ^ this.#salt) >>> HIGH_WORD_SHIFT) * TWO_POW_32 + low;
    const upper = Math.floor(id / FIVE_DIGITS);
    slab[at] = LETTER_K;
    writeUpper(slab, at + 1, upper);
    writeLower(slab, at + 7, id - upper * FIVE_DIGITS);
    for (let pad = at + ID_END; pad < at + bytes; pad++) slab[pad] = DOT;
    return bytes;
  }

  /** Whether the name of `key` stands at `buffer[at …)`, as far as its own length goes. */
  matches(buffer: Uint8Array, at: number, key: number): boolean {
    const bytes = this.write(this.#expected, 0, key);
    for (let i = 0; i < bytes; i++) if (buffer[at + i] !== this.#expected[i]) return false;
    return true;
  }
}

/** Six digits. */
function writeUpper(slab: Uint8Array, at: number, number: number): void {
  writePair(slab, at, (number / TWO_PAIRS) | 0);
  writePair(slab, at + 2, ((number / PAIR) | 0) % PAIR);
  writePair(slab, at + 4, number % PAIR);
}

/** Five digits. */
function writeLower(slab: Uint8Array, at: number, number: number): void {
  slab[at] = PAIRS[((number / TWO_PAIRS) | 0) * 2 + 1] as number;
  writePair(slab, at + 1, ((number / PAIR) | 0) % PAIR);
  writePair(slab, at + 3, number % PAIR);
}
