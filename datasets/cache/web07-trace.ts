// Reads the web07 access trace: which object each HTTP request to a product detail page asked for,
// in order.
//
// The stored file is checked against the manifest before use, so that a damaged copy ends a run
// with one clear error instead of other requests. Only the pattern of repetition matters here: keys
// become their rank of first appearance, and what the bits of the original numbers meant (type, id,
// index) is dropped.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import manifest from "./manifest.json" with { type: "json" };

export interface AccessTrace {
  /** Key of each access: the rank in which it first appeared, 0 … distinct − 1. */
  readonly keys: Uint32Array;
  readonly distinct: number;
}

const REPAIR = "restore it from version control: git checkout -- datasets/cache";
const BYTES_PER_ACCESS = 4;

function manifestEntry(path: string) {
  const entry = manifest.files.find((file) => file.path === path);
  if (entry === undefined) throw new Error(`datasets/cache/manifest.json has no file ${path}`);
  return entry;
}

function readStored(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Error(`cannot read the access trace ${file}; ${REPAIR}`, { cause });
  }
}

/**
 * The web07 trace. `folder` ends in a slash and holds what the manifest lists.
 * @throws when the file is missing or is not the one whose SHA-256 the manifest states; a file with
 *   that hash has only one content, so nothing behind it is checked again
 */
export function readWeb07Trace(folder: URL = new URL("./", import.meta.url)): AccessTrace {
  const entry = manifestEntry("sample/web07.trace.gz");
  const file = fileURLToPath(new URL(entry.path, folder));
  const stored = readStored(file);
  const found = createHash("sha256").update(stored).digest("hex");
  if (found !== entry.sha256) {
    throw new Error(
      `${file} is damaged: found ${stored.length} bytes with SHA-256 ${found}, ` +
        `expected ${entry.bytes} bytes with ${entry.sha256}; ${REPAIR}`,
    );
  }
  return denseTrace(gunzipSync(stored));
}

/** Big-endian u32 accesses, each key replaced by its rank of first appearance. */
export function denseTrace(accesses: Uint8Array): AccessTrace {
  const numbers = new DataView(accesses.buffer, accesses.byteOffset, accesses.byteLength);
  const keys = new Uint32Array(accesses.length / BYTES_PER_ACCESS);
  const rankOf = new Map<number, number>();
  for (let at = 0; at < keys.length; at++) {
    const original = numbers.getUint32(at * BYTES_PER_ACCESS);
    const rank = rankOf.get(original) ?? rankOf.size;
    if (rank === rankOf.size) rankOf.set(original, rank);
    keys[at] = rank;
  }
  return { keys, distinct: rankOf.size };
}
