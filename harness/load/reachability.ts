// Whether an endpoint accepts connections: what the attempts to open one say about it. Its own file
// because it is told in the same words whoever makes the connections.

import type { Endpoint, Refusal } from "./transport.ts";

/** Long enough for a contender that starts again, short enough to be waited for. */
const CONNECT_LIMIT_S = 5;

export class Reachability {
  readonly #endpoint: Endpoint;
  /** As long one attempt may take, and the endpoint be away before it is called an outage. */
  readonly limitMs: number;
  /** Since when every attempt failed; undefined while the last one that ended succeeded. */
  #downSinceMs: number | undefined;
  /** When the first of the attempts failed that failed in a row; undefined once one succeeded. */
  #refusedFromMs: number | undefined;
  /** See EndpointTransport, for this and what follows. */
  outage: string | undefined;
  lastFailure: string | undefined;

  constructor(endpoint: Endpoint, limitS = CONNECT_LIMIT_S) {
    this.#endpoint = endpoint;
    this.limitMs = limitS * 1_000;
  }

  get refusal(): Refusal | undefined {
    return this.#refusedFromMs === undefined
      ? undefined
      : { fromMs: this.#refusedFromMs, reason: this.lastFailure ?? "closed at once" };
  }

  /** Why an attempt fails that got no answer. */
  get noAnswer(): string {
    return `no answer within ${this.limitMs / 1_000} s`;
  }

  attempted(): void {
    this.#downSinceMs ??= performance.now();
  }

  stood(): void {
    this.#downSinceMs = undefined;
    this.#refusedFromMs = undefined;
    this.outage = undefined;
  }

  /** An attempt failed, for `lastFailure`. */
  failed(): void {
    const nowMs = performance.now();
    this.#refusedFromMs ??= nowMs;
    if (nowMs - (this.#downSinceMs ?? Infinity) < this.limitMs) return;
    const { host, port } = this.#endpoint;
    this.outage = `${host}:${port} accepts no connections (${this.lastFailure ?? "closed"})`;
  }
}
