// Received bytes that wait: the beginning of a command that is not whole, or whole commands that an
// overfull reader keeps back. Its own file because it is the only place where received bytes are
// copied; most never are.

const FIRST_BYTES = 512;
/** A buffer above this is given back when it is empty, so that idle connections stay small. */
const KEPT_BYTES_MAX = 4_096;
const NOTHING = Buffer.alloc(0);

export class HeldInput {
  buffer = NOTHING;
  length = 0;

  /** Appends source[from … to); `expected` is the length that is known to be needed, or 0. */
  append(source: Buffer, from: number, to: number, expected: number): void {
    const length = this.length + to - from;
    if (length > this.buffer.length) this.#grow(Math.max(length, expected));
    source.copy(this.buffer, this.length, from, to);
    this.length = length;
  }

  /** Forgets the first `bytes`. */
  drop(bytes: number): void {
    this.buffer.copyWithin(0, bytes, this.length);
    this.length -= bytes;
    if (this.length === 0 && this.buffer.length > KEPT_BYTES_MAX) this.buffer = NOTHING;
  }

  #grow(needed: number): void {
    const doubled = Math.max(FIRST_BYTES, 2 * this.buffer.length);
    const grown = Buffer.allocUnsafeSlow(Math.max(doubled, needed));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}
