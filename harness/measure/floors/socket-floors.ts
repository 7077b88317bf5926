// What one send and one receive of a small message over the loopback cost a core.
//
// Both ends are in this process, and the calls are made directly on their descriptors: what is
// timed is the kernel's work and one call from JavaScript into it, which is timed on /dev/null and
// /dev/zero and taken off. So the sum bounds what any program that answers one message at a time
// can do on one core.

import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { type Floor, leastNsPerCall, nanoseconds } from "./floor.ts";

/** A short request or reply. */
const MESSAGE_BYTES = 64;
/** Together far below what a socket's buffer holds, so that no call has to wait. */
const MESSAGES = 100;

/** Undefined where the runtime does not tell a socket's descriptor. */
export async function socketFloors(): Promise<{ sendNs: Floor; recvNs: Floor } | undefined> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const near = connect(typeof address === "object" ? (address?.port ?? 0) : 0, "127.0.0.1");
  const [far] = (await once(server, "connection")) as [Socket];
  try {
    // Nothing may be read behind the loop's back.
    for (const end of [near, far]) end.setNoDelay(true).pause();
    const [from, to] = [descriptorOf(near), descriptorOf(far)];
    return from === undefined || to === undefined ? undefined : timed(from, to);
  } finally {
    near.destroy();
    far.destroy();
    server.close();
  }
}

const message = Buffer.alloc(MESSAGE_BYTES, 1);

function send(calls: number, descriptor: number): void {
  for (let at = 0; at < calls; at++) writeSync(descriptor, message, 0, MESSAGE_BYTES);
}

function receive(calls: number, descriptor: number): void {
  for (let left = calls; left > 0; ) {
    try {
      readSync(descriptor, message, 0, MESSAGE_BYTES, null);
      left--;
    } catch (error) {
      // On a busy host the kernel may bring a message a moment later.
      if (!(error instanceof Error && Reflect.get(error, "code") === "EAGAIN")) throw error;
    }
  }
}

function timed(from: number, to: number): { sendNs: Floor; recvNs: Floor } {
  const sendBatch = (calls: number): void => send(calls, from);
  const receiveBatch = (calls: number): void => receive(calls, to);
  let waiting = 0;
  const sendNs = leastNsPerCall(
    MESSAGES,
    (calls) => {
      sendBatch(calls);
      waiting = calls;
    },
    () => receiveBatch(waiting),
  );
  receiveBatch(waiting);
  const recvNs = leastNsPerCall(MESSAGES, receiveBatch, () => sendBatch(MESSAGES));
  const how = "a call on the descriptor, less the same call on";
  return {
    sendNs: nanoseconds(
      sendNs - onDevice("/dev/null", send),
      `sending 64 bytes on the loopback: ${how} /dev/null; with the way to the receiver's queue`,
    ),
    recvNs: nanoseconds(
      recvNs - onDevice("/dev/zero", receive),
      `receiving 64 bytes on the loopback: ${how} /dev/zero`,
    ),
  };
}

/** What a call costs where the kernel has nothing to do. */
function onDevice(device: string, calls: typeof send): number {
  const descriptor = openSync(device, "r+");
  try {
    return leastNsPerCall(MESSAGES, (times) => calls(times, descriptor));
  } finally {
    closeSync(descriptor);
  }
}

/** The runtime has no name for it; undefined where there is none. */
function descriptorOf(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, "_handle");
  const descriptor: unknown =
    typeof handle === "object" && handle !== null ? Reflect.get(handle, "fd") : undefined;
  return typeof descriptor === "number" && descriptor >= 0 ? descriptor : undefined;
}
