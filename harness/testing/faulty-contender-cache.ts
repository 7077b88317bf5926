// The cache that a faulty contender serves while its fault sleeps: as much of memcached's text
// protocol as the cache workload's traffic uses. Its own file so that faulty-contender.ts holds the
// faults alone; it is slow and proves nothing.

const LINE_END = "\r\n";

/** One connection. Bytes are held as latin1 text: one character a byte. */
export class CacheSession {
  readonly #store: Map<string, string>;
  readonly #reply: (text: string) => void;
  #unread = "";

  /** `reply` is called once for each whole request, in order. */
  constructor(store: Map<string, string>, reply: (text: string) => void) {
    this.#store = store;
    this.#reply = reply;
  }

  /** Takes what was received and answers every request that is whole. */
  take(received: Buffer): void {
    this.#unread += received.toString("latin1");
    for (;;) {
      const end = this.#unread.indexOf(LINE_END);
      if (end < 0) return;
      const [verb = "", key = "", , , bytes] = this.#unread.slice(0, end).split(" ");
      const from = end + LINE_END.length;
      const valueBytes = verb === "set" ? Number(bytes) : 0;
      const next = verb === "set" ? from + valueBytes + LINE_END.length : from;
      if (this.#unread.length < next) return;
      if (verb === "set") this.#store.set(key, this.#unread.slice(from, from + valueBytes));
      this.#unread = this.#unread.slice(next);
      this.#reply(this.#answer(verb, key));
    }
  }

  #answer(verb: string, key: string): string {
    if (verb === "set") return `STORED${LINE_END}`;
    if (verb !== "get") return `ERROR${LINE_END}`;
    const value = this.#store.get(key);
    if (value === undefined) return `END${LINE_END}`;
    return [`VALUE ${key} 0 ${value.length}`, value, "END", ""].join(LINE_END);
  }
}
