// What sealing bytes costs: AES-256-GCM, as TLS uses it.
//
// Its own file because the two directions of error matter: a bound must not be stricter than the
// machine, so what Node's own calls cost is taken off where a bound is made of it, and what a Node
// program pays in all is a figure of its own.

import { createCipheriv, randomBytes } from "node:crypto";
import { BYTES_PER_KIB } from "#model/units.ts";
import { bandwidth, type Floor, leastNsPerCall, nanoseconds } from "./floor.ts";

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
/** The nonce of GCM in TLS (RFC 5288). */
const NONCE_BYTES = 12;
/**
 * Up to the largest TLS record (RFC 8446, 5.1) and beyond: at some sizes memory for the output has
 * to be asked of the system anew, which costs several times the ciphering.
 */
const SIZES_BYTES = [1, 4, 16, 64].map((kib) => kib * BYTES_PER_KIB);
/** Half a millisecond or less a batch: shorter than most pauses. */
const CALLS = 200;

export interface CipherFloors {
  readonly sealNs: Floor;
  readonly gcmBytesPerS: Floor;
  readonly nodeSealNs: Floor;
}

export function cipherFloors(): CipherFloors {
  const nothingNs = updateNs(0);
  // At least 1 ns, should noise exceed the difference: a floor may be too low, never nothing.
  const bytesPerNs = SIZES_BYTES.map((bytes) => bytes / Math.max(1, updateNs(bytes) - nothingNs));
  const [ofKib = 0] = bytesPerNs;
  const how = "in a running cipher of node:crypto, less the same call over 0 bytes";
  return {
    sealNs: nanoseconds(BYTES_PER_KIB / ofKib, `ciphering 1 KiB by AES-256-GCM: ${how}`),
    gcmBytesPerS: bandwidth(
      Math.max(...bytesPerNs),
      1,
      `ciphering by AES-256-GCM: best of 1, 4, 16 and 64 KiB, ${how}`,
    ),
    nodeSealNs: nanoseconds(
      wholeSealNs(),
      "a whole seal of 1 KiB by a Node program: cipher, update, final and tag of node:crypto",
    ),
  };
}

function updateNs(bytes: number): number {
  const cipher = createCipheriv(ALGORITHM, randomBytes(KEY_BYTES), randomBytes(NONCE_BYTES));
  const plain = Buffer.alloc(bytes, 1);
  return leastNsPerCall(CALLS, (times) => {
    for (let at = 0; at < times; at++) cipher.update(plain);
  });
}

function wholeSealNs(): number {
  const [key, nonce] = [randomBytes(KEY_BYTES), randomBytes(NONCE_BYTES)];
  const plain = Buffer.alloc(BYTES_PER_KIB, 1);
  return leastNsPerCall(CALLS, (times) => {
    for (let at = 0; at < times; at++) {
      const cipher = createCipheriv(ALGORITHM, key, nonce);
      cipher.update(plain);
      cipher.final();
      cipher.getAuthTag();
    }
  });
}
