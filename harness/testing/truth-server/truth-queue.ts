// The requests that wait for the twin's one server, smallest index first: a binary heap.
//
// Its own file because the order of service is a rule of its own: by index, but never out of order
// on one connection, whose replies could not be told apart. When a request is served is
// fifo-service.ts's.

export interface Waiting<Origin> {
  readonly index: number;
  readonly arrivalNs: number;
  readonly origin: Origin;
}

interface Ranked<Origin> extends Waiting<Origin> {
  readonly key: number;
  /** Order of arrival, between equal keys. */
  readonly turn: number;
}

function isBefore(a: Ranked<unknown>, b: Ranked<unknown>): boolean {
  return a.key < b.key || (a.key === b.key && a.turn < b.turn);
}

export class TruthQueue<Origin extends object> {
  readonly #heap: Ranked<Origin>[] = [];
  /** The largest key that still waits, and how many do; by origin. */
  readonly #waiting = new Map<Origin, { key: number; count: number }>();
  #turns = 0;

  get length(): number {
    return this.#heap.length;
  }

  add(request: Waiting<Origin>): void {
    const { origin, index } = request;
    const before = this.#waiting.get(origin);
    const key = Math.max(index, before?.key ?? 0);
    this.#waiting.set(origin, { key, count: (before?.count ?? 0) + 1 });
    const ranked = { ...request, key, turn: this.#turns++ };
    let at = this.#heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#heap[above] as Ranked<Origin>;
      if (!isBefore(ranked, parent)) break;
      this.#heap[at] = parent;
      at = above;
    }
    this.#heap[at] = ranked;
  }

  /** Removes the next to be served; undefined where none waits. */
  take(): Waiting<Origin> | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (this.#heap.length > 0) this.#sink(last);
    const waiting = this.#waiting.get(first.origin);
    if (waiting === undefined || --waiting.count === 0) this.#waiting.delete(first.origin);
    return first;
  }

  #sink(moved: Ranked<Origin>): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      const right = heap[below + 1];
      if (right !== undefined && isBefore(right, heap[below] as Ranked<Origin>)) below++;
      const child = heap[below];
      if (child === undefined || !isBefore(child, moved)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = moved;
  }
}
