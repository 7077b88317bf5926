// Requests and replies over a contender's stdin and stdout: each a frame, its length as u32 in
// little-endian before it; one request at a time, timed by the clock of this process.
//
// Its own file because it is the only place where drive itself is the clock. What is asked and what
// is right are the workload's.

import type { Readable, Writable } from "node:stream";
import { BYTES_PER_MIB, MS_PER_S, NS_PER_MS } from "#model/units.ts";

/** A reply is kept whole in memory; larger answers belong into files. */
export const FRAME_BYTES_MAX = 16 * BYTES_PER_MIB;
const LENGTH_BYTES = 4;
/** A contender that does not wait for the rest answers within one; a trial has one such request. */
const PARTS_APART_MS = 20;

export type FramedReply =
  | { readonly state: "replied"; readonly reply: Uint8Array; readonly elapsedNs: number }
  /** The contender broke the protocol, in one sentence without a subject. */
  | { readonly state: "failed"; readonly reason: string };

export class FramedLink {
  readonly #requests: Writable;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isOver = false;
  /** When the last bytes were read. */
  #readMs = 0;
  /** Called when there is something to look at. */
  #wake: () => void = () => {};

  /** @param rest what came behind the ready line already. */
  constructor(requests: Writable, replies: Readable, rest: Buffer) {
    this.#requests = requests;
    this.#take(rest);
    const over = (): void => {
      this.#isOver = true;
      this.#wake();
    };
    replies.on("data", (chunk: Buffer) => this.#take(chunk));
    replies.once("close", over).once("end", over);
    // A contender that closed its stdin will not answer, whether it lives or not.
    requests.once("error", over);
  }

  /**
   * Sends a request and waits for its reply, at most `limitS`. The time is from before the write to
   * the reading of the last byte. After a failure the link is of no more use.
   */
  async exchange(request: Uint8Array, limitS: number): Promise<FramedReply> {
    const unasked = this.#unasked();
    if (unasked !== undefined) return unasked;
    return await this.#finish(framed(request), limitS);
  }

  /**
   * As `exchange`, with a request that comes in two parts: who answers the first one has not read
   * what it was asked. The time is from before the second part.
   */
  async exchangeInParts(request: Uint8Array, limitS: number): Promise<FramedReply> {
    const unasked = this.#unasked();
    if (unasked !== undefined) return unasked;
    const frame = framed(request);
    // Without a body the length is the whole request.
    const firstBytes = LENGTH_BYTES + Math.max(0, Math.floor((request.length - 1) / 2));
    if (request.length > 0) {
      this.#requests.write(frame.subarray(0, firstBytes));
      if (!this.#isOver) await this.#awake(PARTS_APART_MS);
      if (this.#bytes > 0) {
        return failed(`answered when it had ${firstBytes} of ${frame.length} bytes of its request`);
      }
    }
    return await this.#finish(request.length > 0 ? frame.subarray(firstBytes) : frame, limitS);
  }

  #unasked(): FramedReply | undefined {
    return this.#bytes > 0
      ? failed(`sent ${this.#bytes} bytes that nobody had asked for`)
      : undefined;
  }

  /** Writes what is left of a request and waits for the reply. */
  async #finish(rest: Uint8Array, limitS: number): Promise<FramedReply> {
    const startMs = performance.now();
    const endMs = startMs + limitS * MS_PER_S;
    this.#requests.write(rest);
    for (;;) {
      const wanted = this.#wantedBytes();
      if (wanted !== undefined && wanted > FRAME_BYTES_MAX) {
        return failed(`announced a reply of ${wanted} bytes; at most ${FRAME_BYTES_MAX} are read`);
      }
      if (wanted !== undefined && this.#bytes >= LENGTH_BYTES + wanted) {
        const elapsedNs = Math.round((this.#readMs - startMs) * NS_PER_MS);
        return this.#bytes > LENGTH_BYTES + wanted
          ? failed(`sent ${this.#bytes - LENGTH_BYTES - wanted} bytes behind its reply`)
          : { state: "replied", reply: this.#drained(), elapsedNs };
      }
      if (this.#isOver) return failed(`closed the pipe ${this.#progress(wanted)}`);
      const leftMs = endMs - performance.now();
      if (leftMs <= 0)
        return failed(`did not reply within ${limitS} s (${this.#progress(wanted)})`);
      await this.#awake(leftMs);
    }
  }

  #take(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#readMs = performance.now();
    this.#wake();
  }

  /** Resolves when bytes came, the pipe closed or the time is over. */
  async #awake(limitMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }

  /** Length of the reply, when it is known. */
  #wantedBytes(): number | undefined {
    if (this.#bytes < LENGTH_BYTES) return undefined;
    const [first] = this.#chunks;
    if (first === undefined || first.length < LENGTH_BYTES) {
      this.#chunks = [Buffer.concat(this.#chunks)];
    }
    return (this.#chunks[0] as Buffer).readUInt32LE(0);
  }

  #drained(): Uint8Array {
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#bytes = 0;
    return all.subarray(LENGTH_BYTES);
  }

  #progress(wanted: number | undefined): string {
    const of = wanted === undefined ? "" : ` of ${LENGTH_BYTES + wanted}`;
    return `after ${this.#bytes}${of} bytes of its reply`;
  }
}

function framed(request: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + request.length);
  frame.writeUInt32LE(request.length, 0);
  frame.set(request, LENGTH_BYTES);
  return frame;
}

function failed(reason: string): FramedReply {
  return { state: "failed", reason };
}
