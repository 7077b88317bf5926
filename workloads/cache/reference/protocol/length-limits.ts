// How long a key and a value may be. Its own file because commands of both protocols check it.

/** memcached's limit for a key. */
export const KEY_BYTES_MAX = 250;
/** memcached's limit for a value. */
export const VALUE_BYTES_MAX = 1_048_576;
