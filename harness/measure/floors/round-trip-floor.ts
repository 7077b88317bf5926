// How long a small message takes over the loopback to another process and back, when nothing else
// is to do. Its own file because it is the one floor that two processes make together.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { NS_PER_MS } from "#model/units.ts";
import { type Floor, median, nanoseconds } from "./floor.ts";

/** A short request or reply. */
const MESSAGE_BYTES = 64;
const WARM_UP = 1_000;
/** Half a second at 100 µs each; the median needs far fewer. */
const ROUND_TRIPS = 5_000;

/** @param echo the command that starts echo-process.ts. */
export async function roundTripFloor(echo: readonly string[]): Promise<Floor> {
  const [program = "", ...words] = echo;
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [line] = (await Promise.race([
      once(createInterface({ input: child.stdout }), "line"),
      failureOf(child),
    ])) as [string];
    const socket = connect(Number(line), "127.0.0.1");
    await once(socket, "connect");
    socket.setNoDelay(true);
    await roundTripsMs(socket, WARM_UP);
    const middleMs = median(await roundTripsMs(socket, ROUND_TRIPS));
    socket.destroy();
    return nanoseconds(
      middleMs * NS_PER_MS,
      "64 bytes to another process and back: median, one at a time, with Node at both ends",
    );
  } finally {
    child.kill("SIGKILL");
  }
}

/** Rejects when the echo cannot be started, or ends before it has told its port. */
async function failureOf(child: ReturnType<typeof spawn>): Promise<never> {
  const [code] = (await once(child, "exit")) as [number | null];
  throw new Error(`the echo ended with ${code ?? "a signal"} before it was ready`);
}

function roundTripsMs(socket: Socket, count: number): Promise<number[]> {
  const message = Buffer.alloc(MESSAGE_BYTES, 1);
  const times: number[] = [];
  return new Promise((resolve, reject) => {
    let [sentMs, missing] = [performance.now(), MESSAGE_BYTES];
    const received = (chunk: Buffer): void => {
      missing -= chunk.length;
      if (missing > 0) return;
      times.push(performance.now() - sentMs);
      if (times.length === count) {
        socket.off("data", received).off("error", reject);
        resolve(times);
        return;
      }
      [sentMs, missing] = [performance.now(), MESSAGE_BYTES];
      socket.write(message);
    };
    socket.on("data", received).once("error", reject);
    socket.write(message);
  });
}
