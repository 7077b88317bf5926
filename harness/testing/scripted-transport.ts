// A transport whose other end is a scripted contender on a virtual clock: what it answers and when
// is known to the nanosecond. It keeps the seam's promises to the letter and no more: bytes that
// have not left are read from the caller's buffer when they leave, and bytes that arrived are
// poisoned once the caller has had its look.

import type { ByteRange, Transport, TransportEvents } from "#load/transport.ts";
import { type ContenderScript, finishNs } from "./contender-script.ts";
import type { PeerProtocol } from "./peer-protocol.ts";
import type { VirtualClock } from "./virtual-clock.ts";

const NOTHING = new Uint8Array(0);
const POISON = 0xa5;

interface Connection {
  readonly number: number;
  isOpen: boolean;
  /** Counts how often it was opened: what belongs to an earlier time is dropped. */
  life: number;
  /** Bytes of a message that is not whole yet. */
  unread: Uint8Array;
  /** When its own server is free, and when the last part of its last reply arrives. */
  freeNs: number;
  outNs: number;
}

export class ScriptedTransport implements Transport {
  readonly #clock: VirtualClock;
  readonly #peer: PeerProtocol;
  readonly #script: ContenderScript;
  readonly #connections: Connection[] = [];
  #events: TransportEvents | undefined;
  #freeNs = -Infinity;
  #hasEnded = false;
  /** Requests that the contender read. */
  requests = 0;
  /** Calls of `write`, each of which is one message. */
  writes = 0;
  /** Requests in the largest message. */
  requestsPerWriteMax = 0;
  /** Connections that were lost, whoever dropped them. */
  losses = 0;

  constructor(clock: VirtualClock, peer: PeerProtocol, script: ContenderScript) {
    this.#clock = clock;
    this.#peer = peer;
    this.#script = script;
    for (const { fromNs } of script.crashes) {
      clock.at(fromNs, () => this.#connections.forEach((connection) => this.#lose(connection)));
    }
  }

  listen(events: TransportEvents): void {
    this.#events = events;
  }

  open(number: number): void {
    const connection = (this.#connections[number] ??= closedConnection(number));
    const nowNs = this.#clock.instantNs;
    const crash = this.#script.crashes.find((each) => each.fromNs <= nowNs && nowNs < each.toNs);
    const openNs = Math.max(nowNs + this.#script.openNs, crash?.toNs ?? -Infinity);
    if (openNs === Infinity) return;
    this.#clock.at(openNs, () => {
      if (this.#hasEnded) return;
      connection.isOpen = true;
      this.#events?.opened(number);
    });
  }

  write(number: number, bytes: Uint8Array, range: ByteRange, header?: Uint8Array): boolean {
    const connection = this.#connections[number];
    const drainNs = this.#script.drainNs(this.writes++);
    const { life } = connection ?? { life: 0 };
    const head = header?.slice() ?? NOTHING;
    const { from, to } = range;
    this.#clock.advanceTo(this.#clock.instantNs + this.#script.writeNs);
    const leave = (): void => {
      if (connection === undefined || connection.life !== life || !connection.isOpen) return;
      this.#read(connection, joined(joined(connection.unread, head), bytes.slice(from, to)));
    };
    if (drainNs === 0) {
      leave();
      return true;
    }
    this.#clock.at(this.#clock.instantNs + drainNs, () => {
      leave();
      if (connection?.life === life && !this.#hasEnded) this.#events?.drained(number);
    });
    return false;
  }

  reset(number: number): void {
    const connection = this.#connections[number];
    if (connection === undefined || !connection.isOpen) return;
    connection.isOpen = false;
    connection.life++;
    this.#clock.at(this.#clock.instantNs, () => this.#tellClosed(connection));
  }

  close(): void {
    this.#hasEnded = true;
  }

  /** The contender's end drops a connection. */
  #lose(connection: Connection): void {
    if (!connection.isOpen) return;
    connection.isOpen = false;
    connection.life++;
    this.#tellClosed(connection);
  }

  #tellClosed(connection: Connection): void {
    if (this.#hasEnded) return;
    this.losses++;
    connection.unread = NOTHING;
    connection.freeNs = -Infinity;
    connection.outNs = -Infinity;
    this.#events?.closed(connection.number);
  }

  #read(connection: Connection, bytes: Uint8Array): void {
    const before = this.requests;
    const arrivedNs = this.#clock.instantNs;
    const end = this.#peer.read(bytes, (index) => this.#serve(connection, index, arrivedNs));
    connection.unread = bytes.subarray(end);
    this.requestsPerWriteMax = Math.max(this.requestsPerWriteMax, this.requests - before);
  }

  #serve(connection: Connection, index: number, arrivedNs: number): void {
    const { serving, stalls } = this.#script;
    const request = this.requests++;
    const freeNs = { fifo: this.#freeNs, "per-connection": connection.freeNs, parallel: -Infinity };
    const startNs = Math.max(arrivedNs, freeNs[serving]);
    const doneNs = finishNs(startNs, this.#script.serviceNs(request), stalls);
    this.#freeNs = doneNs;
    connection.freeNs = doneNs;
    const { life } = connection;
    this.#clock.at(doneNs, () => {
      if (connection.life === life && doneNs < this.#script.halfOpenFromNs)
        this.#answer(connection, request, index, doneNs);
    });
  }

  #answer(connection: Connection, request: number, index: number, doneNs: number): void {
    const fate = this.#script.fate(request);
    if (fate === "silence") return;
    if (fate === "reset") {
      this.#lose(connection);
      return;
    }
    const reply = fate === "garbage" ? this.#peer.garbage : this.#peer.reply(index, fate);
    if (reply === undefined) return;
    const cuts = this.#script.cuts(request).filter((cut) => cut > 0 && cut < reply.length);
    let atNs = Math.max(doneNs, connection.outNs);
    [...cuts, reply.length].forEach((to, part) => {
      if (part > 0) atNs += this.#script.partNs;
      this.#arrive(connection, reply.subarray(cuts[part - 1] ?? 0, to), atNs);
    });
    connection.outNs = atNs;
  }

  /** Hands bytes over, somewhere inside a buffer that is worth nothing afterwards. */
  #arrive(connection: Connection, bytes: Uint8Array, atNs: number): void {
    const { life } = connection;
    this.#clock.at(atNs, () => {
      if (connection.life !== life || this.#hasEnded) return;
      const buffer = new Uint8Array(bytes.length + 2).fill(POISON);
      buffer.set(bytes, 1);
      this.#events?.received(connection.number, buffer, 1, 1 + bytes.length);
      buffer.fill(POISON);
    });
  }
}

function closedConnection(number: number): Connection {
  const never = -Infinity;
  return { number, isOpen: false, life: 0, unread: NOTHING, freeNs: never, outNs: never };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
