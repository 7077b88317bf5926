// Connections over TCP to one loopback endpoint, on raw sockets: replies land in one shared buffer
// (no allocation per read), requests leave by a write that normally completes at once.

import net from "node:net";
import type { ByteRange, Transport, TransportEvents } from "./transport.ts";

/**
 * As large as the kernel's default receive buffer; reads are processed before the next one
 * overwrites it.
 */
const READ_BUFFER_BYTES = 131_072;
const NOTHING = new Uint8Array(0);
/**
 * A contender that refuses connections is not hammered: it is asked again this often, so many times
 * in a row.
 */
const RETRY_MS = 20;
const RETRIES_MAX = 250;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export class TcpTransport implements Transport {
  readonly #endpoint: Endpoint;
  readonly #sockets: (net.Socket | undefined)[] = [];
  readonly #readBuffer = new Uint8Array(READ_BUFFER_BYTES);
  readonly #refused: (reason: string) => void;
  #events: TransportEvents | undefined;
  #retries = 0;
  #ended = false;

  /** `refused` is called once when the endpoint does not accept connections any more. */
  constructor(endpoint: Endpoint, refused: (reason: string) => void) {
    this.#endpoint = endpoint;
    this.#refused = refused;
  }

  listen(events: TransportEvents): void {
    this.#events = events;
  }

  write(connection: number, bytes: Uint8Array, range: ByteRange, header?: Uint8Array): boolean {
    const socket = this.#sockets[connection];
    if (socket === undefined) return false;
    if (header === undefined) socket.write(bytes.subarray(range.from, range.to));
    else {
      socket.cork();
      socket.write(header.slice());
      socket.write(bytes.subarray(range.from, range.to));
      socket.uncork();
    }
    if (socket.writableLength === 0) return true;
    // Not the event "drain": a socket emits it only when more waits than its high-water mark.
    socket.write(NOTHING, (error) => {
      if (!error) this.#events?.drained(connection);
    });
    return false;
  }

  open(connection: number): void {
    if (this.#ended) return;
    const events = this.#events;
    if (events === undefined) throw new Error("listen comes before open");
    const socket = net.connect({
      ...this.#endpoint,
      noDelay: true,
      onread: {
        buffer: this.#readBuffer,
        callback: (length) => {
          events.received(connection, this.#readBuffer, 0, length);
          return true;
        },
      },
    });
    let opened = false;
    socket.on("connect", () => {
      opened = true;
      this.#retries = 0;
      this.#sockets[connection] = socket;
      events.opened(connection);
    });
    // An error is always followed by close, which is where it is handled.
    socket.on("error", () => {});
    socket.on("end", () => socket.destroy());
    socket.on("close", () => this.#closed(connection, opened));
  }

  reset(connection: number): void {
    this.#sockets[connection]?.resetAndDestroy();
  }

  close(): void {
    this.#ended = true;
    for (const socket of this.#sockets) socket?.destroy();
  }

  #closed(connection: number, wasOpen: boolean): void {
    this.#sockets[connection] = undefined;
    if (this.#ended) return;
    if (wasOpen) {
      this.#events?.closed(connection);
      return;
    }
    this.#retries++;
    if (this.#retries > RETRIES_MAX) {
      this.#ended = true;
      const { host, port } = this.#endpoint;
      this.#refused(`${host}:${port} accepts no connections`);
      return;
    }
    setTimeout(() => this.open(connection), RETRY_MS);
  }
}
