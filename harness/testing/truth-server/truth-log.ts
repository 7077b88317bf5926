// What the truth server wrote down: when each planned request came, when its service began and when
// it departed. And the file that holds it.
//
// Its own file because the server in C and its twin write what is read here. What follows from the
// times is recursion.ts's.
//
//   "TPTRLOG1", u32 count, u32 others,
//   count x (u32 index, u32 connection, f64 arrivalNs, f64 startNs, f64 endNs)    little endian

import { readFileSync } from "node:fs";

/** In the order of service. Times in ns of the system's monotonic clock. */
export interface TruthLog {
  readonly count: number;
  /** Served, and not in the log: what is not planned, or an index for a second time. */
  readonly others: number;
  readonly index: Uint32Array;
  /** Number of the connection, in order of acceptance; of a datagram, the port it came from. */
  readonly connection: Uint32Array;
  /** The kernel's receive time where the server is told it, else when the request was read. */
  readonly arrivalNs: Float64Array;
  /** The later of the arrival and the end of the request before. */
  readonly startNs: Float64Array;
  /**
   * When the reply was handed to the kernel. Where that took so long that the host must have taken
   * the core away in the middle, when it had been done.
   */
  readonly endNs: Float64Array;
}

const MAGIC = "TPTRLOG1";
const HEAD_BYTES = 16;
const RECORD_BYTES = 32;

/** A log file that cannot be believed. */
export class TruthLogError extends Error {}

/** @throws TruthLogError where the file is no log, or not a whole one. */
export function readTruthLog(file: string): TruthLog {
  return parseTruthLog(readFileSync(file), file);
}

/** @param shownAs the file's name in errors. */
export function parseTruthLog(bytes: Buffer, shownAs: string): TruthLog {
  const count = recordCount(bytes, shownAs);
  const log = emptyLog(count, bytes.readUInt32LE(MAGIC.length + 4));
  for (let at = 0; at < count; at++) {
    const from = HEAD_BYTES + RECORD_BYTES * at;
    const arrival = bytes.readDoubleLE(from + 8);
    const start = bytes.readDoubleLE(from + 16);
    const end = bytes.readDoubleLE(from + 24);
    if (!(arrival <= start && start <= end)) {
      const times = `record ${at}: received arrival ${arrival}, start ${start}, end ${end}`;
      throw new TruthLogError(`${shownAs}: ${times}; expected them in this order`);
    }
    log.index[at] = bytes.readUInt32LE(from);
    log.connection[at] = bytes.readUInt32LE(from + 4);
    [log.arrivalNs[at], log.startNs[at], log.endNs[at]] = [arrival, start, end];
  }
  return log;
}

function recordCount(bytes: Buffer, shownAs: string): number {
  if (bytes.length < HEAD_BYTES || bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    const received = `${shownAs}: received ${bytes.length} bytes that do not begin with ${MAGIC}`;
    throw new TruthLogError(`${received}; expected the log of a truth server`);
  }
  const count = bytes.readUInt32LE(MAGIC.length);
  const expected = HEAD_BYTES + RECORD_BYTES * count;
  if (bytes.length !== expected) {
    const wanted = `expected ${expected} for ${count} requests; run the repetition again`;
    throw new TruthLogError(`${shownAs}: received ${bytes.length} bytes, ${wanted}`);
  }
  return count;
}

function emptyLog(count: number, others: number): TruthLog {
  return {
    count,
    others,
    index: new Uint32Array(count),
    connection: new Uint32Array(count),
    arrivalNs: new Float64Array(count),
    startNs: new Float64Array(count),
    endNs: new Float64Array(count),
  };
}

/** One served request, as the twin writes it down. */
export interface Departure {
  readonly index: number;
  readonly connection: number;
  readonly arrivalNs: number;
  readonly startNs: number;
  readonly endNs: number;
}

/** A log that is being written, in memory that is taken before the first request. */
export class TruthLogWriter {
  readonly #bytes: Buffer;
  #count = 0;
  others = 0;

  /** @param countMax of planned requests. */
  constructor(countMax: number) {
    // Filled, not only allocated: a page is otherwise taken when a request is written to it.
    this.#bytes = Buffer.allocUnsafe(HEAD_BYTES + RECORD_BYTES * countMax).fill(0);
    this.#bytes.write(MAGIC, "latin1");
  }

  add({ index, connection, arrivalNs, startNs, endNs }: Departure): void {
    const from = HEAD_BYTES + RECORD_BYTES * this.#count++;
    this.#bytes.writeUInt32LE(index, from);
    this.#bytes.writeUInt32LE(connection, from + 4);
    this.#bytes.writeDoubleLE(arrivalNs, from + 8);
    this.#bytes.writeDoubleLE(startNs, from + 16);
    this.#bytes.writeDoubleLE(endNs, from + 24);
  }

  /** The file's content so far. */
  bytes(): Buffer {
    this.#bytes.writeUInt32LE(this.#count, MAGIC.length);
    this.#bytes.writeUInt32LE(this.others, MAGIC.length + 4);
    return this.#bytes.subarray(0, HEAD_BYTES + RECORD_BYTES * this.#count);
  }
}
