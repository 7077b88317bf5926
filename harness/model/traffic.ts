// The traffic seam: the requests of a scenario and the check of its replies, as the generator
// process sees them.
//
// Its own file because it is all that crosses into the generator: a workload's traffic.ts exports
// `openTraffic` (see OpenTraffic) and imports nothing that judges, drives or prints. Every request
// depends on (seed, index) only.

/**
 * Judges replies in O(1) and without allocation; holds the state that depends on acknowledgement
 * (versions).
 */
export interface Check {
  /**
   * Called when request `index` is sent. @returns a number kept with the request and handed to
   * `reply`.
   */
  sent(index: number): number;
  /**
   * Judges the reply to request `index`. `status` is a constant of reply-status.ts; body as in
   * ReplySink, `code` 0 where the protocol has none.
   * @returns 0 when right, else a mismatch code that `sentence` explains.
   */
  reply(
    index: number,
    sentSeq: number,
    status: number,
    buffer: Uint8Array,
    bodyFrom: number,
    bodyTo: number,
    code?: number,
  ): number;
  /** One sentence for a mismatch code, as the report prints it. */
  sentence(code: number): string;
  /** Counts of its own kinds of replies since the last call, by name; starts them again at 0. */
  tallies?(): Readonly<Record<string, number>>;
}

/** An endless, seeded sequence of requests. Indexes are whole numbers below 2^32. */
export interface RequestSource {
  /** No request is longer; the generator reserves as much in its slab. */
  readonly requestBytesMax: number;
  /** Writes the wire bytes of request `index` at `slab[at …)`. @returns their number. */
  writeRequest(slab: Uint8Array, at: number, index: number): number;
  /** 1 if request `index` owes a reply, 0 if it is silent. */
  expects(index: number): 0 | 1;
  /**
   * Which form the reply to request `index` has, in the codec's own numbers, where the reply does
   * not say so itself (HTTP: that it answers HEAD). Left out: 0 for all.
   */
  replyForm?(index: number): number;
  readonly check: Check;
}

/**
 * What must be in the contender before the load starts; sent in a closed loop, checked, never
 * recorded.
 */
export interface Prefill {
  readonly source: RequestSource;
  readonly count: number;
  /** Requests in flight on each connection. */
  readonly depth: number;
}

export interface Traffic {
  readonly prefill?: Prefill;
  readonly load: RequestSource;
}

/** Everything that a scenario's traffic may depend on; part of the plan, so of the record. */
export interface TrafficSettings {
  readonly scenario: string;
  readonly seed: number;
  /** The size's parameters, e.g. `{ keys: 20000 }`. */
  readonly parameters: Readonly<Record<string, number>>;
  /** The requests themselves, where they are given and not drawn; in the traffic's own format. */
  readonly input?: string;
}

/** The export `openTraffic` of workloads/<id>/traffic.ts; may read the workload's data set. */
export type OpenTraffic = (settings: TrafficSettings) => Traffic | Promise<Traffic>;

/**
 * Index spaces: the warm-up uses indexes from 0, the n-th step those from (n + 1) · 2^27 plus what
 * earlier blocks used, so that every contender gets the same requests in a step however long its
 * warm-up took; a step that is run again counts as another one, for indexes ascend in the order of
 * sending. 2^27 requests are 22 minutes at 100,000/s.
 */
export const STEP_INDEX_STRIDE = 2 ** 27;
/** Steps that fit below 2^32, where request indexes end. */
export const STEPS_MAX = 31;
