// What makes room: work on whole segments that is done in small pieces between commands, so that no
// client waits for all of it.

export interface Reclaim {
  /** Looks at this many items more. @returns whether it is done, and the segments are free */
  step(items: number): "done" | "unfinished";
  /** Whether a segment is being worked on, and so nobody else's to give back. */
  involves(segment: number): boolean;
}
