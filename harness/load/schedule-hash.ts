// The fingerprint of a schedule, made from the block source that the paced loop reads. Apart from
// schedule.ts because hashing needs node:crypto and happens after the step, never during it.

import { createHash } from "node:crypto";
import { SCHEDULE_BLOCK, type ScheduleSettings, ScheduleSource } from "./schedule.ts";

/** SHA-256 over the little-endian float64 intended instants of the whole step, in order. */
export function scheduleSha256(settings: ScheduleSettings): string {
  const source = new ScheduleSource(settings);
  const block = new Float64Array(SCHEDULE_BLOCK);
  const hash = createHash("sha256");
  for (;;) {
    const end = source.fill(block, 0, SCHEDULE_BLOCK);
    hash.update(new Uint8Array(block.buffer, 0, end * Float64Array.BYTES_PER_ELEMENT));
    if (end < SCHEDULE_BLOCK) return hash.digest("hex");
  }
}
