// One line of the text protocol as positions in the buffer where it was received: no token becomes
// a string. Its own file because all commands but `get` read their arguments through it; `get` may
// have thousands of keys and walks them itself.

export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const SPACE = 32;

/**
 * More tokens than any command but `get` takes, meta commands with all their flags too: what is
 * behind them is counted as one more.
 */
const TOKENS_MAX = 24;
const NOREPLY = Buffer.from("noreply");

/**
 * Position of the first line feed in buffer[from … to), or −1. A loop, because most lines are
 * short.
 */
export function lineFeed(buffer: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at++) if (buffer[at] === LINE_FEED) return at;
  return -1;
}

export class CommandLine {
  buffer: Buffer = Buffer.alloc(0);
  /**
   * Where the line begins, ends without its line end, and where the next line or the data begins.
   */
  from = 0;
  end = 0;
  next = 0;
  /** Where the received bytes end. */
  limit = 0;
  /** Tokens found by `split`, the command's name included. */
  count = 0;
  readonly #starts = new Int32Array(TOKENS_MAX);
  readonly #ends = new Int32Array(TOKENS_MAX);

  /**
   * Sets the line that begins at `from`, with its line feed at `feed`, in a buffer received up to
   * `limit`.
   */
  set(buffer: Buffer, from: number, feed: number, limit: number): void {
    this.buffer = buffer;
    this.from = from;
    this.end = feed > from && buffer[feed - 1] === CARRIAGE_RETURN ? feed - 1 : feed;
    this.next = feed + 1;
    this.limit = limit;
  }

  /** Finds the tokens, which are separated by spaces. */
  split(): void {
    const { buffer, end } = this;
    let at = this.from;
    let count = 0;
    for (;;) {
      while (at < end && buffer[at] === SPACE) at++;
      if (at >= end) break;
      if (count === TOKENS_MAX) {
        count++;
        break;
      }
      this.#starts[count] = at;
      while (at < end && buffer[at] !== SPACE) at++;
      this.#ends[count++] = at;
    }
    this.count = count;
  }

  start(token: number): number {
    return this.#starts[token] as number;
  }

  stop(token: number): number {
    return this.#ends[token] as number;
  }

  length(token: number): number {
    return this.stop(token) - this.start(token);
  }

  /** Whether a token is this word, byte for byte. */
  is(token: number, word: Buffer): boolean {
    const start = this.start(token);
    if (this.length(token) !== word.length) return false;
    for (let at = 0; at < word.length; at++) {
      if (this.buffer[start + at] !== word[at]) return false;
    }
    return true;
  }

  /** Whether the last token asks for silence; it then silences errors too, as in memcached. */
  isQuiet(): boolean {
    return this.count <= TOKENS_MAX && this.is(this.count - 1, NOREPLY);
  }
}
