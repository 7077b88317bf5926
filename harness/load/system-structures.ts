// What the system's calls are handed in memory: addresses of endpoints, pointers. Its own file
// because the sockets of both transports need them. Layouts are those of Linux (see
// system-calls.ts).

import { isIPv6 } from "node:net";
import type { SystemCalls } from "./system-calls.ts";
import type { Endpoint } from "./transport.ts";

const [AF_INET, AF_INET6] = [2, 10];
/** struct sockaddr_in, sockaddr_in6, and where their addresses are. */
const [ADDRESS4_BYTES, ADDRESS6_BYTES] = [16, 28];
const [ADDRESS4_FROM, ADDRESS6_FROM] = [4, 8];
const WORD = 2 ** 32;

/** Words of struct msghdr: where the pointer to its parts is, and their count. */
export const [PARTS, PART_COUNT] = [4, 6];
/** Where the pointer to its control messages is, and room for them, then their length. */
export const [CONTROL, CONTROL_BYTES] = [8, 10];
/** Words of a control message with a time: its type, and the struct timespec. */
export const [CONTROL_WORDS, STAMP_TYPE, STAMP_SECONDS, STAMP_NANOSECONDS] = [8, 3, 4, 6];
/** Words of struct iovec, which is a part: a pointer and a length. */
export const [PART_WORDS, PART_LENGTH] = [4, 2];

export function familyOf({ host }: Endpoint): number {
  return isIPv6(host) ? AF_INET6 : AF_INET;
}

/** The endpoint as `connect` wants it; its host is an IP address without a zone. */
export function socketAddress(calls: SystemCalls, endpoint: Endpoint): Uint8Array {
  const family = familyOf(endpoint);
  const isIpv6 = family === AF_INET6;
  const bytes = new Uint8Array(isIpv6 ? ADDRESS6_BYTES : ADDRESS4_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, family, true);
  view.setUint16(2, endpoint.port);
  calls.inet_pton(family, endpoint.host, bytes.subarray(isIpv6 ? ADDRESS6_FROM : ADDRESS4_FROM));
  return bytes;
}

/** Writes a pointer into `words[at]` and the word behind it. Addresses are below 2^53. */
export function setPointer(words: Uint32Array, at: number, address: number): void {
  words[at] = address % WORD;
  words[at + 1] = Math.floor(address / WORD);
}
