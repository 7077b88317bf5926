// How long each key's name and value are, as a table that 4 million keys can afford: 16 bits a key.
//
// The lengths follow what Twitter published of its caches (OSDI 2020): objects of about 230 bytes,
// with a long tail. They are drawn once, because a log-normal draw costs more than writing a
// request may.

import { type Draws, drawsOf } from "#harness";
import { KEY_LENGTH_STREAM, VALUE_LENGTH_ANGLE_STREAM, VALUE_LENGTH_STREAM } from "./streams.ts";

/** The lengths a key can have, each with the share of keys that are at most as long as it. */
const KEY_BYTES = Uint8Array.of(16, 24, 38, 64);
const KEY_SHARES_UP_TO = [0.25, 0.5, 0.9, 1] as const;
export const KEY_BYTES_MAX = 64;

const VALUE_BYTES_MEDIAN = 192;
/** Standard deviation of the natural logarithm of the length. */
const VALUE_SIGMA = 1;
/** Room for the 12 bytes that identify a value. */
export const VALUE_BYTES_MIN = 16;
export const VALUE_BYTES_MAX = 8192;

/** A value's length needs 14 bits (8,192 = 2^13); the key's class takes the two above. */
const VALUE_BITS = 14;
const VALUE_MASK = (1 << VALUE_BITS) - 1;

/** The lengths of every key and value of a run; they depend on (seed, key) only. */
export class ObjectSizes {
  readonly count: number;
  readonly #packed: Uint16Array;

  constructor(count: number, seed: number) {
    const keyLength = drawsOf(seed, KEY_LENGTH_STREAM);
    const radius = drawsOf(seed, VALUE_LENGTH_STREAM);
    const angle = drawsOf(seed, VALUE_LENGTH_ANGLE_STREAM);
    this.count = count;
    this.#packed = new Uint16Array(count);
    for (let key = 0; key < count; key++) {
      const bytes = valueBytesOf(normalAt(radius, angle, key));
      this.#packed[key] = (keyClassOf(keyLength.unit(key)) << VALUE_BITS) | bytes;
    }
  }

  keyBytes(key: number): number {
    return KEY_BYTES[(this.#packed[key] as number) >>> VALUE_BITS] as number;
  }

  valueBytes(key: number): number {
    return (this.#packed[key] as number) & VALUE_MASK;
  }
}

function keyClassOf(unit: number): number {
  return KEY_SHARES_UP_TO.findIndex((share) => unit < share);
}

/** A standard normal draw (Box–Muller); 1 − unit, because the logarithm of 0 is none. */
function normalAt(radius: Draws, angle: Draws, index: number): number {
  const length = Math.sqrt(-2 * Math.log(1 - radius.unit(index)));
  return length * Math.cos(2 * Math.PI * angle.unit(index));
}

function valueBytesOf(normal: number): number {
  const bytes = Math.round(VALUE_BYTES_MEDIAN * Math.exp(VALUE_SIGMA * normal));
  return Math.min(VALUE_BYTES_MAX, Math.max(VALUE_BYTES_MIN, bytes));
}
