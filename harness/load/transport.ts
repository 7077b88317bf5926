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
  /**
   * When the last byte that `received` tells of had come, by the generator's clock; NaN where the
   * system does not tell, and left out where none of it is ever told.
   */
  readonly arrivedNs?: number;
  /** Whether `received` never tells of more than one message. */
  readonly isOneByOne?: boolean;
  /** Tells what came, once a turn; left out where the event loop does that by itself. */
  poll?(): void;
  /** Drops a connection; `closed` follows. Nothing happens to one that is not open. */
  reset(connection: number): void;
  /** Ends all connections; no event follows. */
  close(): void;
  /**
   * Datagrams that came to our connections and found no room, since the first was opened; null
   * where the system does not tell. Reads a file of the kernel's: for between steps. Left out where
   * nothing is dropped.
   */
  droppedDatagrams?(): number | null;
  /** Room that the kernel gave for datagrams that came, of the connection with the least. */
  readonly receiveBufferBytes?: number;
}

/** The longest message over UDP: 65,535 bytes less the headers of IPv4 and UDP. */
export const DATAGRAM_BYTES_MAX = 65_507;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** An endpoint that accepts no connection (any more). */
export interface Refusal {
  readonly fromMs: number;
  readonly reason: string;
}

/** A transport to one endpoint of the system, which may be gone. */
export interface EndpointTransport extends Transport {
  /** A sentence once the endpoint has accepted nothing for the limit; until it does again. */
  readonly outage: string | undefined;
  /** Since when (performance.now) every attempt failed, and why the last one did. */
  readonly refusal: Refusal | undefined;
  /** Why the last connection that could not be opened was not; for people. */
  readonly lastFailure: string | undefined;
}

/** A mutable range, so that the hot path passes one object instead of allocating. */
export interface ByteRange {
  from: number;
  to: number;
}
