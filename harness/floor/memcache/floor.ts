// The Node twin of floor.c, for machines without a C compiler: the same bytes for the same
// requests. It frames requests, stores nothing, and answers with constants, one write per read.
//
// One file without imports of ours, as a contender is. It shows the floor of Node, which is above
// the host's. Left out, as in floor.c: the flags of meta commands and noreply.

import { createServer, type Socket } from "node:net";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;

/** As floor.c: the longest line, its line feed included. */
const LINE_BYTES_MAX = 65_536;
/** As floor.c: the replies of one write. */
const OUT_BYTES = 1_048_576 + 512;
/** VALUE k 0 0, an empty value, END. */
const REPLY_BYTES_MIN = 20;
/** VA 0 kk, an empty value. */
const META_REPLY_BYTES_MIN = 11;
const REPLY_BYTES_MAX = 1_048_576;
/** memcached's largest value; a longer one is no request of a load. */
const VALUE_BYTES_MAX = 1_048_576;
const LINE_END_BYTES = 2;
const BACKLOG = 1_024;
const EXIT_USAGE = 2;

const GET = Buffer.from("get ");
const SET = Buffer.from("set ");
const META_GET = Buffer.from("mg ");
const META_SET = Buffer.from("ms ");
const NO_OP_NAME = Buffer.from("mn");
const STORED = Buffer.from("STORED\r\n");
const META_STORED = Buffer.from("HD\r\n");
const NO_OP = Buffer.from("MN\r\n");
const ERROR = Buffer.from("ERROR\r\n");
const NOTHING = Buffer.alloc(0);

/** All other options (memory, threads) are accepted: what stores nothing keeps every limit. */
function replyBytes(texts: readonly string[]): number {
  const option = "--reply-bytes=";
  const text = texts.findLast((each) => each.startsWith(option))?.slice(option.length) ?? "220";
  const bytes = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (bytes >= REPLY_BYTES_MIN && bytes <= REPLY_BYTES_MAX) return bytes;
  const expected = `${REPLY_BYTES_MIN} to ${REPLY_BYTES_MAX}`;
  process.stderr.write(`--reply-bytes: received "${text}", expected ${expected}\n`);
  process.exit(EXIT_USAGE);
}

/** The longest value that leaves room for its own digits in `room`, and a key for what is over. */
function lengthAndKey(room: number): readonly [length: number, key: string] {
  let length = room - 1;
  while (`${length}`.length + length > room) length--;
  return [length, "k".repeat(room - length - `${length}`.length + 1)];
}

/** A reply of `bytes` in all. A byte that the digits of the length leave over goes to the key. */
function valueReply(bytes: number): Buffer {
  const [length, key] = lengthAndKey(bytes - (REPLY_BYTES_MIN - 1));
  return Buffer.from(`VALUE ${key} 0 ${length}\r\n${"v".repeat(length)}\r\nEND\r\n`);
}

function metaValueReply(bytes: number): Buffer {
  const [length, key] = lengthAndKey(bytes - (META_REPLY_BYTES_MIN - 1));
  return Buffer.from(`VA ${length} k${key}\r\n${"v".repeat(length)}\r\n`);
}

function begins(buffer: Buffer, at: number, word: Buffer): boolean {
  for (let i = 0; i < word.length; i++) if (buffer[at + i] !== word[i]) return false;
  return true;
}

/** Spaces before the data length: `set k flags expiry LENGTH`, `ms k LENGTH`. */
const SET_SPACES = 4;
const META_SET_SPACES = 2;

/** The data length behind that many spaces, or −1. */
function dataLength(buffer: Buffer, from: number, end: number, behind: number): number {
  let at = from;
  for (let spaces = 0; spaces < behind; at++) {
    if (at === end) return -1;
    if (buffer[at] === SPACE) spaces++;
  }
  const digits = at;
  let length = 0;
  for (; at < end; at++) {
    const digit = buffer[at] as number;
    if (digit < ZERO || digit > NINE) break;
    length = length * 10 + digit - ZERO;
    if (length > VALUE_BYTES_MAX) return -1;
  }
  return at === digits ? -1 : length;
}

const BYTES = replyBytes(process.argv.slice(2));
const VALUE = valueReply(BYTES);
const META_VALUE = metaValueReply(BYTES);

class Connection {
  readonly #socket: Socket;
  /** Received and not yet answered. */
  #received: Buffer = NOTHING;
  #at = 0;
  /** Of a set's data and its line end: still to be received; `owed` is when it reaches 0. */
  #dataBytes = 0;
  #owed: Buffer = STORED;
  #replies: Buffer[] = [];
  #replyBytes = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("drain", () => this.#serve());
    // A reset ends a connection like any other end.
    socket.on("error", () => socket.destroy());
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    this.#serve();
  }

  /** Answers what is there and writes it; a client that does not read is not read from. */
  #serve(): void {
    for (;;) {
      const answeredAll = this.#answer();
      if (!this.#write()) {
        this.#socket.pause();
        return;
      }
      if (answeredAll) break;
    }
    this.#received = this.#received.subarray(this.#at);
    this.#at = 0;
    if (this.#received.length >= LINE_BYTES_MAX) this.#socket.destroySoon();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  /** @returns false when it stopped because there is no room for a reply. */
  #answer(): boolean {
    const buffer = this.#received;
    for (;;) {
      if (this.#replyBytes + Math.max(VALUE.length, STORED.length) > OUT_BYTES) return false;
      if (this.#dataBytes > 0) {
        const taken = Math.min(this.#dataBytes, buffer.length - this.#at);
        this.#at += taken;
        this.#dataBytes -= taken;
        if (this.#dataBytes > 0) return true;
        this.#add(this.#owed);
      } else {
        const feed = buffer.indexOf(LINE_FEED, this.#at);
        if (feed < 0) return true;
        const carriage = feed > this.#at && buffer[feed - 1] === CARRIAGE_RETURN;
        this.#answerLine(this.#at, carriage ? feed - 1 : feed);
        this.#at = feed + 1;
      }
    }
  }

  #answerLine(from: number, end: number): void {
    const buffer = this.#received;
    const length = end - from;
    if (length > GET.length && begins(buffer, from, GET)) this.#add(VALUE);
    else if (length > SET.length && begins(buffer, from, SET)) {
      this.#awaitData(dataLength(buffer, from, end, SET_SPACES), STORED);
    } else if (length > META_GET.length && begins(buffer, from, META_GET)) this.#add(META_VALUE);
    else if (length > META_SET.length && begins(buffer, from, META_SET)) {
      this.#awaitData(dataLength(buffer, from, end, META_SET_SPACES), META_STORED);
    } else if (length === NO_OP_NAME.length && begins(buffer, from, NO_OP_NAME)) {
      this.#add(NO_OP);
    } else this.#add(ERROR);
  }

  #awaitData(bytes: number, owed: Buffer): void {
    if (bytes < 0) {
      this.#add(ERROR);
      return;
    }
    this.#dataBytes = bytes + LINE_END_BYTES;
    this.#owed = owed;
  }

  #add(reply: Buffer): void {
    this.#replies.push(reply);
    this.#replyBytes += reply.length;
  }

  /** Hands all replies to the socket in one write. @returns whether it takes more. */
  #write(): boolean {
    const [first] = this.#replies;
    if (first === undefined) return true;
    const single = this.#replies.length === 1;
    const bytes = single ? first : Buffer.concat(this.#replies, this.#replyBytes);
    this.#replies = [];
    this.#replyBytes = 0;
    return this.#socket.write(bytes);
  }
}

const server = createServer({ noDelay: true }, (socket) => new Connection(socket));
server.listen({ host: "127.0.0.1", port: 0, backlog: BACKLOG }, () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ ready: { port } })}\n`);
});
process.on("SIGTERM", () => process.exit(0));
