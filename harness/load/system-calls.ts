// The system's calls for sockets, through node:ffi: what node:dgram and node:net do not offer is to
// read what came, of datagrams many by one call, into memory of ours and without an event each.
//
// Its own file because an experimental module is behind it, and the layout of Linux on 64-bit
// little-endian machines: everywhere else there are no such calls.

import type * as NodeFfi from "node:ffi";
import { endianness } from "node:os";

/**
 * Pointers are addresses as bigints where a call is frequent; a string or an array is accepted too,
 * and is held while the call lasts. A bigint costs some 100 ns, so that whatever else has 64 bits
 * and fits into 32 is passed as such: counts, results, and the timeout of recvmmsg, which is 0.
 */
const CALLS = {
  socket: { arguments: ["i32", "i32", "i32"], return: "i32" },
  connect: { arguments: ["i32", "pointer", "u32"], return: "i32" },
  setsockopt: { arguments: ["i32", "i32", "i32", "pointer", "u32"], return: "i32" },
  getsockopt: { arguments: ["i32", "i32", "i32", "pointer", "pointer"], return: "i32" },
  getsockname: { arguments: ["i32", "pointer", "pointer"], return: "i32" },
  inet_pton: { arguments: ["i32", "pointer", "pointer"], return: "i32" },
  sendmsg: { arguments: ["i32", "pointer", "i32"], return: "i32" },
  recvmsg: { arguments: ["i32", "pointer", "i32"], return: "i32" },
  recvmmsg: { arguments: ["i32", "pointer", "u32", "i32", "i32"], return: "i32" },
  poll: { arguments: ["pointer", "u32", "i32"], return: "i32" },
  epoll_create1: { arguments: ["i32"], return: "i32" },
  epoll_ctl: { arguments: ["i32", "i32", "i32", "pointer"], return: "i32" },
  epoll_wait: { arguments: ["i32", "pointer", "i32", "i32"], return: "i32" },
  clock_gettime: { arguments: ["i32", "pointer"], return: "i32" },
  shutdown: { arguments: ["i32", "i32"], return: "i32" },
  close: { arguments: ["i32"], return: "i32" },
  __errno_location: { arguments: [], return: "pointer" },
} as const;

type Ffi = typeof NodeFfi;

/** Memory whose address the system is given; it must be referenced as long as it is used. */
export interface Shared {
  readonly words: Uint32Array;
  readonly pointer: bigint;
}

function load(ffi: Ffi) {
  const { functions } = ffi.dlopen(null, CALLS);
  return {
    ...functions,
    /** Why the call just before failed. */
    errno: (): number => ffi.getInt32(functions.__errno_location()),
    /** Small arrays live in the collector's heap until their buffer is asked for. */
    addressOf: ({ buffer, byteOffset }: Uint8Array): number =>
      Number(ffi.getRawPointer(buffer as ArrayBuffer)) + byteOffset,
    share(words: number): Shared {
      const buffer = new ArrayBuffer(4 * words);
      return { words: new Uint32Array(buffer), pointer: ffi.getRawPointer(buffer) };
    },
  };
}

export type SystemCalls = ReturnType<typeof load>;

/** Undefined where the system, the machine or this Node has none. */
export function systemCalls(): SystemCalls | undefined {
  const isKnown = ["x64", "arm64"].includes(process.arch) && endianness() === "LE";
  if (process.platform !== "linux" || !isKnown) return undefined;
  try {
    const ffi = process.getBuiltinModule("node:ffi") as Ffi | undefined;
    return ffi && load(ffi);
  } catch {
    return undefined;
  }
}
