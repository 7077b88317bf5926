// One side of a conversation with a server: send, then expect exact bytes, a pattern or the end of
// the connection. Its own file because every case is written in it. A step that is not fulfilled
// within two seconds throws a Mismatch, whose message is the finding.

import { connect, type Socket } from "node:net";
import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";

/** A loopback server that needs longer than this for one step does not answer at all. */
const STEP_MS_MAX = 2_000;
/** Enough to recognise a reply by, and still one line. */
const SHOWN_BYTES_MAX = 72;

export class Mismatch extends Error {}

function shown(bytes: Buffer): string {
  const text = JSON.stringify(bytes.toString("latin1", 0, SHOWN_BYTES_MAX));
  return bytes.length > SHOWN_BYTES_MAX ? `${text}… (${bytes.length} bytes)` : text;
}

/** The first bytes that differ, with a little of what precedes them. */
function around(bytes: Buffer, at: number): Buffer {
  const before = 16;
  return bytes.subarray(Math.max(0, at - before), at + SHOWN_BYTES_MAX - before);
}

function firstDifference(left: Buffer, right: Buffer): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) if (left[at] !== right[at]) return at;
  return length;
}

export class Dialogue {
  readonly #socket: Socket;
  #received: Buffer[] = [];
  #receivedBytes = 0;
  #ended = false;
  #changed: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received.push(chunk);
      this.#receivedBytes += chunk.length;
      this.#changed();
    });
    // A reset is an end too; what was expected of it is the case's to say.
    socket.on("error", () => {});
    for (const event of ["end", "close"]) {
      socket.on(event, () => {
        this.#ended = true;
        this.#changed();
      });
    }
  }

  static open(port: number): Promise<Dialogue> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port, noDelay: true, allowHalfOpen: true });
      socket.setTimeout(STEP_MS_MAX, () => socket.destroy(new Error("no connection in time")));
      socket.once("error", (error) => reject(new Mismatch(`no connection: ${error.message}`)));
      socket.once("connect", () => {
        socket.setTimeout(0);
        resolve(new Dialogue(socket));
      });
    });
  }

  send(bytes: Buffer | string): void {
    this.#socket.write(bytes);
  }

  /** Sends each byte by itself; the server may still find several at once. */
  async sendByteByByte(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at++) {
      this.#socket.write(bytes.subarray(at, at + 1));
      await turn();
    }
  }

  /** Ends the sending side only. */
  halfClose(): void {
    this.#socket.end();
  }

  stopReading(): void {
    this.#socket.pause();
  }

  goOnReading(): void {
    this.#socket.resume();
  }

  /** Expects these bytes next. */
  async expect(bytes: Buffer | string): Promise<void> {
    const expected = Buffer.from(bytes);
    const received = await this.receive(expected.length);
    if (received.equals(expected)) return;
    const at = firstDifference(expected, received);
    throw this.#mismatch(shown(around(expected, at)), around(received, at));
  }

  /** So many of the next bytes, or fewer where no more came. */
  async receive(length: number): Promise<Buffer> {
    await this.#until(() => this.#receivedBytes >= length);
    return this.#take(length);
  }

  /** Expects all that comes next to match as a whole. @returns the match */
  async expectPattern(source: string): Promise<RegExpExecArray> {
    const pattern = new RegExp(`^(?:${source})$`);
    await this.#until(() => pattern.test(this.#all().toString("latin1")));
    const received = this.#all();
    const match = pattern.exec(received.toString("latin1"));
    if (match === null) throw this.#mismatch(`/${source}/`, received);
    this.#take(received.length);
    return match;
  }

  /** Expects that nothing comes for so long: what was sent is not a whole request. */
  async expectSilence(lastsMs: number): Promise<void> {
    await pause(lastsMs);
    if (this.#receivedBytes > 0) {
      throw this.#mismatch("silence until the request is whole", this.#all());
    }
  }

  /** Expects the server to end the connection without another byte. */
  async expectEnd(): Promise<void> {
    await this.#until(() => this.#ended || this.#receivedBytes > 0);
    if (!this.#ended || this.#receivedBytes > 0) {
      throw this.#mismatch("the end of the connection", this.#all());
    }
  }

  /** Sends a request and expects the reply. */
  async exchange(request: Buffer | string, reply: Buffer | string): Promise<void> {
    this.send(request);
    await this.expect(reply);
  }

  close(): void {
    this.#socket.destroy();
  }

  #mismatch(expected: string, received: Buffer): Mismatch {
    const ended = this.#ended ? " and the end of the connection" : "";
    return new Mismatch(`expected ${expected}, received ${shown(received)}${ended}`);
  }

  #all(): Buffer {
    const all = Buffer.concat(this.#received);
    this.#received = [all];
    return all;
  }

  #take(length: number): Buffer {
    const all = this.#all();
    const taken = all.subarray(0, length);
    this.#received = [all.subarray(taken.length)];
    this.#receivedBytes = all.length - taken.length;
    return taken;
  }

  /**
   * Waits for a condition, the end of the connection or the end of patience, whichever is first.
   */
  #until(isMet: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#changed(), STEP_MS_MAX);
      const deadline = performance.now() + STEP_MS_MAX;
      this.#changed = () => {
        if (!isMet() && !this.#ended && performance.now() < deadline - 1) return;
        clearTimeout(timer);
        this.#changed = () => {};
        resolve();
      };
      this.#changed();
    });
  }
}
