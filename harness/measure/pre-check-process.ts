// The process of the pre-check: spins for as many milliseconds as its argument says and prints one
// line of JSON.
//
// A process of its own because it must sit alone on the generator's core; it imports nothing but
// the loop.

import { spinOnThisCore } from "./pauses-pre-check.ts";

const durationMs = Number(process.argv[2]);
if (!(durationMs > 0)) {
  throw new RangeError(
    `expected a duration in ms above 0, received ${process.argv[2] ?? "nothing"}`,
  );
}
process.stdout.write(`${JSON.stringify(spinOnThisCore(durationMs))}\n`);
