// What is left of a connection's bytes when a reply is not whole yet. Whole replies are parsed in
// place in the transport's buffer; only a tail is copied, so that most reads copy nothing. Every
// codec over a byte stream uses it.

import type { CodecConnection, ReplySink } from "#model/codec.ts";

const FIRST_TAIL_BYTES = 4_096;
/** More bytes without a whole reply than any reply has; apart from a codec's −1, −2, … */
export const TOO_LONG = -(2 ** 29);

export class ReceiveBuffer {
  readonly #codec: CodecConnection;
  readonly #replyBytesMax: number;
  #tail = new Uint8Array(0);
  #length = 0;
  /** What is being parsed: the positions that a sink is given are positions in it. */
  parsed: Uint8Array = this.#tail;
  /** The last negative number that the codec returned; TOO_LONG where it was not the codec's. */
  fault = 0;

  constructor(codec: CodecConnection, replyBytesMax: number) {
    this.#codec = codec;
    this.#replyBytesMax = replyBytesMax;
  }

  /**
   * Parses what arrived. @returns false when the connection is to be closed, for the reason that
   * `fault` tells.
   */
  accept(buffer: Uint8Array, from: number, to: number, sink: ReplySink): boolean {
    if (this.#length === 0) {
      this.parsed = buffer;
      const end = this.#codec.parse(buffer, from, to, sink);
      return end < 0 ? this.#refuse(end) : this.#keep(buffer, end, to);
    }
    if (!this.#append(buffer, from, to)) return false;
    const length = this.#length;
    this.parsed = this.#tail;
    const end = this.#codec.parse(this.#tail, 0, length, sink);
    if (end < 0) return this.#refuse(end);
    this.#tail.copyWithin(0, end, length);
    this.#length = length - end;
    return true;
  }

  /** The peer has sent its last byte: what is left may be a reply. */
  ended(sink: ReplySink): void {
    if (this.#codec.ended === undefined) return;
    this.parsed = this.#tail;
    this.#codec.ended(this.#tail, 0, this.#length, sink);
  }

  /** Bytes that came and are no whole reply yet. */
  get waitingBytes(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
  }

  #refuse(fault: number): false {
    this.fault = fault;
    return false;
  }

  #keep(buffer: Uint8Array, from: number, to: number): boolean {
    return from === to || this.#append(buffer, from, to);
  }

  #append(buffer: Uint8Array, from: number, to: number): boolean {
    const needed = this.#length + (to - from);
    // A read may hold the end of one long reply and the beginning of the next.
    if (needed > 2 * this.#replyBytesMax) return this.#refuse(TOO_LONG);
    if (needed > this.#tail.length) this.#grow(needed);
    this.#tail.set(buffer.subarray(from, to), this.#length);
    this.#length = needed;
    return true;
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.max(FIRST_TAIL_BYTES, 2 ** Math.ceil(Math.log2(needed))));
    grown.set(this.#tail.subarray(0, this.#length));
    this.#tail = grown;
  }
}
