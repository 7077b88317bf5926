// One client: feeds what arrives to the protocol, in place where it can, keeps what is not whole,
// and stops reading from a client that does not read. It knows lengths and line ends but no
// command.

import type { Socket } from "node:net";
import { REQUEST_MAGIC } from "../binary/packet.ts";
import { LINE_FEED, lineFeed } from "../protocol/command-line.ts";
import type { Core } from "../protocol/core.ts";
import { newSession, type Session } from "../protocol/session.ts";
import type { Outlet } from "../replies.ts";
import { HeldInput } from "./held-input.ts";
import { isLineTooLong } from "./line-limit.ts";

interface Protocol {
  /** Runs what is whole of buffer[from … to). @returns the position behind what was used up */
  run(session: Session, buffer: Buffer, from: number, to: number): number;
}

/** What all connections share. */
export interface Shared {
  readonly core: Core;
  readonly text: Protocol;
  readonly binary: Protocol;
}

export class Connection implements Outlet {
  readonly socket: Socket;
  readonly sent: () => void;
  unsentBytes = 0;
  readonly #shared: Shared;
  /** By the first byte that comes. */
  #protocol: Protocol | undefined;
  readonly #session = newSession();
  readonly #held = new HeldInput();
  #stalled = false;
  #finishing = false;

  constructor(socket: Socket, shared: Shared) {
    this.socket = socket;
    this.#shared = shared;
    this.sent = () => this.#drained();
    socket.on("drain", this.sent);
  }

  /** Takes chunk[0 … length); the chunk is not kept. */
  receive(chunk: Buffer, length: number): void {
    if (this.#session.closing) return;
    const { replies } = this.#begin();
    this.#protocol ??= this.#spoken(chunk);
    const protocol = this.#protocol;
    const from = this.#held.length === 0 ? 0 : this.#complete(chunk, length);
    if (from < length) {
      const end = protocol.run(this.#session, chunk, from, length);
      if (end < length) this.#held.append(chunk, end, length, this.#session.neededBytes);
    }
    replies.flush();
    this.#settle();
  }

  /**
   * Reads no more commands; replies to those that were received are sent, then the connection ends.
   */
  finish(): void {
    this.#finishing = true;
    if (this.#stalled) return;
    this.#session.closing = true;
    this.socket.end();
    this.socket.resume();
  }

  #begin(): Core {
    const { core } = this.#shared;
    core.clock.advance();
    core.replies.begin(this);
    return core;
  }

  #spoken(chunk: Buffer): Protocol {
    const { text, binary } = this.#shared;
    return chunk[0] === REQUEST_MAGIC ? binary : text;
  }

  /**
   * Moves bytes behind the held ones until no command is incomplete. @returns how many were moved.
   */
  #complete(chunk: Buffer, length: number): number {
    const held = this.#held;
    let from = 0;
    while (held.length > 0 && from < length) {
      const to = this.#reach(chunk, from, length);
      held.append(chunk, from, to, this.#session.neededBytes);
      from = to;
      if (this.#isReady()) this.#runHeld();
      if (this.#shared.core.replies.full || this.#session.closing) {
        held.append(chunk, from, length, 0);
        return length;
      }
    }
    return from;
  }

  /** Up to where the held command takes bytes from the chunk. */
  #reach(chunk: Buffer, from: number, length: number): number {
    const { neededBytes } = this.#session;
    if (neededBytes > 0) return Math.min(length, from + neededBytes - this.#held.length);
    const feed = lineFeed(chunk, from, length);
    return feed < 0 ? length : feed + 1;
  }

  #isReady(): boolean {
    const { buffer, length } = this.#held;
    const { neededBytes } = this.#session;
    return neededBytes > 0 ? length >= neededBytes : buffer[length - 1] === LINE_FEED;
  }

  #runHeld(): void {
    const held = this.#held;
    this.#session.neededBytes = 0;
    held.drop(this.#protocol?.run(this.#session, held.buffer, 0, held.length) ?? 0);
  }

  #drained(): void {
    if (!this.#stalled || this.socket.destroyed || this.socket.writableLength > 0) return;
    this.#stalled = false;
    this.unsentBytes = 0;
    const { replies } = this.#begin();
    if (this.#held.length > 0) this.#runHeld();
    replies.flush();
    this.#settle();
    if (this.#stalled) return;
    if (this.#finishing) this.finish();
    else this.socket.resume();
  }

  #settle(): void {
    if (this.#session.closing) this.socket.destroySoon();
    else if (this.#shared.core.replies.full) {
      this.#stalled = true;
      this.socket.pause();
    } else if (this.#session.neededBytes === 0 && isLineTooLong(this.#held)) {
      this.socket.destroySoon();
    }
  }
}
