// One offered rate held for a time, as numbers. A StepOutcome is what the generator saw; a Step is
// that plus what drive measured of the contender and what judge made of both. Field names are the
// JSON contract of the record.

/**
 * Quantiles of one histogram; one that the count cannot support is null. All values in nanoseconds.
 */
export interface Quantiles {
  readonly count: number;
  readonly meanNs: number | null;
  readonly p50Ns: number | null;
  readonly p90Ns: number | null;
  readonly p99Ns: number | null;
  readonly p999Ns: number | null;
  readonly maxNs: number | null;
  /**
   * Quantiles above this rank fall among withheld or unanswered requests: printed "> x", x being
   * this value.
   */
  readonly censoredAboveNs?: number;
  /**
   * HdrHistogram V2, compressed, base64; every published quantile is computed from it. Empty where
   * the record does not keep it (judge/kept-payloads.ts).
   */
  readonly hdr: string;
}

export const QUANTILE_NAMES = ["p50", "p90", "p99", "p99.9"] as const;
export type QuantileName = (typeof QUANTILE_NAMES)[number];

export interface TimeQuantiles {
  /** done − intended. */
  readonly response: Quantiles;
  /** done − sent. */
  readonly service: Quantiles;
  /** sent − intended. */
  readonly lag: Quantiles;
}

/**
 * The host took the core away · another process ran on it · our own garbage collection · the
 * kernel's limit on our CPU time.
 */
export const PAUSE_CAUSES = ["host", "competition", "generator-gc", "quota"] as const;
export type PauseCause = (typeof PAUSE_CAUSES)[number];

/** Start in ms after the step's start, length in ms, cause. */
export type Pause = readonly [startMs: number, lengthMs: number, cause: PauseCause];

/** What a contender used over time. */
export interface UsageSlices {
  /** Length of the slices of cpuNs and rssBytes: reading them costs the contender's core time. */
  readonly usageSliceMs: number;
  /** CPU that the contender used in each slice; empty where it was read at the step's ends only. */
  readonly cpuNs: readonly number[];
  /** Resident memory of the contender at the end of each slice. */
  readonly rssBytes: readonly number[];
}

/**
 * What happened when, in slices of the step; the source of heat maps and of the rule on supported
 * quantiles.
 */
export interface Timeline extends UsageSlices {
  readonly sliceMs: number;
  readonly bucketsPerOctave: number;
  /** Response time of the first bucket; bucket b begins at this × 2^(b / bucketsPerOctave). */
  readonly firstBucketNs: number;
  readonly buckets: number;
  /** Base64 of little-endian u32 counts by intended slice, then bucket: slices × buckets. */
  readonly intendedCounts: string;
  readonly pauses: readonly Pause[];
}

/**
 * How many requests met which fate. planned = sent + withheld; sent = owed + silent; owed = replied
 * + failed + unanswered.
 */
export interface RequestCounts {
  readonly planned: number;
  readonly sent: number;
  readonly withheld: number;
  readonly owed: number;
  readonly replied: number;
  readonly failed: number;
  readonly unanswered: number;
  readonly mismatched: number;
}

/** Quantities whose two independent sums must agree (validity of a step). */
export interface Bookkeeping {
  /** ∫ requests in flight dt. */
  readonly inFlightNs: number;
  /** Σ (end − sent) over the same requests. */
  readonly timeInSystemNs: number;
  /** Mean of in-flight sampled once a millisecond, and the standard error of that mean. */
  readonly inFlightMean: number;
  readonly inFlightStandardError: number;
  /**
   * Rate × mean time in system over the same window: what Little's law says the mean in flight must
   * be.
   */
  readonly littleMean: number;
}

/** The generator about itself. */
export interface GeneratorOwn {
  readonly disturbedShare: number;
  readonly pauses: number;
  readonly pauseNsMax: number;
  readonly pausedNs: number;
  /** That of the step's PauseRule; left out in records from before it was measured. */
  readonly lookBackNs?: number;
  readonly withheldOutsidePauses: number;
  /** Share of requests sent on a connection that already had one in flight. */
  readonly busyShare: number;
  readonly reconnects: number;
  readonly cpuS: number;
  readonly rssBytesMax: number;
  /** Resident memory at the end of each minute. */
  readonly rssBytesPerMinute: readonly number[];
}

/**
 * What kept the generator from its plan beside pauses, between the step's first planned instant and
 * its planned end. Times in ns; they may overlap.
 */
export interface OwnObstacles {
  /** Runnable and not run, in waits of any length that pauses of another cause do not hold. */
  readonly waitedNs: number;
  /** In its garbage collector, in collections of any length. */
  readonly collectedNs: number;
  /** Opening and closing connections. */
  readonly connectingNs: number;
  /** More was due than one turn sends, and no pause was being caught up with. */
  readonly behindNs: number;
  /**
   * The core was gone between two readings of the clock with nothing between them, for less than a
   * pause: as seen while the loop spun, for the whole step.
   */
  readonly jitterNs: number;
  /** Datagrams that came and found no room at its sockets, until the end of the drain. */
  readonly droppedDatagrams: number;
  /** The longest step of its clock backwards; 0 where it never went back. */
  readonly clockBackNs: number;
  /** How often its clock stood still over more readings than a clock that goes can. */
  readonly clockStops: number;
}

/**
 * The response times of undisturbed requests with every reply that was read behind a pause of the
 * host taken at the earliest instant at which it can have come; `undisturbed` has them as they were
 * read.
 */
export interface EarliestResponse {
  /** Replies of which only that interval is known. */
  readonly replies: number;
  readonly response: Quantiles;
}

/**
 * The response times of undisturbed requests without those planned beside pauses that the lab
 * caused itself: what these pauses did to a quantile is the difference.
 */
export interface ApartFromOwnPauses {
  /** Requests that were left out. */
  readonly leftOut: number;
  readonly response: Quantiles;
}

/** Instants in ns from the step's start; both ends belong to it. */
export type DisturbedWindow = readonly [fromNs: number, toNs: number];

/** What the generator process reports for one step. */
export interface StepOutcome extends RequestCounts {
  /**
   * The rate that the plan names; a key of the measurement. Poisson arrivals scatter around it:
   * what was offered is planned ÷ duration.
   */
  readonly offeredPerS: number;
  readonly achievedPerS: number;
  readonly durationS: number;
  readonly scheduleSha256: string;
  /** Of undisturbed requests. */
  readonly undisturbed: TimeQuantiles;
  readonly earliest: EarliestResponse;
  readonly apartFromOwnPauses: ApartFromOwnPauses;
  readonly all: TimeQuantiles;
  readonly timeline: Timeline;
  readonly own: GeneratorOwn;
  readonly obstacles: OwnObstacles;
  /** Requests planned in these are disturbed, all others are not; ascending, apart. */
  readonly disturbedWindows: readonly DisturbedWindow[];
  readonly bookkeeping: Bookkeeping;
  readonly firstMismatch?: string;
}

/** The generator verdict: whether it kept its plan. */
export interface GeneratorVerdict extends GeneratorOwn {
  /**
   * Share of the step in pauses that are the lab's to explain: competition, its own collections, a
   * limit on its CPU time.
   */
  readonly ownPausedShare: number;
  readonly fit: boolean;
  readonly fitQuantiles: readonly QuantileName[];
  readonly causes: readonly string[];
}

export interface ContenderUsage {
  readonly cpuS: number;
  readonly cpuNsPerReply: number | null;
  readonly rssBytesMax: number;
  readonly rssBytesMean: number;
}

/** What the workload's backing services used together. */
export interface ServicesUsage {
  readonly cpuS: number;
  readonly rssBytesMax: number;
}

export interface Step extends RequestCounts, TimeQuantiles {
  /** Position on the grid of rates that finds the knee; null: a rate that is compared. */
  readonly gridPosition: number | null;
  readonly offeredPerS: number;
  readonly achievedPerS: number;
  readonly durationS: number;
  readonly scheduleSha256: string;
  readonly all: TimeQuantiles;
  readonly generator: GeneratorVerdict;
  readonly timeline: Timeline;
  readonly bookkeeping: Bookkeeping;
  readonly contender: ContenderUsage;
  readonly services?: ServicesUsage;
  readonly labels: readonly string[];
  readonly valid: boolean;
  readonly invalidReasons: readonly string[];
  readonly firstMismatch?: string;
}
