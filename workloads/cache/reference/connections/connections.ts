// The listening server and its connections: how they are accepted, and how all of them end. It
// decides nothing about bytes; a connection that fails is closed and disturbs no other.

import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { Connection, type Shared } from "./connection.ts";
import { SharedReceive } from "./shared-receive.ts";

/** Certificate and key in PEM. */
export type Identity = Required<Pick<TlsOptions, "cert" | "key">>;

export interface ConnectionOptions {
  /**
   * How received bytes arrive: a buffer of its own for each read, or one for all. Encrypted ones
   * have their own: what is decrypted for one connection must not lie in another's buffer.
   */
  readonly receive: "buffer-per-read" | "shared-buffer";
  /** Speaks TLS 1.2 or 1.3, and nothing else. */
  readonly identity?: Identity;
}

/** Connections that may wait to be accepted. */
const BACKLOG = 1_024;
/**
 * Clients get this long to close after the server has ended its side; the process must be gone
 * within 5 s.
 */
const GOODBYE_MS = 1_000;
/** Who has not shaken hands by then does not speak TLS. */
const HANDSHAKE_MS = 1_000;

export class Connections {
  readonly #shared: Shared;
  readonly #server: Server;
  readonly #open = new Set<Connection>();
  readonly #receive: SharedReceive | undefined;

  constructor(shared: Shared, { receive, identity }: ConnectionOptions) {
    this.#shared = shared;
    const isPlain = identity === undefined;
    this.#receive = isPlain && receive === "shared-buffer" ? new SharedReceive() : undefined;
    this.#server = isPlain ? this.#plainServer() : this.#tlsServer(identity);
  }

  /** Listens on a free port of the loopback. @returns the port */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host: "127.0.0.1", port: 0, backlog: BACKLOG }, () => {
        const address = this.#server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  }

  /** Accepts no more, sends what was answered, closes all, then calls `done`. */
  stop(done: () => void): void {
    this.#server.close();
    for (const connection of this.#open) connection.finish();
    const deadline = setTimeout(done, GOODBYE_MS);
    const closeWhenEmpty = (): void => {
      if (this.#open.size > 0) return;
      clearTimeout(deadline);
      done();
    };
    for (const { socket } of this.#open) socket.once("close", () => setImmediate(closeWhenEmpty));
    closeWhenEmpty();
  }

  #plainServer(): Server {
    const pauseOnConnect = this.#receive !== undefined;
    return createServer({ noDelay: true, pauseOnConnect }, (socket) => this.#accept(socket));
  }

  #tlsServer(identity: Identity): Server {
    const options = { ...identity, noDelay: true, handshakeTimeout: HANDSHAKE_MS };
    const server = createTlsServer(options, (socket) => this.#accept(socket));
    // Plain bytes, an old version, or nothing at all: there is nobody to answer in the clear.
    server.on("tlsClientError", (_error, socket) => socket.destroy());
    return server;
  }

  #accept(accepted: Socket): void {
    const receive = this.#receive;
    if (receive === undefined) {
      const connection = this.#add(accepted);
      accepted.on("data", (chunk: Buffer) => connection.receive(chunk, chunk.length));
      return;
    }
    const socket: Socket = receive.adopt(accepted, (buffer, length) =>
      // Bytes arrive in a later turn of the event loop, when the connection exists.
      connection.receive(buffer, length),
    );
    const connection = this.#add(socket);
  }

  #add(socket: Socket): Connection {
    const connection = new Connection(socket, this.#shared);
    const { counters } = this.#shared.core;
    this.#open.add(connection);
    counters.connections++;
    // Resets and writes to a closed peer end this connection, which `close` reports.
    socket.on("error", () => {});
    socket.once("close", () => {
      this.#open.delete(connection);
      counters.connections--;
    });
    return connection;
  }
}
