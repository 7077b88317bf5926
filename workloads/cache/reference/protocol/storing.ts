// How a whole entry is stored, and what becomes of it: the rules of set, add, replace, append,
// prepend and cas without their lines and replies. Its own file because the classic and the meta
// commands store alike and only say it in other words.

import { STALE, WON } from "../stores/item-marks.ts";
import { NO_ITEM } from "../stores/store.ts";
import type { Core } from "./core.ts";

export type Outcome = "stored" | "not-stored" | "exists" | "not-found";

/**
 * Stores `core.entry`. `token`: the CAS number that the item must have, where that matters; as in
 * memcached, 0 is none to append and prepend, and one that no item has to cas.
 */
export type Storing = (core: Core, token: number) => Outcome;

export const NO_TOKEN = 0;

export const storeAlways: Storing = (core) => {
  core.store.put(core.entry);
  return "stored";
};

export const storeIfAbsent: Storing = (core, token) =>
  core.store.find(core.entry) === NO_ITEM ? storeAlways(core, token) : "not-stored";

export const storeIfPresent: Storing = (core, token) =>
  core.store.find(core.entry) === NO_ITEM ? "not-stored" : storeAlways(core, token);

export const storeIfUnchanged: Storing = (core, token) => {
  const item = core.store.find(core.entry);
  if (item === NO_ITEM) return "not-found";
  return core.store.token(item) === token ? storeAlways(core, token) : "exists";
};

/**
 * On an older CAS number than the item's, too: then the value is out of date already, keeps the
 * item's expiry, and whoever was told to store it anew still is.
 */
export const storeUnlessNewer: Storing = (core, token) => {
  const { store, entry } = core;
  const item = store.find(entry);
  if (item === NO_ITEM || token >= store.token(item)) return storeIfUnchanged(core, token);
  const marks = STALE | (store.marks(item) & WON);
  entry.expiry = store.expiry(item);
  storeAlways(core, token);
  store.setMarks(store.find(entry), marks);
  return "stored";
};

export const storeAtEnd: Storing = (core, token) => storeJoined(core, token, false);
export const storeInFront: Storing = (core, token) => storeJoined(core, token, true);

/** Old and new value as one entry; flags and expiry are the old ones. */
function storeJoined(core: Core, token: number, newFirst: boolean): Outcome {
  const { store, entry } = core;
  const item = store.find(entry);
  if (item === NO_ITEM) return "not-stored";
  if (token !== NO_TOKEN && store.token(item) !== token) return "exists";
  const oldBytes = store.valueBytes(item);
  const newBytes = entry.valueTo - entry.valueFrom;
  const bytes = oldBytes + newBytes;
  if (!store.fits(entry.keyTo - entry.keyFrom, bytes)) return "not-stored";
  const joined = Buffer.allocUnsafe(bytes);
  store.copyValue(item, joined, newFirst ? newBytes : 0);
  entry.valueSource.copy(joined, newFirst ? 0 : oldBytes, entry.valueFrom, entry.valueTo);
  entry.valueSource = joined;
  entry.valueFrom = 0;
  entry.valueTo = bytes;
  entry.flags = store.flags(item);
  entry.expiry = store.expiry(item);
  return storeAlways(core, token);
}
