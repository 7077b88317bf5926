// The Node twin of floor.c, for machines without a C compiler: the same bytes for the same
// requests. It finds where they end, reads nothing else of them, and answers with constants, one
// write per read.
//
// One file without imports of ours, as a contender is. It shows the floor of Node, which is above
// the host's. Left out, as in floor.c: chunked requests, which are refused, Expect, Upgrade and
// Connection.

import { createServer, type Socket } from "node:net";

/** As floor.c: the longest head. */
const HEAD_BYTES_MAX = 65_536;
/** As floor.c: the replies of one write. */
const OUT_BYTES = 1_048_576 + 512;
/** HTTP/1.1 200 OK, Content-Length: 0, and no body. */
const REPLY_BYTES_MIN = 38;
const REPLY_BYTES_MAX = 1_048_576;
const BACKLOG = 1_024;
const EXIT_USAGE = 2;

const HEAD_END = "\r\n\r\n";
const LENGTH_NAME = "content-length:";
/** Enough for any body, and no number that a double does not hold. */
const LENGTH_TEXT = /^[ \t]*(\d{1,15})[ \t]*$/;
const NOTHING = Buffer.alloc(0);
const REFUSAL = Buffer.from(
  "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
);

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

/** A reply of `bytes` in all. A byte that the digits of the length leave over is a second blank. */
function replyOf(bytes: number): { readonly whole: Buffer; readonly headOnly: Buffer } {
  const room = bytes - (REPLY_BYTES_MIN - 1);
  let length = room - 1;
  while (`${length}`.length + length > room) length--;
  const blanks = room === `${length}`.length + length ? " " : "  ";
  const head = `HTTP/1.1 200 OK\r\nContent-Length:${blanks}${length}\r\n\r\n`;
  return { whole: Buffer.from(head + "v".repeat(length)), headOnly: Buffer.from(head) };
}

/** Bytes of the body behind a head; −1 where that is not stated. */
function bodyLength(head: string): number {
  let length = 0;
  for (const line of head.split("\n")) {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (text.startsWith("transfer-encoding:")) return -1;
    if (!text.startsWith(LENGTH_NAME)) continue;
    const stated = LENGTH_TEXT.exec(text.slice(LENGTH_NAME.length));
    if (stated === null) return -1;
    length = Number(stated[1]);
  }
  return length;
}

const { whole: WHOLE, headOnly: HEAD_ONLY } = replyOf(replyBytes(process.argv.slice(2)));

class Connection {
  readonly #socket: Socket;
  /** Received and not yet answered. */
  #received: Buffer = NOTHING;
  #at = 0;
  /** Of a request's body: still to be received; `owed` is when it reaches 0. */
  #bodyBytes = 0;
  #owed: Buffer = WHOLE;
  /** A request was refused: nothing behind it can be framed. */
  #isOver = false;
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
    if (this.#isOver || this.#received.length >= HEAD_BYTES_MAX) this.#socket.destroySoon();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  /** @returns false when it stopped because there is no room for a reply. */
  #answer(): boolean {
    const buffer = this.#received;
    while (!this.#isOver) {
      if (this.#replyBytes + Math.max(WHOLE.length, REFUSAL.length) > OUT_BYTES) return false;
      if (this.#bodyBytes > 0) {
        const taken = Math.min(this.#bodyBytes, buffer.length - this.#at);
        this.#at += taken;
        this.#bodyBytes -= taken;
        if (this.#bodyBytes > 0) return true;
        this.#add(this.#owed);
      } else {
        const end = buffer.indexOf(HEAD_END, this.#at, "latin1");
        if (end < 0) return true;
        this.#answerHead(buffer.toString("latin1", this.#at, end).toLowerCase());
        this.#at = end + HEAD_END.length;
      }
    }
    return true;
  }

  #answerHead(head: string): void {
    const length = bodyLength(head);
    this.#owed = head.startsWith("head ") ? HEAD_ONLY : WHOLE;
    if (length < 0) {
      this.#add(REFUSAL);
      this.#isOver = true;
    } else if (length === 0) this.#add(this.#owed);
    else this.#bodyBytes = length;
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
