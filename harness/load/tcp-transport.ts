// Connections to one endpoint, on raw sockets: replies land in one shared buffer (no allocation per
// read), requests leave by a write that normally completes at once. How a socket is made is the
// dialer's: plain TCP here, TLS in tls-transport.ts.

import net from "node:net";
import { Reachability } from "./reachability.ts";
import type {
  ByteRange,
  Endpoint,
  EndpointTransport,
  Refusal,
  TransportEvents,
} from "./transport.ts";

/**
 * As large as the kernel's default receive buffer; reads are processed before the next one
 * overwrites it.
 */
const READ_BUFFER_BYTES = 131_072;
const NOTHING = new Uint8Array(0);
/** An endpoint that refuses connections is not hammered: it is asked again this often. */
export const RETRY_MS = 20;

/** How a socket is made, and what holds for it. */
export interface Dialer {
  readonly endpoint: Endpoint;
  dial(onread: net.OnReadOpts): net.Socket;
  /** The event after which requests may be sent. */
  readonly readyEvent: "connect" | "secureConnect";
  /**
   * Whether bytes that the socket has begun to write may be overwritten although they have not
   * left: TLS has made other bytes of them.
   */
  readonly copiesBytes: boolean;
  /** Drops a socket without waiting for the peer. */
  drop(socket: net.Socket): void;
}

/** Plain TCP. Dropped by a reset: a thousand closings a second would use up the local ports. */
export function tcpDialer(endpoint: Endpoint): Dialer {
  return {
    endpoint,
    dial: (onread) => net.connect({ ...endpoint, noDelay: true, onread }),
    readyEvent: "connect",
    copiesBytes: false,
    drop: (socket) => socket.resetAndDestroy(),
  };
}

export class TcpTransport implements EndpointTransport {
  readonly #dialer: Dialer;
  readonly #reach: Reachability;
  readonly #sockets: (net.Socket | undefined)[] = [];
  readonly #readBuffer = new Uint8Array(READ_BUFFER_BYTES);
  #events: TransportEvents | undefined;
  #ended = false;

  constructor(dialer: Dialer, connectLimitS?: number) {
    this.#dialer = dialer;
    this.#reach = new Reachability(dialer.endpoint, connectLimitS);
  }

  get outage(): string | undefined {
    return this.#reach.outage;
  }

  get refusal(): Refusal | undefined {
    return this.#reach.refusal;
  }

  get lastFailure(): string | undefined {
    return this.#reach.lastFailure;
  }

  listen(events: TransportEvents): void {
    this.#events = events;
  }

  write(connection: number, bytes: Uint8Array, range: ByteRange, header?: Uint8Array): boolean {
    const socket = this.#sockets[connection];
    if (socket === undefined) return false;
    const queuedBytes = socket.writableLength;
    if (header === undefined) socket.write(bytes.subarray(range.from, range.to));
    else {
      socket.cork();
      socket.write(header.slice());
      socket.write(bytes.subarray(range.from, range.to));
      socket.uncork();
    }
    if (socket.writableLength === 0) return true;
    // Only what the socket has begun with is copied; what queues behind it is not.
    if (this.#dialer.copiesBytes && queuedBytes === 0 && header === undefined) return true;
    // Not the event "drain": a socket emits it only when more waits than its high-water mark.
    socket.write(NOTHING, (error) => {
      if (!error) this.#events?.drained(connection);
    });
    return false;
  }

  open(connection: number, delayMs = 0): void {
    if (this.#ended) return;
    if (delayMs > 0) {
      setTimeout(() => this.open(connection), delayMs);
      return;
    }
    this.#reach.attempted();
    const events = this.#events;
    if (events === undefined) throw new Error("listen comes before open");
    const socket = this.#dialer.dial({
      buffer: this.#readBuffer,
      callback: (length) => {
        events.received(connection, this.#readBuffer, 0, length);
        return true;
      },
    });
    // Where the address is known, the system is asked in the tick that was queued just now.
    process.nextTick(() => events.worked());
    const { limitMs, noAnswer } = this.#reach;
    const limit = setTimeout(() => socket.destroy(new Error(noAnswer)), limitMs);
    let opened = false;
    socket.on(this.#dialer.readyEvent, () => {
      clearTimeout(limit);
      opened = true;
      this.#reach.stood();
      this.#sockets[connection] = socket;
      events.opened(connection);
    });
    // An error is always followed by close, which is where it is handled.
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (!opened) this.#reach.lastFailure = error.code ?? error.message;
    });
    socket.on("end", () => {
      if (opened) events.ended(connection);
      socket.destroy();
    });
    socket.on("close", () => {
      clearTimeout(limit);
      this.#closed(connection, opened);
    });
  }

  reset(connection: number): void {
    const socket = this.#sockets[connection];
    if (socket !== undefined && !socket.destroyed) this.#dialer.drop(socket);
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
    this.#reach.failed();
    this.open(connection, RETRY_MS);
  }
}
