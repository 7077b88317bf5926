// What a connection's bytes so far oblige the next ones to: the protocol's state between two
// chunks. Plain data, because the protocol object is shared by all connections; the bytes
// themselves are the connection's.

/** What a `get`, `gets`, `gat` or `gats` does with each item. */
export interface Retrieval {
  /** Replies carry the CAS number. */
  readonly withToken: boolean;
  /** Items found get a new expiry. */
  readonly touches: boolean;
}

export interface Session {
  /** Bytes to throw away: the data of a value that was refused. */
  swallowBytes: number;
  /**
   * Length of the command that is not whole yet, its data included; 0 when its line is not whole
   * either.
   */
  neededBytes: number;
  /**
   * A `get` whose other keys wait until replies have left; the input then continues at its next
   * key.
   */
  retrieval: Retrieval | undefined;
  /** The expiry that such a `gat` gives. */
  touchExpiry: number;
  /** The client asked for the end; nothing more is read. */
  closing: boolean;
}

export function newSession(): Session {
  return {
    swallowBytes: 0,
    neededBytes: 0,
    retrieval: undefined,
    touchExpiry: 0,
    closing: false,
  };
}

/** How many of `available` bytes belong to a refused value. */
export function swallow(session: Session, available: number): number {
  const bytes = Math.min(session.swallowBytes, available);
  session.swallowBytes -= bytes;
  return bytes;
}
