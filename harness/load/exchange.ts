// Requests out, replies in: slots, connections, codec and check put together, for any pacing.
//
// The open loop and the closed loop decide when to send; what they share is here: which connection
// takes a request, how a reply finds its slot, what a lost connection does to the requests on it.
// Everything is synchronous and numeric; the clock is read once per event.

import type { Codec, CodecConnection, ReplySink } from "#model/codec.ts";
import type { RequestSource } from "#model/traffic.ts";
import type { Clock } from "./clock.ts";
import { ConnectionPool } from "./connection-pool.ts";
import { ReceiveBuffer } from "./receive-buffer.ts";
import type { RequestWindow } from "./request-window.ts";
import { Slots } from "./slots.ts";
import type { ByteRange, Transport, TransportEvents } from "./transport.ts";

/** What a pacing loop is told. Times in ns of the clock. */
export interface ExchangeListener {
  /** Every clock read, before anything changes. */
  observed(nowNs: number): void;
  /** A request that owes no reply left. */
  silent(intendedNs: number, sentNs: number): void;
  /** A request that owes a reply left. */
  sent(nowNs: number): void;
  /** Slot `slot` was answered; its times are still in `slots`. `code` is 0 or a mismatch code. */
  replied(slot: number, nowNs: number, code: number): void;
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

const ignore = (): void => {};
/** Hears nothing: while connections are opened, before a loop is bound. */
const deaf: ExchangeListener = {
  observed: ignore,
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
  readonly #readers: readonly CodecConnection[];
  readonly #buffers: readonly ReceiveBuffer[];
  readonly #range: ByteRange = { from: 0, to: 0 };
  readonly #header: Uint8Array | undefined;
  readonly #sink: ReplySink;
  #source: RequestSource = unbound;
  #listener: ExchangeListener = deaf;
  /** What the sink's positions are positions in: of the connection whose bytes are being parsed. */
  #receiving: { readonly parsed: Uint8Array } = { parsed: new Uint8Array(0) };
  #nowNs = 0;
  #openCount = 0;
  reconnects = 0;
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
    this.#sink = (slot, status, bodyFrom, bodyTo) => {
      const index = this.slots.index[slot] as number;
      const seq = this.slots.sentSeq[slot] as number;
      const { parsed } = this.#receiving;
      const code = this.#source.check.reply(index, seq, status, parsed, bodyFrom, bodyTo);
      this.#listener.replied(slot, this.#nowNs, code);
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

  get allOpen(): boolean {
    return this.#openCount === this.connections;
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
    this.#nowNs = this.clock.nowNs();
    this.#listener.observed(this.#nowNs);
    const receive = this.#buffers[connection] as ReceiveBuffer;
    this.#receiving = receive;
    if (!receive.accept(buffer, from, to, this.#sink)) this.transport.reset(connection);
    else this.#listener.ready(connection);
  }

  opened(connection: number): void {
    this.#openCount++;
    this.pool.setUsable(connection, true);
    this.#listener.ready(connection);
  }

  drained(connection: number): void {
    this.pool.setUsable(connection, true);
    this.#listener.ready(connection);
  }

  closed(connection: number): void {
    const nowNs = this.clock.nowNs();
    this.#listener.observed(nowNs);
    this.#openCount--;
    this.pool.setUsable(connection, false);
    (this.#buffers[connection] as ReceiveBuffer).reset();
    (this.#readers[connection] as CodecConnection).reset();
    // Rare, so a scan over all slots is cheaper than a list per connection.
    for (let slot = 0; slot < this.slots.capacity; slot++) {
      if (this.slots.connection[slot] !== connection) continue;
      this.#listener.failed(slot, nowNs);
      this.#free(slot);
    }
    this.reconnects++;
    this.transport.open(connection);
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
    (this.#readers[connection] as CodecConnection).expect(slot, index);
    return slot;
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
