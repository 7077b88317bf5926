// A copy of this checkout in a temporary folder, in which a test may break files and keep runs of
// its own: the command line finds everything from where it lies, so a copy behaves like the
// original. Packages are linked, not copied.

import { type ChildProcess, spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";

const ROOT = path.join(import.meta.dirname, "..", "..");
const COPIED = [
  "package.json",
  "package-lock.json",
  "harness",
  "workloads",
  "datasets",
  "baselines",
  "reports/render",
  "scripts",
];
/** Tests are not run in the copy, and installed packages are large. */
const LEFT_OUT = /(\.test\.ts|node_modules|\.part)$/;

export interface Ended {
  /** The exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class PlantedCheckout {
  readonly root: string;
  /** Temporary files of what runs in the copy. */
  readonly temporary: string;
  readonly #caches: string;

  /**
   * @param caches folder of caches, where builds are there already; the copy's own unless given.
   */
  constructor(caches?: string) {
    const folder = mkdtempSync(path.join(os.tmpdir(), "planted-"));
    this.root = path.join(folder, "checkout");
    this.temporary = path.join(folder, "tmp");
    this.#caches = caches ?? path.join(folder, "cache");
    mkdirSync(this.temporary);
    for (const name of COPIED) {
      cpSync(path.join(ROOT, name), path.join(this.root, name), {
        recursive: true,
        filter: (source) => !LEFT_OUT.test(source),
      });
    }
    symlinkSync(path.join(ROOT, "node_modules"), path.join(this.root, "node_modules"));
  }

  /** Replaces or adds a file. */
  plant(file: string, content: string): void {
    const place = path.join(this.root, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, content);
  }

  /** Folders of the runs made here, oldest first. */
  runs(): string[] {
    const folder = path.join(this.root, "reports", "runs");
    try {
      return readdirSync(folder)
        .toSorted()
        .map((name) => path.join(folder, name));
    } catch {
      return [];
    }
  }

  /** Starts a command here in a process group of its own. */
  start(program: string, words: readonly string[]): ChildProcess {
    return spawn(program, words, {
      cwd: this.root,
      env: {
        ...process.env,
        TMPDIR: this.temporary,
        XDG_CACHE_HOME: this.#caches,
        NO_COLOR: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
  }

  /** Runs the command line with these words to its end. */
  bench(...words: readonly string[]): Promise<Ended> {
    return endOf(this.start(process.execPath, ["harness/cli/main.ts", ...words]));
  }

  remove(): void {
    rmSync(path.dirname(this.root), { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What a process printed and how it ended. */
export async function endOf(child: ChildProcess): Promise<Ended> {
  if (child.stdout === null || child.stderr === null) throw new Error("its output is not piped");
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code: code ?? signal, stdout, stderr };
}
