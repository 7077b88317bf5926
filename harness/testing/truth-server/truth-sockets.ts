// The sockets of the truth server's twin: one class for connections, one for datagrams. They hand
// requests to the service with the time of reading, and its replies to the system.
//
// Its own file because nothing of it is about time. What cannot be written at once is kept by the
// runtime, up to a limit; who has more unread replies than that is cut off.

import { createSocket, type RemoteInfo } from "node:dgram";
import { createServer, type Socket } from "node:net";
import type { Clock } from "#load/clock.ts";
import { QUEUE_MAX, type TruthOrigin } from "./fifo-service.ts";
import { FATE } from "./truth-plan.ts";
import { MALFORMED, type Wire } from "./truth-wire.ts";

const LOOPBACK = "127.0.0.1";
const BACKLOG = 4_096;
/** As truth-server.c: no request is longer. */
const REQUEST_BYTES_MAX = 16_384;
/** As truth-server.c: sixty-four replies of the largest kind. */
const UNREAD_BYTES_MAX = 4_194_304;
/** A pause of two seconds at 5,000 requests a second must fit; the system may grant less. */
const RECEIVE_BUFFER_BYTES = 8_388_608;

/** What the sockets hand requests to. */
export interface Desk {
  readonly waiting: number;
  arrive(index: number, arrivalNs: number, origin: Peer): void;
}

export interface SocketSetup {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly desk: Desk;
}

/** Where a request came from, and its reply goes. */
export interface Peer extends TruthOrigin {
  answer(index: number, fate: number): void;
}

class Connection implements Peer {
  readonly connection: number;
  readonly #socket: Socket;
  readonly #setup: SocketSetup;
  #rest: Buffer = Buffer.alloc(0);
  #isToBeReset = false;

  constructor(socket: Socket, number: number, setup: SocketSetup) {
    this.connection = number;
    this.#socket = socket;
    this.#setup = setup;
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("drain", () => socket.resume());
    // A reset ends a connection like any other end; its requests are served all the same.
    socket.on("error", () => socket.destroy());
    socket.on("end", () => socket.destroy());
  }

  answer(index: number, fate: number): void {
    const socket = this.#socket;
    if (!socket.writable || this.#isToBeReset) return;
    const reply = this.#setup.wire.reply(index, fate);
    this.#isToBeReset = fate === FATE.reset;
    if (socket.writableLength + reply.length > UNREAD_BYTES_MAX) socket.resetAndDestroy();
    else if (this.#isToBeReset) socket.write(reply, () => socket.resetAndDestroy());
    // Who does not read is not read from.
    else if (!socket.write(reply)) socket.pause();
  }

  #receive(chunk: Buffer): void {
    const { wire, clock, desk } = this.#setup;
    const arrivalNs = clock.nowNs();
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const used = wire.read(bytes, (index) => desk.arrive(index, arrivalNs, this));
    this.#rest = bytes.subarray(Math.max(0, used));
    const isTooMuch = this.#rest.length >= REQUEST_BYTES_MAX || desk.waiting >= QUEUE_MAX;
    if (used === MALFORMED || isTooMuch) this.#socket.destroy();
  }
}

/** Listens on the loopback. @returns the port. */
export async function serveStreams(setup: SocketSetup): Promise<number> {
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    return new Connection(socket, connections++, setup);
  });
  const listening = Promise.withResolvers<undefined>();
  server.once("error", listening.reject);
  server.listen({ host: LOOPBACK, port: 0, backlog: BACKLOG }, () => listening.resolve(undefined));
  await listening.promise;
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** As serveStreams, for datagrams; what is no request is ignored, and what finds no room. */
export async function serveDatagrams({ wire, clock, desk }: SocketSetup): Promise<number> {
  const socket = createSocket({ type: "udp4", recvBufferSize: RECEIVE_BUFFER_BYTES });
  socket.on("message", (bytes: Buffer, { port, address }: RemoteInfo) => {
    if (desk.waiting >= QUEUE_MAX) return;
    const arrivalNs = clock.nowNs();
    const answer = (index: number, fate: number): void => {
      socket.send(wire.reply(index, fate), port, address);
    };
    wire.read(bytes, (index) => desk.arrive(index, arrivalNs, { connection: port, answer }));
  });
  const bound = Promise.withResolvers<undefined>();
  socket.once("error", bound.reject);
  socket.bind(0, LOOPBACK, () => bound.resolve(undefined));
  await bound.promise;
  return socket.address().port;
}
