// Unsigned 64-bit arithmetic on a value in decimal, with memcached's three peculiarities: a sum
// wraps at 2^64, a difference stops at 0, and a result shorter than the old value is padded with
// spaces. Its own file because incr, decr and ma differ in lines and replies alone.

import { NO_ITEM } from "../stores/store.ts";
import type { Core } from "./core.ts";
import { uint64Of } from "./numbers.ts";

export type Operation = (value: bigint, delta: bigint) => bigint;

const SPACE = 32;

export const sum: Operation = (value, delta) => BigInt.asUintN(64, value + delta);
export const difference: Operation = (value, delta) => (delta > value ? 0n : value - delta);

/** Whether memcached takes an item for a number before it looks at its CAS number. */
export function mayBeNumber({ store }: Core, item: number): boolean {
  return store.valueBytes(item) > 0;
}

/**
 * Changes the item that was found for `core.entry`.
 * @returns the new value's digits, or undefined when the old one is no number
 */
export function applyDelta(
  core: Core,
  item: number,
  operation: Operation,
  delta: bigint,
): string | undefined {
  const { store } = core;
  const old = Buffer.allocUnsafe(store.valueBytes(item));
  store.copyValue(item, old, 0);
  const value = uint64Of(old, 0, old.length);
  if (value === undefined) return undefined;
  const digits = operation(value, delta).toString();
  core.entry.flags = store.flags(item);
  core.entry.expiry = store.expiry(item);
  const marks = store.marks(item);
  putDigits(core, digits, old.length);
  // To memcached a number that fits in place of the old one is the same item.
  if (digits.length <= old.length) markAgain(core, marks);
  return digits;
}

function markAgain({ store, entry }: Core, marks: number): void {
  const item = store.find(entry);
  if (item !== NO_ITEM) store.setMarks(item, marks);
}

/** Stores digits under the entry's key, flags and expiry, padded to `bytes`. */
export function putDigits(core: Core, digits: string, bytes: number): void {
  const { entry } = core;
  const padded = Buffer.alloc(Math.max(digits.length, bytes), SPACE);
  padded.write(digits, 0, "latin1");
  entry.valueSource = padded;
  entry.valueFrom = 0;
  entry.valueTo = padded.length;
  core.store.put(entry);
}
