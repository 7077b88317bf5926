// The listening server and its connections: how they are accepted, and how all of them end. It
// decides nothing about bytes; a connection that fails is closed and disturbs no other.

import { createServer, type Server, type Socket } from "node:net";
import { Connection, type Shared } from "./connection.ts";
import { SharedReceive } from "./shared-receive.ts";

/** How received bytes arrive: a buffer of its own for each read, or one for all. */
export type ReceivePolicy = "buffer-per-read" | "shared-buffer";

/** Connections that may wait to be accepted. */
const BACKLOG = 1_024;
/**
 * Clients get this long to close after the server has ended its side; the process must be gone
 * within 5 s.
 */
const GOODBYE_MS = 1_000;

export class Connections {
  readonly #shared: Shared;
  readonly #server: Server;
  readonly #open = new Set<Connection>();
  readonly #receive: SharedReceive | undefined;

  constructor(shared: Shared, policy: ReceivePolicy) {
    this.#shared = shared;
    this.#receive = policy === "shared-buffer" ? new SharedReceive() : undefined;
    const pauseOnConnect = this.#receive !== undefined;
    this.#server = createServer({ noDelay: true, pauseOnConnect }, (socket) =>
      this.#accept(socket),
    );
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
    const { counters } = this.#shared.protocol;
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
