// The process that measures the floors and prints one line of JSON. A process of its own because it
// is put on the generator's core, and because what ran before it would be in its caches and its
// heap. Argument: the command of the echo, as JSON.

import { cipherFloors } from "./cipher-floors.ts";
import { clockFloors } from "./clock-floors.ts";
import type { Floors } from "./floors.ts";
import { memoryFloor } from "./memory-floor.ts";
import { processFloor } from "./process-floor.ts";
import { roundTripFloor } from "./round-trip-floor.ts";
import { socketFloors } from "./socket-floors.ts";
import { turnFloor } from "./turn-floor.ts";

const echo = JSON.parse(process.argv[2] ?? "[]") as readonly string[];
const loopbackRoundTripNs = await roundTripFloor(echo);
const sockets = await socketFloors();
const turnNs = await turnFloor();
const forkExecNs = processFloor(process.env.PATH ?? "");
const floors: Floors = {
  loopbackRoundTripNs,
  ...sockets,
  turnNs,
  ...clockFloors(),
  ...cipherFloors(),
  memcpyBytesPerS: memoryFloor(),
  ...(forkExecNs === undefined ? {} : { forkExecNs }),
};
process.stdout.write(`${JSON.stringify(floors)}\n`);
