// Reads small files of /proc quickly: many of them, many times, most of which may vanish while
// being read.
//
// Its own file because the cost matters: one buffer for all, three system calls a file, and no
// error object where a process has gone. The root is a parameter so that tests can lay out
// processes of their own.

import { closeSync, openSync, readdirSync, readlinkSync, readSync, statSync } from "node:fs";

/** Larger than any environment that the lab gives; what lies behind it is not read. */
const BUFFER_BYTES = 131_072;

export class ProcFiles {
  readonly #root: string;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);

  /** False where the system has no /proc. */
  readonly exist: boolean;

  constructor(root = "/proc") {
    this.#root = root;
    this.exist = this.pids().length > 0;
  }

  /** Ids of the processes that there are. */
  pids(): number[] {
    return this.#numbers(this.#root);
  }

  threads(pid: number): number[] {
    return this.#numbers(`${this.#root}/${pid}/task`);
  }

  /** Owner's user id; undefined where the process has gone. */
  owner(pid: number): number | undefined {
    return statSync(`${this.#root}/${pid}`, { throwIfNoEntry: false })?.uid;
  }

  /**
   * The bytes of a process's file, valid until the next call; undefined where gone or not allowed.
   */
  bytes(pid: number, file: string): Buffer | undefined {
    let descriptor: number;
    try {
      descriptor = openSync(`${this.#root}/${pid}/${file}`, "r");
    } catch {
      return undefined;
    }
    try {
      return this.#buffer.subarray(0, this.#fill(descriptor));
    } catch {
      // Between open and read the process ended.
      return undefined;
    } finally {
      closeSync(descriptor);
    }
  }

  text(pid: number, file: string): string | undefined {
    return this.bytes(pid, file)?.toString("latin1");
  }

  /**
   * What the process has open, as the targets of its descriptors; undefined where gone or not
   * allowed.
   */
  descriptors(pid: number): string[] | undefined {
    const folder = `${this.#root}/${pid}/fd`;
    try {
      return readdirSync(folder).flatMap((name) => targetOf(`${folder}/${name}`));
    } catch {
      return undefined;
    }
  }

  /** A file of /proc comes a page at a time, so one read may not be all of it. */
  #fill(descriptor: number): number {
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, this.#buffer, length, BUFFER_BYTES - length, null);
      length += read;
      if (read === 0 || length === BUFFER_BYTES) return length;
    }
  }

  #numbers(folder: string): number[] {
    try {
      return readdirSync(folder).map(Number).filter(Number.isInteger);
    } catch {
      return [];
    }
  }
}

/** None where it was closed meanwhile. */
function targetOf(link: string): string[] {
  try {
    return [readlinkSync(link)];
  } catch {
    return [];
  }
}
