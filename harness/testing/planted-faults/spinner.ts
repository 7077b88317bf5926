// A process that keeps its core busy, in bursts: another program that was started on the
// generator's core. Arguments: the length of a burst and of the rest behind it, in ms. It prints a
// line when it is about to begin, and ends when its stdin does.

import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";

const [burstMs = Number.NaN, restMs = Number.NaN] = process.argv.slice(2).map(Number);
if (!(burstMs > 0) || !(restMs >= 0)) {
  throw new RangeError(`expected two lengths in ms, received "${process.argv.slice(2).join(" ")}"`);
}

let isOver = false;
process.stdin.on("end", () => void (isOver = true)).resume();
process.stdout.write("spinning\n");
while (!isOver) {
  const untilMs = performance.now() + burstMs;
  while (performance.now() < untilMs);
  // Without a rest the end of stdin must be heard of all the same.
  await (restMs === 0 ? turn() : sleep(restMs));
}
process.exit(0);
