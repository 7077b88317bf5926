// The codec seam: how the bytes of one protocol become replies, for four kinds of matching with one
// interface.
//
//   in order     the n-th reply of a connection answers its n-th owed request     HTTP, memcache
//   by id        the reply names the request                                      Kafka, FIX
//   sparse       most requests owe no reply (`RequestSource.expects` = 0)        a market-data feed
//   batched      consecutive requests leave as one message with a header          Kafka produce
//
// Requests are written by the workload (`RequestSource.writeRequest`), so a codec only frames
// batches and reads replies. All of it runs on the generator's hot path: numbers in, numbers out,
// no allocation per reply.

/**
 * Called once per reply. `slot` is the in-flight slot that `expect` was given for the answered
 * request; `status` a constant of reply-status.ts; the body is `buffer[bodyFrom … bodyTo)` of the
 * buffer that is being parsed, valid during the call only; `code` is the protocol's own number for
 * the outcome (HTTP's 404), left out where it has none.
 */
// oxlint-disable-next-line max-params -- numbers instead of an object: called for every reply
export type ReplySink = (
  slot: number,
  status: number,
  bodyFrom: number,
  bodyTo: number,
  code?: number,
) => void;

/**
 * What `parse` returns behind the last reply of a connection: the peer announced that it closes.
 * The smallest of V8's small integers, so that it is none of the faults that a codec numbers from
 * −1 downwards.
 */
export const LAST_REPLY = -(2 ** 30);

/** The reading side of one connection. */
export interface CodecConnection {
  /**
   * Announces that request `index`, which owes a reply, was just sent and lives in `slot`. `form`
   * is the source's `replyForm`, 0 where it has none.
   */
  expect(slot: number, index: number, form?: number): void;
  /**
   * Parses whole replies from `buffer[from … to)` and calls `sink` for each. May move bytes inside
   * a whole reply, so that a body that came in pieces lies in one. Over UDP these bytes are always
   * one datagram, and all of it.
   * @returns the position behind the last whole reply; the caller keeps the rest and offers it
   *   again with more bytes behind it. A negative number ends the connection: it is closed, its
   *   requests in flight count as failed, and a new one is opened. LAST_REPLY: as the peer
   *   announced; any other: the bytes are not of this protocol.
   */
  parse(buffer: Uint8Array, from: number, to: number, sink: ReplySink): number;
  /**
   * The peer has sent its last byte; `buffer[from … to)` is what `parse` left. Calls `sink` if that
   * is a reply which the end completes. Left out where no reply ends so.
   */
  ended?(buffer: Uint8Array, from: number, to: number, sink: ReplySink): void;
  /** Forgets what was expected: the connection starts afresh after a fault. */
  reset(): void;
  /**
   * Messages passed over so far because they answered nothing. Left out by protocols over a byte
   * stream, where such a message is a fault: only datagrams may be lost, doubled or strangers'.
   */
  readonly ignored?: number;
}

/** Frames consecutive requests of one connection into one message. */
export interface BatchFraming {
  /** Most requests in one message. */
  readonly countMax: number;
  readonly headerBytes: number;
  /**
   * Writes the header of a message with `count` requests of `payloadBytes` in all at `slab[at …)`.
   */
  writeHeader(slab: Uint8Array, at: number, count: number, payloadBytes: number): void;
}

/**
 * One protocol. Found by its name: harness/load/codecs/<name>.ts, or workloads/<id>/codec/ for a
 * protocol of its own.
 */
export interface Codec {
  readonly name: string;
  /** A reply longer than this is a fault: nothing grows without bound. */
  readonly replyBytesMax: number;
  readonly batch?: BatchFraming;
  /**
   * The reading side of a new connection that has at most `inFlightMax` owed requests at a time.
   */
  connection(inFlightMax: number): CodecConnection;
  /** What was wrong with the bytes for which `parse` returned `fault`, as half a sentence. */
  faultText?(fault: number): string;
}
