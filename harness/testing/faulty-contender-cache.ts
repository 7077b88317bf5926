// The cache that a faulty or lying contender serves beside its fault: as much of memcached's text
// protocol as the cache workload's traffic and a conformance case of it use. Its own file so that
// theirs hold the faults alone; it is slow and proves nothing.

const LINE_END = "\r\n";

/** One connection. Bytes are held as latin1 text: one character a byte. */
export class CacheSession {
  /** Key → flags, length and value, as a reply has them. */
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
      const [verb = "", key = "", flags = "", , bytes] = this.#unread.slice(0, end).split(" ");
      const from = end + LINE_END.length;
      const valueBytes = verb === "set" ? Number(bytes) : 0;
      const next = verb === "set" ? from + valueBytes + LINE_END.length : from;
      if (this.#unread.length < next) return;
      if (verb === "set") {
        const value = this.#unread.slice(from, from + valueBytes);
        this.#store.set(key, `${flags} ${value.length}${LINE_END}${value}`);
      }
      this.#unread = this.#unread.slice(next);
      this.#reply(this.#answer(verb, key));
    }
  }

  #answer(verb: string, key: string): string {
    if (verb === "set") return `STORED${LINE_END}`;
    if (verb === "flush_all") {
      this.#store.clear();
      return `OK${LINE_END}`;
    }
    if (verb !== "get") return `ERROR${LINE_END}`;
    const stored = this.#store.get(key);
    return `${stored === undefined ? "" : `VALUE ${key} ${stored}${LINE_END}`}END${LINE_END}`;
  }
}
