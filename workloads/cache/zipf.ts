// Draws keys by Zipf's law in O(1): the key of rank r is asked for in proportion to 1 / r^exponent.
//
// Walker's alias method in Vose's form: one uniform number selects a cell and, inside it, the
// cell's own key or its alias. Threshold and alias of a cell lie beside each other, so a draw costs
// one cache miss however many keys there are. Which key has which rank is the caller's.

import type { Draws } from "#harness";

const TWO_POW_32 = 4_294_967_296;
const THRESHOLD_MAX = TWO_POW_32 - 1;

/** All numbers below `count` in an order that `draws` decides (Fisher–Yates). */
export function seededOrder(count: number, draws: Draws): Uint32Array {
  const order = new Uint32Array(count).map((_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(draws.unit(last) * (last + 1));
    const held = order[last] as number;
    order[last] = order[other] as number;
    order[other] = held;
  }
  return order;
}

/**
 * Each key's probability × number of keys. `keysByRank`: every key once, the most popular first.
 */
function scaledShares(keysByRank: Uint32Array, exponent: number): Float64Array {
  const count = keysByRank.length;
  const shares = new Float64Array(count);
  let sum = 0;
  // From the least popular on, so that small terms are added before large ones.
  for (let rank = count; rank >= 1; rank--) {
    const share = rank ** -exponent;
    shares[keysByRank[rank - 1] as number] = share;
    sum += share;
  }
  for (let key = 0; key < count; key++) shares[key] = ((shares[key] as number) * count) / sum;
  return shares;
}

/** Cell n: threshold (a share of 2^32) at 2n, alias at 2n + 1. Consumes `shares`. */
function aliasCells(shares: Float64Array): Uint32Array {
  const count = shares.length;
  const cells = new Uint32Array(count * 2);
  // Keys below their fair share wait at the front of `waiting`, those above at its end.
  const waiting = new Uint32Array(count);
  let below = 0;
  let above = count;
  for (let key = 0; key < count; key++) {
    cells[key * 2] = THRESHOLD_MAX;
    cells[key * 2 + 1] = key;
    if ((shares[key] as number) < 1) waiting[below++] = key;
    else waiting[--above] = key;
  }
  while (below > 0 && above < count) {
    const poor = waiting[--below] as number;
    const rich = waiting[above] as number;
    cells[poor * 2] = (shares[poor] as number) * THRESHOLD_MAX;
    cells[poor * 2 + 1] = rich;
    shares[rich] = (shares[rich] as number) - (1 - (shares[poor] as number));
    if ((shares[rich] as number) >= 1) continue;
    above++;
    waiting[below++] = rich;
  }
  return cells;
}

export class ZipfKeys {
  readonly #cells: Uint32Array;
  readonly #count: number;

  /** `keysByRank`: every number below its length once, the most popular key first. */
  constructor(keysByRank: Uint32Array, exponent: number) {
    this.#count = keysByRank.length;
    this.#cells = aliasCells(scaledShares(keysByRank, exponent));
  }

  /** The key that a uniform number in [0, 1) selects. */
  keyAt(unit: number): number {
    const scaled = unit * this.#count;
    const cell = Math.floor(scaled);
    if ((scaled - cell) * TWO_POW_32 < (this.#cells[cell * 2] as number)) return cell;
    return this.#cells[cell * 2 + 1] as number;
  }
}
