// The marks of an item that commands know: one bit each, in the byte that the flat store keeps
// them in. Its own file because the meta and the binary protocol set them and stores only keep
// them.

/** It has been read since it was stored. */
export const FETCHED = 8;
/** It was declared out of date; whoever reads it first shall store it anew. */
export const STALE = 16;
/** Somebody was told to store it anew; others are told so. */
export const WON = 32;
/** Its key came in base64 and is answered so. */
export const BINARY_KEY = 64;
