// Connected UDP sockets by node:dgram, which works everywhere. Each datagram is a call into the
// event loop with objects of its own, in both directions: about 100,000 requests/s a core.

import dgram from "node:dgram";
import { isIPv6 } from "node:net";
import {
  type DatagramEvents,
  type DatagramSettings,
  type DatagramSockets,
  SOCKET_BUFFER_BYTES,
} from "./datagram-sockets.ts";
import type { ByteRange } from "./transport.ts";

export class NodeSockets implements DatagramSockets {
  readonly #settings: DatagramSettings;
  readonly #events: DatagramEvents;
  readonly #sockets: (dgram.Socket | undefined)[] = [];

  constructor(settings: DatagramSettings, events: DatagramEvents) {
    this.#settings = settings;
    this.#events = events;
  }

  open(connection: number): void {
    const { endpoint, receiveBufferBytes } = this.#settings;
    const socket = dgram.createSocket({
      type: isIPv6(endpoint.host) ? "udp6" : "udp4",
      recvBufferSize: receiveBufferBytes,
      sendBufferSize: SOCKET_BUFFER_BYTES,
    });
    this.#sockets[connection] = socket;
    const isOurs = (): boolean => this.#sockets[connection] === socket;
    socket.once("connect", () => {
      if (!isOurs()) return;
      // Not before: until it is connected, anyone could send to it.
      socket.on("message", (datagram) => {
        if (isOurs()) this.#events.received(connection, datagram, 0, datagram.length);
      });
      const { port } = socket.address();
      this.#events.socketOpened(connection, {
        port,
        receiveBufferBytes: socket.getRecvBufferSize(),
      });
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (isOurs()) this.#events.socketFailed(connection, error.code ?? error.message);
    });
    socket.connect(endpoint.port, endpoint.host);
  }

  send(connection: number, bytes: Uint8Array, range: ByteRange, header?: Uint8Array): boolean {
    const socket = this.#sockets[connection];
    if (socket === undefined) return false;
    // No callback: it would cost a tick for every datagram, and refusals are heard by the reader.
    if (header === undefined) socket.send(bytes, range.from, range.to - range.from);
    else socket.send([new Uint8Array(header), bytes.subarray(range.from, range.to)]);
    if (socket.getSendQueueCount() === 0) return true;
    this.#awaitSent(connection, socket);
    return false;
  }

  close(connection: number): void {
    this.#sockets[connection]?.close();
    this.#sockets[connection] = undefined;
  }

  /** Only the kernel's buffer was full; there is no event for when it is not. */
  #awaitSent(connection: number, socket: dgram.Socket): void {
    setImmediate(() => {
      if (this.#sockets[connection] !== socket) return;
      if (socket.getSendQueueCount() > 0) this.#awaitSent(connection, socket);
      else this.#events.socketDrained(connection);
    });
  }
}
