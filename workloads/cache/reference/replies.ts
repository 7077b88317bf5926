// How replies leave: into one slab that all connections share in turn, and from it in one write for
// all replies to what was received (or one write per reply, where a variant asks for it). It
// decides when a slab may be used again and when a reader is too slow; what the replies say is the
// commands'.

import type { Socket } from "node:net";

/** batches: one write for all replies to what was received. */
export type WritePolicy = "each-reply" | "batches";

/** A reading client that is this far behind is not read from until it has caught up. */
const UNSENT_BYTES_MAX = 1_048_576;
/** As large as the most that one read delivers: replies to one chunk seldom need a second slab. */
const SLAB_BYTES = 65_536;
/**
 * Memory of a queued write beside its bytes, rounded up: 20,000 of 5 and of 250 bytes added 550 to
 * 910 bytes of resident memory each (measured once, Node 26.10).
 */
const QUEUED_WRITE_BYTES = 1_024;

/** The replies' side of a connection. */
export interface Outlet {
  readonly socket: Socket;
  /** Bytes that the system has not taken yet, with what it costs to keep them. */
  unsentBytes: number;
  /** To be called when a queued write has left. */
  readonly sent: () => void;
}

export class Replies {
  readonly #policy: WritePolicy;
  #ownSlab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  #outlet: Outlet | undefined;
  /** Replies are written here at `at`, after `reserve`. */
  slab = this.#ownSlab;
  at = 0;

  constructor(policy: WritePolicy) {
    this.#policy = policy;
  }

  /** All that follows, up to `flush`, goes to this connection. */
  begin(outlet: Outlet): void {
    this.#outlet = outlet;
  }

  /** Whether the connection's reader is too far behind for more replies. */
  get full(): boolean {
    return this.#outlet !== undefined && this.#outlet.unsentBytes >= UNSENT_BYTES_MAX;
  }

  /** Makes room for `bytes` at slab[at …). */
  reserve(bytes: number): void {
    if (this.at + bytes <= this.slab.length) return;
    this.flush();
    if (bytes > SLAB_BYTES) this.slab = Buffer.allocUnsafeSlow(bytes);
  }

  /** Appends a fixed text. */
  add(text: Buffer): void {
    this.reserve(text.length);
    // Texts are shorter than what a native copy costs by itself: 27 ns, or 24 bytes in a loop.
    for (let from = 0; from < text.length; from++) this.slab[this.at++] = text[from] as number;
  }

  /** Appends a fixed text unless the command asked for silence. */
  answer(text: Buffer, quiet: boolean): void {
    if (!quiet) this.add(text);
  }

  /** A command has been answered. */
  commandDone(): void {
    if (this.#policy === "each-reply") this.flush();
  }

  /** Hands everything to the socket. */
  flush(): void {
    const outlet = this.#outlet;
    const bytes = this.at;
    this.at = 0;
    if (bytes === 0 || outlet === undefined || outlet.socket.destroyed) return;
    if (outlet.unsentBytes > 0 && outlet.socket.writableLength > 0) this.#queue(outlet, bytes);
    else this.#write(outlet, bytes);
    this.slab = this.#ownSlab;
  }

  #write(outlet: Outlet, bytes: number): void {
    const { socket } = outlet;
    const { slab } = this;
    socket.write(bytes === slab.length ? slab : slab.subarray(0, bytes));
    outlet.unsentBytes = socket.writableLength;
    // Nothing unsent: the system has taken all of it, and the slab is free again.
    if (outlet.unsentBytes > 0 && slab === this.#ownSlab) {
      this.#ownSlab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    }
  }

  /**
   * Behind an unsent write only copies of the right size queue, or each would hold a whole slab.
   */
  #queue(outlet: Outlet, bytes: number): void {
    const copy = Buffer.allocUnsafeSlow(bytes);
    this.slab.copy(copy, 0, 0, bytes);
    outlet.socket.write(copy, outlet.sent);
    outlet.unsentBytes += bytes + QUEUED_WRITE_BYTES;
  }
}
