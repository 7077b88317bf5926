// How fast bytes are copied from memory to memory by one core. Its own file because its buffers are
// larger than all else that is measured here together.

import { BYTES_PER_MIB } from "#model/units.ts";
import { bandwidth, type Floor, leastNsPerCall } from "./floor.ts";

/** Two of them exceed the last-level cache of most machines. */
const COPY_BYTES = 64 * BYTES_PER_MIB;

export function memoryFloor(): Floor {
  // Filled, so that every page is there before it counts.
  const from = Buffer.alloc(COPY_BYTES, 1);
  const to = Buffer.alloc(COPY_BYTES, 2);
  const copyNs = leastNsPerCall(1, () => void from.copy(to));
  return bandwidth(
    COPY_BYTES,
    copyNs,
    "copying memory on one core: 64 MiB from one buffer to another",
  );
}
