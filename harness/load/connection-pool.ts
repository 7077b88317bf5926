// Which connection a request takes: the idle one longest unused, else the least loaded one below
// its limit.
//
// Longest unused, so that load spreads over all connections as it does between many clients; least
// loaded as the second choice, so that one slow connection does not collect a queue. A connection
// that is closed or has bytes that could not leave is never chosen.

export class ConnectionPool {
  readonly inFlight: Int32Array;
  readonly #usable: Uint8Array;
  readonly #idle: Int32Array;
  readonly #queued: Uint8Array;
  /** In-flight limit of each connection; a phase sets its own. */
  inFlightMax: number;
  #idleHead = 0;
  #idleCount = 0;

  constructor(connections: number, inFlightMax: number) {
    this.inFlight = new Int32Array(connections);
    this.#usable = new Uint8Array(connections);
    this.#idle = new Int32Array(connections);
    this.#queued = new Uint8Array(connections);
    this.inFlightMax = inFlightMax;
  }

  /** The connection for the next request, or −1 when all are at their limit. */
  choose(): number {
    while (this.#idleCount > 0) {
      const connection = this.#idle[this.#idleHead] as number;
      this.#idleHead = (this.#idleHead + 1) % this.#idle.length;
      this.#idleCount--;
      this.#queued[connection] = 0;
      // It may have got work or lost its peer since it was queued.
      if (this.#usable[connection] === 1 && this.inFlight[connection] === 0) return connection;
    }
    return this.#leastLoaded();
  }

  /** Marks a connection as able to take requests, or not. */
  setUsable(connection: number, usable: boolean): void {
    this.#usable[connection] = usable ? 1 : 0;
    if (usable) this.offer(connection);
  }

  isUsable(connection: number): boolean {
    return this.#usable[connection] === 1;
  }

  /** Queues a connection as idle if it has nothing in flight. */
  offer(connection: number): void {
    if (this.inFlight[connection] !== 0 || this.#queued[connection] === 1) return;
    this.#queued[connection] = 1;
    this.#idle[(this.#idleHead + this.#idleCount) % this.#idle.length] = connection;
    this.#idleCount++;
  }

  #leastLoaded(): number {
    let best = -1;
    let least = this.inFlightMax;
    for (let connection = 0; connection < this.inFlight.length; connection++) {
      const load = this.inFlight[connection] as number;
      if (load < least && this.#usable[connection] === 1) {
        best = connection;
        least = load;
      }
    }
    return best;
  }
}
