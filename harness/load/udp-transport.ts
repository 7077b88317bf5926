// Connections to one endpoint over UDP: sockets of their own ports that talk to that endpoint only,
// so that replies are told apart by the socket they come to. One message is one datagram.
//
// Nothing here repeats, orders or acknowledges. What the kernel drops at our sockets for want of
// room is counted by it, and told; an endpoint whose port is closed refuses by ICMP, which is taken
// for a closed connection as over TCP, though the sender hears of it at its next look only.

import { readFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import {
  type DatagramEvents,
  type DatagramSettings,
  type DatagramSockets,
  type OpenedSocket,
  SOCKET_BUFFER_BYTES,
} from "./datagram-sockets.ts";
import { droppedIn, UDP_TABLES } from "./dropped-datagrams.ts";
import {
  type ByteRange,
  DATAGRAM_BYTES_MAX,
  type Endpoint,
  type EndpointTransport,
  type Refusal,
  type TransportEvents,
} from "./transport.ts";

/** As over TCP: an endpoint that refuses is not hammered, and is gone after so long. */
const RETRY_MS = 20;
const CONNECT_LIMIT_S = 5;

export interface UdpSettings {
  readonly endpoint: Endpoint;
  readonly receiveBufferBytes?: number;
  readonly connectLimitS?: number;
  /** Whose calls send and receive. */
  readonly makeSockets: (settings: DatagramSettings, events: DatagramEvents) => DatagramSockets;
}

function sumOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}

export class UdpTransport implements EndpointTransport, DatagramEvents {
  readonly #endpoint: Endpoint;
  readonly #limitMs: number;
  readonly #sockets: DatagramSockets;
  /** Own ports of the connections that stand, by their number. */
  readonly #standing: (number | undefined)[] = [];
  /** Own ports of those that were reset or refused, and are not closed yet. */
  readonly #leaving = new Map<number, number>();
  #events: TransportEvents | undefined;
  #outage: string | undefined;
  #refusedFromMs: number | undefined;
  /** Dropped at sockets that are closed. */
  #droppedBefore: number | null = 0;
  #ended = false;
  lastFailure: string | undefined;
  receiveBufferBytes = Infinity;

  constructor({ endpoint, makeSockets, ...settings }: UdpSettings) {
    const { receiveBufferBytes = SOCKET_BUFFER_BYTES } = settings;
    this.#endpoint = endpoint;
    this.#limitMs = (settings.connectLimitS ?? CONNECT_LIMIT_S) * 1_000;
    this.#sockets = makeSockets({ endpoint, receiveBufferBytes }, this);
  }

  get outage(): string | undefined {
    return this.#outage;
  }

  readonly isOneByOne = true;

  get arrivedNs(): number {
    return this.#sockets.arrivedNs ?? Number.NaN;
  }

  get refusal(): Refusal | undefined {
    return this.#refusedFromMs === undefined
      ? undefined
      : { fromMs: this.#refusedFromMs, reason: this.lastFailure ?? "refused" };
  }

  listen(events: TransportEvents): void {
    this.#events = events;
  }

  write(connection: number, bytes: Uint8Array, range: ByteRange, header?: Uint8Array): boolean {
    if (this.#standing[connection] === undefined) return false;
    const length = range.to - range.from + (header?.length ?? 0);
    if (length > DATAGRAM_BYTES_MAX) {
      throw new Error(`a message has ${length} bytes; expected at most ${DATAGRAM_BYTES_MAX}`);
    }
    return this.#sockets.send(connection, bytes, range, header);
  }

  poll(): void {
    this.#sockets.poll?.();
  }

  open(connection: number, delayMs = 0): void {
    if (this.#ended) return;
    if (delayMs > 0) setTimeout(() => this.open(connection), delayMs);
    else this.#sockets.open(connection);
  }

  reset(connection: number): void {
    const port = this.#standing[connection];
    if (port === undefined) return;
    this.#standing[connection] = undefined;
    if (this.#leaving.size === 0) setImmediate(() => this.#leave());
    this.#leaving.set(connection, port);
  }

  close(): void {
    this.#ended = true;
    for (const connection of this.#standing.keys()) this.#sockets.close(connection);
    this.#standing.length = 0;
  }

  droppedDatagrams(): number | null {
    const standing = this.#standing.filter((port) => port !== undefined);
    return sumOf(this.#droppedBefore, this.#droppedAt([...standing, ...this.#leaving.values()]));
  }

  socketOpened(connection: number, { port, receiveBufferBytes }: OpenedSocket): void {
    if (this.#ended) {
      this.#sockets.close(connection);
      return;
    }
    this.#standing[connection] = port;
    this.receiveBufferBytes = Math.min(this.receiveBufferBytes, receiveBufferBytes);
    this.#events?.opened(connection);
  }

  received(connection: number, buffer: Uint8Array, from: number, to: number): void {
    if (this.#standing[connection] === undefined) return;
    // The endpoint is there, whatever it said before.
    this.#refusedFromMs = undefined;
    this.#outage = undefined;
    this.#events?.received(connection, buffer, from, to);
  }

  /** The port is closed, or no socket can be had. */
  socketFailed(connection: number, reason: string): void {
    const nowMs = performance.now();
    this.lastFailure = reason;
    this.#refusedFromMs ??= nowMs;
    if (nowMs - this.#refusedFromMs >= this.#limitMs) {
      const { host, port } = this.#endpoint;
      this.#outage = `${host}:${port} accepts no datagrams (${reason})`;
    }
    if (this.#standing[connection] !== undefined) this.reset(connection);
    else if (!this.#leaving.has(connection)) {
      this.#sockets.close(connection);
      this.open(connection, RETRY_MS);
    }
  }

  socketDrained(connection: number): void {
    if (this.#standing[connection] !== undefined) this.#events?.drained(connection);
  }

  /** Closes what was reset; what was dropped there is read before it is forgotten. */
  #leave(): void {
    const gone = [...this.#leaving];
    this.#leaving.clear();
    const dropped = this.#droppedAt(gone.map(([, port]) => port));
    this.#droppedBefore = sumOf(this.#droppedBefore, dropped);
    for (const [connection] of gone) {
      this.#sockets.close(connection);
      if (!this.#ended) this.#events?.closed(connection);
    }
  }

  #droppedAt(ports: readonly number[]): number | null {
    const family = isIPv6(this.#endpoint.host) ? "udp6" : "udp4";
    try {
      const table = readFileSync(UDP_TABLES[family], "latin1");
      return droppedIn(table, new Set(ports), this.#endpoint.port);
    } catch {
      return null;
    }
  }
}
