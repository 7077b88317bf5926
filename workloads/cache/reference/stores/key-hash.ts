// The hash of a key: two 32-bit lanes in the manner of MurmurHash3 over the bytes where they lie,
// seeded, so that keys that collide cannot be prepared beforehand. Its own file because the index
// needs it for keys in the receive buffer and for keys in a segment alike. Not a cryptographic
// hash: it hides the seed from honest clients only.

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;
const C3 = 0x9e3779b1;

function finish(lane: number): number {
  let mixed = lane ^ (lane >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export class KeyHash {
  readonly #seed: number;
  /** The lane that chooses the bucket, 0 … 2^32 − 1. */
  place = 0;
  /** The lane that is compared before the key is, 0 … 2^32 − 1. */
  tag = 0;

  constructor(seed: number) {
    this.#seed = seed | 0;
  }

  /** Hashes source[from … to) into `place` and `tag`. */
  compute(source: Buffer, from: number, to: number): void {
    const length = to - from;
    const wordsEnd = from + (length & ~3);
    let first = this.#seed ^ length;
    let second = Math.imul(this.#seed, C3) + length;
    let at = from;
    for (; at < wordsEnd; at += 4) {
      const word =
        (source[at] as number) |
        ((source[at + 1] as number) << 8) |
        ((source[at + 2] as number) << 16) |
        ((source[at + 3] as number) << 24);
      const mixed = Math.imul(word, C1);
      first ^= Math.imul((mixed << 15) | (mixed >>> 17), C2);
      first = (Math.imul((first << 13) | (first >>> 19), 5) + 0xe6546b64) | 0;
      second = Math.imul(((second << 11) | (second >>> 21)) ^ word, C3);
    }
    let rest = 0;
    for (; at < to; at++) rest = (rest << 8) | (source[at] as number);
    const mixed = Math.imul(rest, C1);
    first ^= Math.imul((mixed << 15) | (mixed >>> 17), C2);
    second = Math.imul(((second << 11) | (second >>> 21)) ^ rest, C3);
    this.place = finish(first);
    this.tag = finish(second);
  }
}
