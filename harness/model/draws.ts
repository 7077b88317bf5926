// Seeded draws that depend on (seed, stream, index) only: any process, in any order, gets the same
// request n.
//
// Counter-based instead of a running generator, because a shard, a check and a re-run must reach
// index n without drawing the n − 1 before it. The mixer is the 32-bit finalizer of MurmurHash3,
// applied twice with the counter folded in between; tests hold its uniformity and its independence
// of neighbours against the theory.

/** Draws number `index` of one stream; streams of one seed are independent of each other. */
export interface Draws {
  /** A whole number 0 … 2^32 − 1. */
  uint32(index: number): number;
  /** A float in [0, 1), 53 random bits. */
  unit(index: number): number;
}

/** Full-avalanche mix of 32 bits (MurmurHash3's finalizer); a bijection. */
export function mix32(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const GOLDEN = 0x9e3779b9;
const TWO_POW_32 = 4_294_967_296;
const TWO_POW_26 = 67_108_864;
const TWO_POW_MINUS_53 = 2 ** -53;

function mixed(key: number, lane: number, index: number): number {
  // The high word keeps indexes above 2^32 apart; below it the term is a constant of the lane.
  const high = Math.floor(index / TWO_POW_32) | 0;
  const first = mix32(Math.imul(index | 0, GOLDEN) ^ key);
  return mix32((first + Math.imul(high + 1, 0x85ebca6b) + lane) | 0);
}

/**
 * The draws of one stream of a seed. `seed` and `stream`: whole numbers; only their low 32 bits
 * count.
 */
export function drawsOf(seed: number, stream: number): Draws {
  const key = mix32((mix32(seed | 0) + Math.imul(stream | 0, GOLDEN)) | 0);
  const secondLane = mix32(key ^ 0x5bd1e995);
  return {
    uint32: (index) => mixed(key, 0, index),
    unit(index) {
      const high = mixed(key, 0, index) >>> 5;
      const low = mixed(secondLane, 1, index) >>> 6;
      return (high * TWO_POW_26 + low) * TWO_POW_MINUS_53;
    },
  };
}

/** A copy of `items` in seeded order (Fisher–Yates). */
export function shuffled<Item>(items: readonly Item[], draws: Draws): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(draws.unit(last) * (last + 1));
    const held = order[last] as Item;
    order[last] = order[other] as Item;
    order[other] = held;
  }
  return order;
}
