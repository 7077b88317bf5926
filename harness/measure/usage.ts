// What processes use, as one reading. Its own file because two readers produce it:
// process-usage.ts, ps-usage.ts.

export interface Usage {
  /** CPU time of all threads so far, those of ended threads and reaped children included. */
  readonly cpuNs: number;
  readonly rssBytes: number;
  /** Sum of each process's highest resident memory; where the source is ps, the present one. */
  readonly rssBytesPeak: number;
  /**
   * Finest source that all figures come from: schedstat ns · stat ticks of 10 ms · ps hundredths of
   * a second.
   */
  readonly source: "schedstat" | "ticks" | "ps";
}
