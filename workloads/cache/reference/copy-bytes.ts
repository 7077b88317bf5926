// Copying between buffers, the most frequent work of a cache. Its own file because the better way depends on the
// length, and both stores of bytes and replies need the same choice. Five parameters, one above the house limit,
// would become an object per copy; so the target position is a field of the one place that copies are made to.

/** A native copy costs as much as a loop over this many bytes (27 ns): measured, Node 26. */
const LOOP_BYTES_MAX = 24;
