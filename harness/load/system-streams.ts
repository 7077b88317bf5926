// Plain TCP connections by the system's own calls: what came is read into one buffer of ours, what
// leaves is sent from where it lies, and nothing is allocated for either.
//
// Its own file because the event loop knows nothing of these connections: whoever turns it calls
// `poll` in each turn, and everything but a time to wait is told from there. The same is done with
// Node's sockets by tcp-transport.ts, which also has TLS. Numbers are those of Linux (see
// system-calls.ts).

import { getSystemErrorName } from "node:util";
import { ArrivalClock, makeRoomForStamp } from "./arrival-clock.ts";
import { Reachability } from "./reachability.ts";
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
import { RETRY_MS } from "./tcp-transport.ts";
import type {
  ByteRange,
  Endpoint,
  EndpointTransport,
  Refusal,
  TransportEvents,
} from "./transport.ts";

/** SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC; EPOLL_CLOEXEC is the last of them too. */
const SOCKET_TYPE = 1 | 0o4000 | 0o2000000;
const EPOLL_CLOEXEC = 0o2000000;
const [IPPROTO_TCP, TCP_NODELAY] = [6, 1];
const [SOL_SOCKET, SO_ERROR, SO_LINGER] = [1, 4, 13];
const SHUT_RDWR = 2;
const MSG_DONTWAIT = 0x40;
/** MSG_DONTWAIT | MSG_NOSIGNAL. */
const SEND_FLAGS = 0x4040;
const [EINTR, EAGAIN, ENOBUFS, EINPROGRESS] = [4, 11, 105, 115];
const [EPOLL_CTL_ADD, EPOLL_CTL_MOD] = [1, 3];
const [EPOLLIN, EPOLLOUT] = [1, 4];
const POLLIN = 1;

/** struct epoll_event is packed on x64 only: its flags, and where our number is. */
const EVENT_WORDS = process.arch === "x64" ? 3 : 4;
const EVENT_NUMBER = EVENT_WORDS - 2;
/** Connections told of by one look; the others by the next. As many as Node takes. */
const EVENTS_MAX = 1_024;
/** struct msghdr, in words; the parts of a message follow it here: header and payload. */
const MESSAGE_WORDS = 16;
/** Where the control message is, behind the message and its part. */
const RECEIVED_CONTROL = MESSAGE_WORDS + PART_WORDS;
/** As large as the kernel's default receive buffer. What one connection has is read in one go. */
const READ_BUFFER_BYTES = 131_072;

/** Bytes that could not leave yet. */
interface Waiting {
  readonly bytes: Uint8Array;
  from: number;
  readonly to: number;
}

interface Stream {
  readonly connection: number;
  readonly handle: number;
  /** Until when it may be connecting; undefined once it stands. */
  connectUntilMs: number | undefined;
  /** In the order of their leaving. */
  readonly waiting: Waiting[];
  /** A send has failed: what still comes is read, and then it is no end, but closed. */
  hasFailed: boolean;
}

export class SystemStreams implements EndpointTransport {
  readonly #calls: SystemCalls;
  readonly #family: number;
  readonly #address: Uint8Array;
  readonly #reach: Reachability;
  readonly #epoll: number;
  readonly #streams: (Stream | undefined)[] = [];
  readonly #connecting = new Map<number, Stream>();
  /** Closed, and not told of yet. */
  #leaving: number[] = [];
  readonly #readBuffer = new Uint8Array(READ_BUFFER_BYTES);
  /** struct msghdr, its part, its control message. */
  readonly #received: Shared;
  readonly #watched: Shared;
  readonly #ready: Shared;
  /** struct pollfd of the epoll handle. */
  readonly #news: Shared;
  /** Whether the last look found something: then the next one probably will. */
  #foundLast = false;
  readonly #sent: Shared;
  /** The memory that was sent from last, and its address. */
  #sentFrom: Uint8Array | undefined;
  #sentFromAddress = 0;
  #events: TransportEvents | undefined;
  #ended = false;
  readonly #arrivals: ArrivalClock;
  arrivedNs = Number.NaN;

  constructor(calls: SystemCalls, endpoint: Endpoint, connectLimitS?: number) {
    this.#calls = calls;
    this.#family = familyOf(endpoint);
    this.#address = socketAddress(calls, endpoint);
    this.#reach = new Reachability(endpoint, connectLimitS);
    this.#epoll = calls.epoll_create1(EPOLL_CLOEXEC);
    this.#arrivals = new ArrivalClock(calls);
    this.#received = this.#receivedMessage();
    this.#watched = calls.share(EVENT_WORDS);
    this.#ready = calls.share(EVENT_WORDS * EVENTS_MAX);
    this.#news = calls.share(2);
    this.#news.words.set([this.#epoll, POLLIN]);
    this.#sent = calls.share(MESSAGE_WORDS + 2 * PART_WORDS);
    setPointer(this.#sent.words, PARTS, Number(this.#sent.pointer) + 4 * MESSAGE_WORDS);
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
    const stream = this.#streams[connection];
    if (stream === undefined) return false;
    const { from, to } = range;
    const headerBytes = header?.length ?? 0;
    const sentBytes = stream.waiting.length > 0 ? 0 : this.#send(stream, bytes, range, header);
    if (sentBytes === headerBytes + to - from) return true;
    if (stream.waiting.length === 0) this.#watch(EPOLL_CTL_MOD, stream, EPOLLIN | EPOLLOUT);
    // The header is the caller's again at once.
    if (header !== undefined && sentBytes < headerBytes) {
      stream.waiting.push({ bytes: header.slice(sentBytes), from: 0, to: headerBytes - sentBytes });
    }
    stream.waiting.push({ bytes, from: from + Math.max(0, sentBytes - headerBytes), to });
    return false;
  }

  open(connection: number, delayMs = 0): void {
    if (this.#ended) return;
    if (delayMs > 0) {
      setTimeout(() => this.open(connection), delayMs);
      return;
    }
    if (this.#events === undefined) throw new Error("listen comes before open");
    this.#reach.attempted();
    this.#connect(connection);
    this.#events.worked();
  }

  poll(): void {
    if (this.#ended) return;
    if (this.#leaving.length > 0) this.#tellLeaving();
    this.#arrivals.look();
    const { words, pointer } = this.#ready;
    const count = this.#hasNews() ? this.#calls.epoll_wait(this.#epoll, pointer, EVENTS_MAX, 0) : 0;
    this.#foundLast = count > 0;
    if (count === EVENTS_MAX) this.#arrivals.leftBehind();
    for (let at = 0; at < count; at++) {
      const flags = words[EVENT_WORDS * at] as number;
      const connection = words[EVENT_WORDS * at + EVENT_NUMBER] as number;
      const stream = this.#streams[connection];
      if (stream !== undefined) this.#serve(stream, flags);
      else this.#answered(connection);
    }
    if (this.#connecting.size > 0) this.#giveUp();
  }

  /**
   * Whether a look can find something. The epoll handle can itself be polled, by a call of three
   * arguments, which is passed on without garbage: one of four costs 30 bytes, a million times a
   * second.
   */
  #hasNews(): boolean {
    return this.#foundLast || this.#calls.poll(this.#news.pointer, 1, 0) > 0;
  }

  reset(connection: number): void {
    const stream = this.#streams[connection];
    if (stream === undefined) return;
    // By a reset: a thousand closings a second would use up the local ports.
    this.#setOption(stream.handle, SOL_SOCKET, SO_LINGER, Uint32Array.of(1, 0));
    this.#close(stream);
    this.#leaving.push(connection);
  }

  close(): void {
    this.#ended = true;
    for (const stream of [...this.#streams, ...this.#connecting.values()]) {
      if (stream !== undefined) this.#calls.close(stream.handle);
    }
    this.#calls.close(this.#epoll);
  }

  #connect(connection: number): void {
    const { socket, connect, close, errno } = this.#calls;
    const handle = socket(this.#family, SOCKET_TYPE, 0);
    if (handle < 0) {
      this.#failed(connection, getSystemErrorName(-errno()));
      return;
    }
    this.#setOption(handle, IPPROTO_TCP, TCP_NODELAY, Uint32Array.of(1));
    this.#arrivals.stamp(handle);
    const error = connect(handle, this.#address, this.#address.length) < 0 ? errno() : 0;
    if (error !== 0 && error !== EINPROGRESS) {
      close(handle);
      this.#failed(connection, getSystemErrorName(-error));
      return;
    }
    const connectUntilMs = performance.now() + this.#reach.limitMs;
    const stream = { connection, handle, connectUntilMs, waiting: [], hasFailed: false };
    this.#connecting.set(connection, stream);
    this.#watch(EPOLL_CTL_ADD, stream, EPOLLIN | EPOLLOUT);
  }

  /** An attempt to connect has ended, one way or the other. */
  #answered(connection: number): void {
    const stream = this.#connecting.get(connection);
    if (stream === undefined) return;
    this.#connecting.delete(connection);
    const error = this.#errorOf(stream.handle);
    if (error !== 0) {
      this.#calls.close(stream.handle);
      this.#failed(connection, getSystemErrorName(-error));
      return;
    }
    this.#reach.stood();
    stream.connectUntilMs = undefined;
    this.#streams[connection] = stream;
    this.#watch(EPOLL_CTL_MOD, stream, EPOLLIN);
    this.#events?.opened(connection);
  }

  /** Attempts that nobody answers end at their limit. */
  #giveUp(): void {
    const nowMs = performance.now();
    for (const { connection, handle, connectUntilMs = Infinity } of this.#connecting.values()) {
      if (nowMs < connectUntilMs) continue;
      this.#connecting.delete(connection);
      this.#calls.close(handle);
      this.#failed(connection, this.#reach.noAnswer);
    }
  }

  #failed(connection: number, reason: string): void {
    this.#reach.lastFailure = reason;
    this.#reach.failed();
    this.open(connection, RETRY_MS);
  }

  #serve(stream: Stream, flags: number): void {
    if ((flags & EPOLLOUT) !== 0 && stream.waiting.length > 0) this.#sendWaiting(stream);
    // Whatever else it is, an error or an end, reading tells which.
    if ((flags & ~EPOLLOUT) !== 0 && this.#streams[stream.connection] === stream) {
      this.#read(stream);
    }
  }

  #read(stream: Stream): void {
    const { connection, handle, hasFailed } = stream;
    const { words, pointer } = this.#received;
    words[CONTROL_BYTES] = 4 * CONTROL_WORDS;
    const length = this.#calls.recvmsg(handle, pointer, MSG_DONTWAIT);
    if (length === READ_BUFFER_BYTES) this.#arrivals.leftBehind();
    if (length > 0) {
      this.arrivedNs = this.#arrivals.arrivedNs(words, 0, RECEIVED_CONTROL);
      this.#events?.received(connection, this.#readBuffer, 0, length);
      return;
    }
    if (length < 0) {
      const error = this.#calls.errno();
      if (error === EAGAIN || error === EINTR) return;
    } else if (!hasFailed) this.#events?.ended(connection);
    this.#close(stream);
    this.#events?.closed(connection);
  }

  #receivedMessage(): Shared {
    const shared = this.#calls.share(RECEIVED_CONTROL + CONTROL_WORDS);
    const { words, pointer } = shared;
    const address = Number(pointer);
    setPointer(words, PARTS, address + 4 * MESSAGE_WORDS);
    words[PART_COUNT] = 1;
    setPointer(words, MESSAGE_WORDS, this.#calls.addressOf(this.#readBuffer));
    words[MESSAGE_WORDS + PART_LENGTH] = READ_BUFFER_BYTES;
    makeRoomForStamp(words, 0, address + 4 * RECEIVED_CONTROL);
    return shared;
  }

  /** @returns how many bytes left. */
  #send(stream: Stream, bytes: Uint8Array, range: ByteRange, header?: Uint8Array): number {
    const { words, pointer } = this.#sent;
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
    const sentBytes = this.#calls.sendmsg(stream.handle, pointer, SEND_FLAGS);
    if (sentBytes >= 0) return sentBytes;
    const error = this.#calls.errno();
    if (error !== EAGAIN && error !== ENOBUFS && error !== EINTR) {
      // What came before is still to be read: the next looks find it, and then the end.
      stream.hasFailed = true;
      this.#calls.shutdown(stream.handle, SHUT_RDWR);
    }
    return 0;
  }

  #sendWaiting(stream: Stream): void {
    const { waiting, connection } = stream;
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      first.from += this.#send(stream, first.bytes, first);
      if (first.from < first.to) return;
      waiting.shift();
    }
    this.#watch(EPOLL_CTL_MOD, stream, EPOLLIN);
    this.#events?.drained(connection);
  }

  #close({ connection, handle }: Stream): void {
    this.#streams[connection] = undefined;
    this.#calls.close(handle);
  }

  #tellLeaving(): void {
    const gone = this.#leaving;
    this.#leaving = [];
    for (const connection of gone) this.#events?.closed(connection);
  }

  #watch(operation: number, { connection, handle }: Stream, flags: number): void {
    const { words, pointer } = this.#watched;
    words[0] = flags;
    words[EVENT_NUMBER] = connection;
    this.#calls.epoll_ctl(this.#epoll, operation, handle, pointer);
  }

  #setOption(handle: number, level: number, option: number, value: Uint32Array): void {
    this.#calls.setsockopt(handle, level, option, value, value.byteLength);
  }

  #errorOf(handle: number): number {
    const value = new Uint32Array(1);
    this.#calls.getsockopt(handle, SOL_SOCKET, SO_ERROR, value, Uint32Array.of(4));
    return value[0] as number;
  }
}
