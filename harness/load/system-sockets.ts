// Connected UDP sockets by the system's own calls: what came to a socket is read by one call into
// one buffer, and nothing is allocated for a datagram. 1.2 to 1.6 times as many a core as by
// node-sockets.ts: the fewer connections, the more replies one call finds.
//
// The event loop knows nothing of these sockets: whoever turns it calls `poll` in each turn.
// Numbers are those of Linux (see system-calls.ts).

import { getSystemErrorName } from "node:util";
import { ArrivalClock, makeRoomForStamp } from "./arrival-clock.ts";
import {
  type DatagramEvents,
  type DatagramSettings,
  type DatagramSockets,
  SOCKET_BUFFER_BYTES,
} from "./datagram-sockets.ts";
import type { Shared, SystemCalls } from "./system-calls.ts";
import {
  CONTROL_BYTES,
  CONTROL_WORDS,
  familyOf,
  PART_COUNT,
  PART_LENGTH,
  PART_WORDS,
  PARTS,
  setPointer,
  socketAddress,
} from "./system-structures.ts";
import type { ByteRange } from "./transport.ts";

/** SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC. */
const SOCKET_TYPE = 2 | 0o4000 | 0o2000000;
const [SOL_SOCKET, SO_SNDBUF, SO_RCVBUF] = [1, 7, 8];
const MSG_DONTWAIT = 0x40;
const POLLIN = 1;
const [EINTR, EAGAIN, ENOBUFS] = [4, 11, 105];

/** The longer of the socket addresses, that of IPv6. */
const ADDRESS_BYTES_MAX = 28;
/** Words of struct mmsghdr, a struct msghdr with one more field. */
const MESSAGE_WORDS = 16;
const RECEIVED_LENGTH = 14;

/** Datagrams read by one call; a bound for one connection in a turn. */
const BATCH = 32;
/** No datagram is longer. Pages that none reaches are never touched. */
const ROOM_BYTES = 65_536;

/** Where the control message of datagram `at` of a batch is. */
function controlOf(at: number): number {
  return BATCH * (MESSAGE_WORDS + PART_WORDS) + at * CONTROL_WORDS;
}

interface OpenSocket {
  readonly connection: number;
  readonly handle: number;
  /** What could not be sent yet. */
  waiting: Uint8Array | undefined;
}

export class SystemSockets implements DatagramSockets {
  readonly #calls: SystemCalls;
  readonly #settings: DatagramSettings;
  readonly #events: DatagramEvents;
  readonly #sockets: (OpenSocket | undefined)[] = [];
  /** In the order of the polled ones. */
  #open: readonly OpenSocket[] = [];
  #polled: Shared;
  #waitingCount = 0;
  readonly #datagrams = new Uint8Array(BATCH * ROOM_BYTES);
  readonly #arrivals: ArrivalClock;
  arrivedNs = Number.NaN;
  readonly #received: Shared;
  readonly #sent: Shared;
  /** The memory that was sent from last, and its address. */
  #sentFrom: Uint8Array | undefined;
  #sentFromAddress = 0;

  constructor(calls: SystemCalls, settings: DatagramSettings, events: DatagramEvents) {
    this.#calls = calls;
    this.#settings = settings;
    this.#events = events;
    this.#polled = calls.share(0);
    this.#arrivals = new ArrivalClock(calls);
    this.#received = this.#receivingMessages();
    this.#sent = calls.share(MESSAGE_WORDS + 2 * PART_WORDS);
    setPointer(this.#sent.words, PARTS, Number(this.#sent.pointer) + 4 * MESSAGE_WORDS);
  }

  open(connection: number): void {
    const { socket, connect, close } = this.#calls;
    const { endpoint } = this.#settings;
    const handle = socket(familyOf(endpoint), SOCKET_TYPE, 0);
    if (handle < 0) {
      this.#failLater(connection);
      return;
    }
    this.#setOption(handle, SO_RCVBUF, this.#settings.receiveBufferBytes);
    this.#setOption(handle, SO_SNDBUF, SOCKET_BUFFER_BYTES);
    this.#arrivals.stamp(handle);
    const address = socketAddress(this.#calls, endpoint);
    if (connect(handle, address, address.length) < 0) {
      this.#failLater(connection);
      close(handle);
      return;
    }
    this.#sockets[connection] = { connection, handle, waiting: undefined };
    this.#pollOpen();
    const opened = { port: this.#ownPort(handle), receiveBufferBytes: this.#receiveBuffer(handle) };
    this.#events.socketOpened(connection, opened);
  }

  send(connection: number, bytes: Uint8Array, range: ByteRange, header?: Uint8Array): boolean {
    const socket = this.#sockets[connection];
    if (socket === undefined) return false;
    const { words } = this.#sent;
    let part = MESSAGE_WORDS;
    if (header !== undefined) {
      setPointer(words, part, this.#calls.addressOf(header));
      words[part + PART_LENGTH] = header.length;
      part += PART_WORDS;
    }
    if (bytes !== this.#sentFrom) {
      this.#sentFrom = bytes;
      this.#sentFromAddress = this.#calls.addressOf(bytes);
    }
    setPointer(words, part, this.#sentFromAddress + range.from);
    words[part + PART_LENGTH] = range.to - range.from;
    words[PART_COUNT] = header === undefined ? 1 : 2;
    if (this.#calls.sendmsg(socket.handle, this.#sent.pointer, MSG_DONTWAIT) >= 0) return true;
    return this.#unsent(socket, bytes.subarray(range.from, range.to), header);
  }

  poll(): void {
    this.#arrivals.look();
    if (this.#waitingCount > 0) this.#sendWaiting();
    const { words, pointer } = this.#polled;
    const open = this.#open;
    if (open.length === 0 || this.#calls.poll(pointer, open.length, 0) <= 0) return;
    for (let at = 0; at < open.length; at++) {
      const found = (words[2 * at + 1] as number) >>> 16;
      if (found !== 0) this.#read(open[at] as OpenSocket);
    }
  }

  close(connection: number): void {
    const socket = this.#sockets[connection];
    if (socket === undefined) return;
    if (socket.waiting !== undefined) this.#waitingCount--;
    this.#sockets[connection] = undefined;
    this.#calls.close(socket.handle);
    this.#pollOpen();
  }

  #read({ connection, handle }: OpenSocket): void {
    const { pointer, words } = this.#received;
    const count = this.#calls.recvmmsg(handle, pointer, BATCH, MSG_DONTWAIT, 0);
    if (count < 0) {
      const error = this.#calls.errno();
      if (error !== EAGAIN && error !== EINTR) {
        this.#events.socketFailed(connection, getSystemErrorName(-error));
      }
      return;
    }
    if (count === BATCH) this.#arrivals.leftBehind();
    for (let at = 0; at < count; at++) {
      const message = at * MESSAGE_WORDS;
      const length = words[message + RECEIVED_LENGTH] as number;
      const from = at * ROOM_BYTES;
      this.arrivedNs = this.#arrivals.arrivedNs(words, message, controlOf(at));
      words[message + CONTROL_BYTES] = 4 * CONTROL_WORDS;
      this.#events.received(connection, this.#datagrams, from, from + length);
    }
  }

  /** The datagram is kept where only room was missing; else the socket has failed. */
  #unsent(socket: OpenSocket, bytes: Uint8Array, header?: Uint8Array): boolean {
    const error = this.#calls.errno();
    if (error === EAGAIN || error === ENOBUFS || error === EINTR) {
      socket.waiting = Buffer.concat(header === undefined ? [bytes] : [header, bytes]);
      this.#waitingCount++;
      return false;
    }
    // A refusal of an earlier datagram: this one did not leave either.
    setImmediate(() => {
      if (this.#sockets[socket.connection] !== socket) return;
      this.#events.socketFailed(socket.connection, getSystemErrorName(-error));
    });
    return true;
  }

  #sendWaiting(): void {
    for (const socket of this.#open) {
      const { connection, waiting } = socket;
      if (waiting === undefined) continue;
      socket.waiting = undefined;
      this.#waitingCount--;
      if (this.send(connection, waiting, { from: 0, to: waiting.length })) {
        this.#events.socketDrained(connection);
      }
    }
  }

  #failLater(connection: number): void {
    const reason = getSystemErrorName(-this.#calls.errno());
    setImmediate(() => this.#events.socketFailed(connection, reason));
  }

  /** struct mmsghdr × BATCH, then their struct iovec, then their control messages. */
  #receivingMessages(): Shared {
    const shared = this.#calls.share(controlOf(BATCH));
    const { words, pointer } = shared;
    const datagrams = this.#calls.addressOf(this.#datagrams);
    for (let at = 0; at < BATCH; at++) {
      const message = at * MESSAGE_WORDS;
      const part = BATCH * MESSAGE_WORDS + at * PART_WORDS;
      setPointer(words, message + PARTS, Number(pointer) + 4 * part);
      words[message + PART_COUNT] = 1;
      setPointer(words, part, datagrams + at * ROOM_BYTES);
      words[part + PART_LENGTH] = ROOM_BYTES;
      makeRoomForStamp(words, message, Number(pointer) + 4 * controlOf(at));
    }
    return shared;
  }

  /** struct pollfd of all that are open. */
  #pollOpen(): void {
    const open = this.#sockets.filter((socket) => socket !== undefined);
    const polled = this.#calls.share(2 * open.length);
    open.forEach(({ handle }, at) => polled.words.set([handle, POLLIN], 2 * at));
    this.#open = open;
    this.#polled = polled;
  }

  #ownPort(handle: number): number {
    const address = new Uint8Array(ADDRESS_BYTES_MAX);
    this.#calls.getsockname(handle, address, Uint32Array.of(ADDRESS_BYTES_MAX));
    return new DataView(address.buffer).getUint16(2);
  }

  #setOption(handle: number, option: number, value: number): void {
    this.#calls.setsockopt(handle, SOL_SOCKET, option, Uint32Array.of(value), 4);
  }

  #receiveBuffer(handle: number): number {
    const value = new Uint32Array(1);
    this.#calls.getsockopt(handle, SOL_SOCKET, SO_RCVBUF, value, Uint32Array.of(4));
    return value[0] as number;
  }
}
