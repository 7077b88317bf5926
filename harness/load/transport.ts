// The transport seam: bytes to and from numbered connections, so that the paced loop runs over TCP
// here and over a scripted peer on a virtual clock in tests. It knows no requests and no replies.

/** What a transport tells its owner. Called synchronously, never from inside `write`. */
export interface TransportEvents {
  /** Bytes `buffer[from … to)` arrived; they are valid during the call only. */
  received(connection: number, buffer: Uint8Array, from: number, to: number): void;
  /** The peer sent its last byte; nothing was lost on the way. `closed` follows. */
  ended(connection: number): void;
  /** The connection is gone: closed by the peer, reset, or by `reset`. `open` replaces it. */
  closed(connection: number): void;
  /** Our own work on connections took the time until now: asking the system for one. */
  worked(): void;
  /** A connection asked for by `open` stands. */
  opened(connection: number): void;
  /** All bytes handed over by `write` have left. */
  drained(connection: number): void;
}

export interface Transport {
  /** Takes the listener of all later events. */
  listen(events: TransportEvents): void;
  /**
   * Hands over `bytes[from … to)`, after `header` if one is given, as one message.
   * @returns false if not all of it could leave at once: those bytes must then stay untouched until
   * `drained`.
   */
  write(connection: number, bytes: Uint8Array, range: ByteRange, header?: Uint8Array): boolean;
  /** Opens connection number `connection`, again after it was closed, `delayMs` from now. */
  open(connection: number, delayMs?: number): void;
  /** Drops a connection; `closed` follows. Nothing happens to one that is not open. */
  reset(connection: number): void;
  /** Ends all connections; no event follows. */
  close(): void;
}

/** A mutable range, so that the hot path passes one object instead of allocating. */
export interface ByteRange {
  from: number;
  to: number;
}
