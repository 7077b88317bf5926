// How calm the host is: a loop that does nothing but read the clock, and the share of its time that
// is missing.
//
// A core that is taken away by the hypervisor, the kernel or a neighbour leaves a gap between two
// readings. Its own file because the process that spins holds nothing else; what share is too much
// is not decided here.

/**
 * A gap above this between two readings is a pause: reading costs 0.05 µs, so nothing of our own
 * takes as long.
 */
export const PAUSE_THRESHOLD_MS = 0.1;

/** Before counting, so that compiling the loop is not taken for a pause. */
const WARM_UP_MS = 50;

export interface PauseShare {
  readonly spunMs: number;
  readonly pauses: number;
  readonly pausedMs: number;
  readonly longestMs: number;
  /** pausedMs ÷ spunMs. */
  readonly pausedShare: number;
}

/** Spins for `durationMs` on `nowMs`, a monotonic clock in ms. Blocks the thread. */
export function spinForPauses(durationMs: number, nowMs: () => number): PauseShare {
  const start = nowMs();
  const end = start + durationMs;
  let [last, pauses, pausedMs, longestMs] = [start, 0, 0, 0];
  while (last < end) {
    const now = nowMs();
    const gap = now - last;
    if (gap > PAUSE_THRESHOLD_MS) {
      pauses++;
      pausedMs += gap;
      longestMs = Math.max(longestMs, gap);
    }
    last = now;
  }
  const spunMs = last - start;
  return { spunMs, pauses, pausedMs, longestMs, pausedShare: spunMs > 0 ? pausedMs / spunMs : 0 };
}

/** As spinForPauses on the real clock, after a warm-up. */
export function spinOnThisCore(durationMs: number): PauseShare {
  const nowMs = () => performance.now();
  spinForPauses(WARM_UP_MS, nowMs);
  return spinForPauses(durationMs, nowMs);
}
