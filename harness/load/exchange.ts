// Requests out, replies in: slots, connections, codec and check put together, for any pacing.
//
// The open loop and the closed loop decide when to send; what they share is here: which connection
// takes a request, how a reply finds its slot, what a lost connection does to the requests on it.
// Everything is synchronous and numeric; the clock is read once per event.

import { type Codec, type CodecConnection, LAST_REPLY, type ReplySink } from "#model/codec.ts";
import type { RequestSource } from "#model/traffic.ts";
import type { Clock } from "./clock.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { ExchangeNotes } from "./exchange-notes.ts";
import { ReceiveBuffer, TOO_LONG } from "./receive-buffer.ts";
import type { RequestWindow } from "./request-window.ts";
import { Slots } from "./slots.ts";
import type { ByteRange, Transport, TransportEvents } from "./transport.ts";

/** What a pacing loop is told. Times in ns of the clock. */
export interface ExchangeListener {
  /** Every clock read, before anything changes. */
  observed(nowNs: number): void;
  /** The same, where the time since the last one went into our own work on connections. */
  worked(nowNs: number): void;
  /** A request that owes no reply left. */
  silent(intendedNs: number, sentNs: number): void;
  /** A request that owes a reply left. */
  sent(nowNs: number): void;
  /**
   * Slot `slot` was answered; its times are still in `slots`. Its reply came at `doneNs`, which is
   * the last clock read where nobody knows better. `code` is 0 or a mismatch code.
   */
  replied(slot: number, doneNs: number, code: number): void;
  /** Slot `slot` will never be answered: its connection is gone. */
  failed(slot: number, nowNs: number): void;
  /** A connection can take requests (again). */
  ready(connection: number): void;
}

export interface ExchangeSettings {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly codec: Codec;
  readonly connections: number;
  /** The highest limit that any phase will set. */
  readonly inFlightMax: number;
}

/**
 * A connection that is lost before it answered anything is opened again after so long: a peer that
 * drops all of them must not be met with thousands a second.
 */
const REOPEN_MS = 20;

const ignore = (): void => {};
/** Hears nothing: while connections are opened, before a loop is bound. */
const deaf: ExchangeListener = {
  observed: ignore,
  worked: ignore,
  silent: ignore,
  sent: ignore,
  replied: ignore,
  failed: ignore,
  ready: ignore,
};
const unbound: RequestSource = {
  requestBytesMax: 0,
  writeRequest: () => 0,
  expects: () => 0,
  check: { sent: () => 0, reply: () => 0, sentence: () => "" },
};

export class Exchange implements TransportEvents {
  readonly clock: Clock;
  readonly slots: Slots;
  readonly pool: ConnectionPool;
  readonly codec: Codec;
  readonly transport: Transport;
  readonly connections: number;
  readonly notes: ExchangeNotes;
  readonly #readers: readonly CodecConnection[];
  readonly #buffers: readonly ReceiveBuffer[];
  readonly #range: ByteRange = { from: 0, to: 0 };
  readonly #header: Uint8Array | undefined;
  readonly #sink: ReplySink;
  #source: RequestSource = unbound;
  #listener: ExchangeListener = deaf;
  /** What the sink's positions are positions in: of the connection whose bytes are being parsed. */
  #receiving: { readonly parsed: Uint8Array } = { parsed: new Uint8Array(0) };
  /** 1 for connections that have answered since they were opened. */
  readonly #hasAnswered: Uint8Array;
  /** 1 for connections that were lost. */
  readonly #wasLost: Uint8Array;
  /** When the bytes that are being parsed were read, and when the last of them had come. */
  #readNs = 0;
  #arrivedNs = 0;
  #openCount = 0;
  /** Connections that stood again after they were lost. */
  reconnects = 0;
  /** Connections dropped because what came was not of the protocol, and what the first told. */
  unreadable = 0;
  firstFault = 0;
  /** Requests sent on a connection that had others in flight. */
  busy = 0;

  constructor({ clock, transport, codec, connections, inFlightMax }: ExchangeSettings) {
    this.clock = clock;
    this.transport = transport;
    this.codec = codec;
    this.connections = connections;
    this.slots = new Slots(connections * inFlightMax);
    this.pool = new ConnectionPool(connections, inFlightMax);
    this.#readers = Array.from({ length: connections }, () => codec.connection(inFlightMax));
    this.#buffers = this.#readers.map((reader) => new ReceiveBuffer(reader, codec.replyBytesMax));
    this.#header = codec.batch && new Uint8Array(codec.batch.headerBytes);
    this.#hasAnswered = new Uint8Array(connections);
    this.#wasLost = new Uint8Array(connections);
    this.notes = new ExchangeNotes(connections);
    // oxlint-disable-next-line max-params -- the seam's shape: numbers instead of an object
    this.#sink = (slot, status, bodyFrom, bodyTo, replyCode = 0) => {
      const index = this.slots.index[slot] as number;
      const seq = this.slots.sentSeq[slot] as number;
      const { parsed } = this.#receiving;
      const { check } = this.#source;
      const code = check.reply(index, seq, status, parsed, bodyFrom, bodyTo, replyCode);
      this.#hasAnswered[this.slots.connection[slot] as number] = 1;
      this.#listener.replied(slot, this.#doneNs(slot), code);
      this.#free(slot);
    };
    transport.listen(this);
  }

  /** Opens all connections; `ready` tells of each. */
  connect(): void {
    for (let connection = 0; connection < this.connections; connection++) {
      this.transport.open(connection);
    }
  }

  get openCount(): number {
    return this.#openCount;
  }

  get allOpen(): boolean {
    return this.#openCount === this.connections;
  }

  /** Datagrams passed over so far (see CodecConnection). */
  get ignored(): number {
    return this.#readers.reduce((sum, { ignored = 0 }) => sum + ignored, 0);
  }

  /** What was wrong with the first bytes that were not of the protocol. */
  get faultText(): string {
    if (this.firstFault === TOO_LONG) return `more than ${this.codec.replyBytesMax} bytes`;
    return this.codec.faultText?.(this.firstFault) ?? `not ${this.codec.name}`;
  }

  /** Binds the requests, the loop and the limit of the next sends; nothing may be in flight. */
  bind(source: RequestSource, listener: ExchangeListener, inFlightMax: number): void {
    this.pool.inFlightMax = inFlightMax;
    this.#source = source;
    this.#listener = listener;
  }

  /**
   * Sends up to `count` requests from the window on one connection as one message.
   * @returns how many were sent. `intendedNs` is asked for the intended instant of each, in order.
   */
  send(
    connection: number,
    window: RequestWindow,
    count: number,
    intended: IntendedInstants,
  ): number {
    const source = this.#source;
    const listener = this.#listener;
    const sentNs = this.clock.nowNs();
    listener.observed(sentNs);
    const firstIndex = window.nextIndex;
    const load = this.pool.inFlight[connection] as number;
    const countMax = Math.min(this.pool.inFlightMax - load, this.codec.batch?.countMax ?? Infinity);
    const taken = window.take(Math.min(count, countMax), this.#range);
    if (load > 0) this.busy += taken;
    for (let index = firstIndex; index < firstIndex + taken; index++) {
      const intendedNs = intended.next(sentNs);
      const seq = source.check.sent(index);
      if (source.expects(index) === 0) listener.silent(intendedNs, sentNs);
      else {
        const slot = this.#occupy(connection, index, intendedNs, sentNs);
        this.slots.sentSeq[slot] = seq;
        listener.sent(sentNs);
      }
    }
    this.#write(connection, window, taken);
    return taken;
  }

  received(connection: number, buffer: Uint8Array, from: number, to: number): void {
    const nowNs = this.clock.nowNs();
    this.#listener.observed(nowNs);
    const { arrivedNs = Number.NaN } = this.transport;
    this.#readNs = nowNs;
    this.#arrivedNs = arrivedNs <= nowNs ? arrivedNs : nowNs;
    this.notes.received(connection, buffer, from, to);
    const receive = this.#buffers[connection] as ReceiveBuffer;
    this.#receiving = receive;
    if (receive.accept(buffer, from, to, this.#sink)) {
      this.#listener.ready(connection);
      return;
    }
    if (receive.fault !== LAST_REPLY) {
      if (this.unreadable++ === 0) this.firstFault = receive.fault;
    }
    receive.reset();
    // Before it is closed: a request that went there now would be lost.
    this.pool.setUsable(connection, false);
    this.transport.reset(connection);
  }

  worked(): void {
    this.#listener.worked(this.clock.nowNs());
  }

  ended(connection: number): void {
    const nowNs = this.clock.nowNs();
    this.#readNs = nowNs;
    this.#arrivedNs = nowNs;
    this.#listener.worked(nowNs);
    this.pool.setUsable(connection, false);
    const receive = this.#buffers[connection] as ReceiveBuffer;
    this.#receiving = receive;
    const owed = this.pool.inFlight[connection] as number;
    receive.ended(this.#sink);
    // What the end completed is no reply that it cut.
    if ((this.pool.inFlight[connection] as number) < owed) receive.reset();
  }

  opened(connection: number): void {
    const nowNs = this.clock.nowNs();
    this.#listener.worked(nowNs);
    this.notes.opened(connection, nowNs);
    this.#openCount++;
    if (this.#wasLost[connection] === 1) this.reconnects++;
    this.#wasLost[connection] = 0;
    this.#hasAnswered[connection] = 0;
    this.pool.setUsable(connection, true);
    this.#listener.ready(connection);
  }

  drained(connection: number): void {
    this.pool.setUsable(connection, true);
    this.#listener.ready(connection);
  }

  closed(connection: number): void {
    const nowNs = this.clock.nowNs();
    this.#listener.worked(nowNs);
    this.#wasLost[connection] = 1;
    if (--this.#openCount === 0) this.notes.noneOpen(nowNs);
    this.pool.setUsable(connection, false);
    const receive = this.#buffers[connection] as ReceiveBuffer;
    if (receive.waitingBytes > 0) this.notes.cutReplies++;
    receive.reset();
    (this.#readers[connection] as CodecConnection).reset();
    // Rare, so a scan over all slots is cheaper than a list per connection.
    for (let slot = 0; slot < this.slots.capacity; slot++) {
      if (this.slots.connection[slot] !== connection) continue;
      this.#listener.failed(slot, nowNs);
      this.#free(slot);
    }
    const hasAnswered = this.#hasAnswered[connection] === 1;
    this.transport.open(connection, hasAnswered ? 0 : REOPEN_MS);
  }

  /**
   * Drops connections whose bytes have not left although the slab came round to them (see
   * RequestWindow).
   */
  dropStuck(): void {
    for (let connection = 0; connection < this.connections; connection++) {
      // Also one with nothing in flight: what has not left may be silent requests.
      if (!this.pool.isUsable(connection)) this.transport.reset(connection);
    }
  }

  /**
   * Gives up what is in flight, without a word to the listener: its connections are dropped and
   * opened afresh.
   */
  abandon(): void {
    for (let slot = 0; slot < this.slots.capacity; slot++) {
      const connection = this.slots.connection[slot] as number;
      if (connection === -1) continue;
      this.#free(slot);
      // Once for each connection, at its last slot; also where bytes have not left yet, or late
      // replies would be taken for those to the next phase's requests.
      if (this.pool.inFlight[connection] !== 0) continue;
      this.pool.setUsable(connection, false);
      this.transport.reset(connection);
    }
  }

  #occupy(connection: number, index: number, intendedNs: number, sentNs: number): number {
    const slot = this.slots.take(connection);
    this.slots.index[slot] = index;
    this.slots.intendedNs[slot] = intendedNs;
    this.slots.sentNs[slot] = sentNs;
    this.pool.inFlight[connection] = (this.pool.inFlight[connection] as number) + 1;
    const form = this.#source.replyForm?.(index) ?? 0;
    (this.#readers[connection] as CodecConnection).expect(slot, index, form);
    return slot;
  }

  /**
   * When the reply of a slot came, where that is known: of several replies in the bytes of one
   * read, the time is that of the last, so that it is known of the only one in flight.
   */
  #doneNs(slot: number): number {
    const connection = this.slots.connection[slot] as number;
    const isOnly = this.pool.inFlight[connection] === 1;
    if (!isOnly && this.transport.isOneByOne !== true) return this.#readNs;
    return Math.max(this.slots.sentNs[slot] as number, this.#arrivedNs);
  }

  #free(slot: number): void {
    const connection = this.slots.connection[slot] as number;
    this.slots.release(slot);
    const load = (this.pool.inFlight[connection] as number) - 1;
    this.pool.inFlight[connection] = load;
    if (load === 0 && this.pool.isUsable(connection)) this.pool.offer(connection);
  }

  #write(connection: number, window: RequestWindow, count: number): void {
    const batch = this.codec.batch;
    this.notes.sent(connection);
    if (batch !== undefined && this.#header !== undefined) {
      batch.writeHeader(this.#header, 0, count, this.#range.to - this.#range.from);
    }
    const left = this.transport.write(connection, window.slab, this.#range, this.#header);
    if (!left) this.pool.setUsable(connection, false);
    else this.pool.offer(connection); // Stays idle when all that was sent is silent.
  }
}

/** Yields the intended instant of the next request that is sent, given the instant of sending. */
export interface IntendedInstants {
  next(sentNs: number): number;
}
