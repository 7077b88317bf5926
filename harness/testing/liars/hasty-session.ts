// A session of the cache that answers `set` as soon as it has read the command's line, and `get` as
// soon as it has read a key that it knows: what comes behind is only waited for. Its own file
// beside the honest CacheSession, with whom it shares nothing but the words of the protocol.

const LINE_END = "\r\n";

export class HastySession {
  readonly #store: Map<string, string>;
  readonly #reply: (text: string) => void;
  #unread = "";
  /** The key whose value is to come, and the line that stands before it in replies. */
  #awaited: { readonly key: string; readonly head: string; readonly bytes: number } | undefined;
  #isAnswered = false;

  /** See CacheSession. */
  constructor(store: Map<string, string>, reply: (text: string) => void) {
    this.#store = store;
    this.#reply = reply;
  }

  take(received: Buffer): void {
    this.#unread += received.toString("latin1");
    while (this.#awaited === undefined ? this.#takeLine() : this.#takeValue());
  }

  /** @returns whether there was one. */
  #takeLine(): boolean {
    const end = this.#unread.indexOf(LINE_END);
    if (end < 0) {
      this.#guess();
      return false;
    }
    const [verb = "", key = "", flags = "", , bytes = "0"] = this.#unread.slice(0, end).split(" ");
    this.#unread = this.#unread.slice(end + LINE_END.length);
    if (verb === "flush_all") {
      this.#store.clear();
      this.#reply(`OK${LINE_END}`);
    } else if (verb === "set") {
      this.#awaited = { key, head: `${flags} ${bytes}${LINE_END}`, bytes: Number(bytes) };
      this.#reply(`STORED${LINE_END}`);
    } else if (!this.#isAnswered) this.#answer(key);
    this.#isAnswered = false;
    return true;
  }

  /** Answers a line of which only a part is there. */
  #guess(): void {
    const [verb, key = ""] = this.#unread.split(" ");
    if (verb !== "get" || this.#isAnswered || !this.#store.has(key)) return;
    this.#isAnswered = true;
    this.#answer(key);
  }

  #answer(key: string): void {
    const stored = this.#store.get(key);
    const value = stored === undefined ? "" : `VALUE ${key} ${stored}${LINE_END}`;
    this.#reply(`${value}END${LINE_END}`);
  }

  #takeValue(): boolean {
    const { key, head, bytes } = this.#awaited ?? { key: "", head: "", bytes: 0 };
    if (this.#unread.length < bytes + LINE_END.length) return false;
    this.#store.set(key, head + this.#unread.slice(0, bytes));
    this.#unread = this.#unread.slice(bytes + LINE_END.length);
    this.#awaited = undefined;
    return true;
  }
}
