// The seam below the UDP transport: sockets that are connected to one endpoint, numbered like the
// connections they are for. Two modules fill it: system-sockets.ts, and node-sockets.ts where that
// one cannot. What a refusal or a drop means is the transport's.

import { BYTES_PER_MIB } from "#model/units.ts";
import type { ByteRange, Endpoint } from "./transport.ts";

/** None of these is called from inside `send`. */
export interface DatagramEvents {
  /** A socket asked for by `open` stands. */
  socketOpened(connection: number, socket: OpenedSocket): void;
  /** A datagram came: `buffer[from … to)`, valid during the call only. */
  received(connection: number, buffer: Uint8Array, from: number, to: number): void;
  /** It could not be opened, or the endpoint's port is closed; for people. */
  socketFailed(connection: number, reason: string): void;
  /** What could not be sent at once has been. */
  socketDrained(connection: number): void;
}

export interface OpenedSocket {
  /** Its own port. */
  readonly port: number;
  /** What the kernel gave of what was asked for. */
  readonly receiveBufferBytes: number;
}

export interface DatagramSettings {
  readonly endpoint: Endpoint;
  readonly receiveBufferBytes: number;
}

export interface DatagramSockets {
  open(connection: number): void;
  /**
   * Sends `header`, if one is given, and `bytes[range.from … range.to)` as one datagram.
   * @returns false if it could not leave at once; `socketDrained` follows.
   */
  send(connection: number, bytes: Uint8Array, range: ByteRange, header?: Uint8Array): boolean;
  /** See Transport. */
  readonly arrivedNs?: number;
  /** Tells what came; left out where the event loop does. */
  poll?(): void;
  /** Closes at once; nothing more is told of it. Nothing happens to one that is not there. */
  close(connection: number): void;
}

/**
 * Asked for, for both directions; the kernel gives up to its net.core.rmem_max. A small datagram
 * takes 768 bytes of it, so that 5,000 find room: 27 ms at 200,000/s.
 */
export const SOCKET_BUFFER_BYTES = 4 * BYTES_PER_MIB;
