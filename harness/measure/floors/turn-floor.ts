// What one turn of Node's event loop costs: the least between two looks at the sockets. Its own
// file because it cannot be timed by a plain loop.

import { NS_PER_MS } from "#model/units.ts";
import { type Floor, nanoseconds } from "./floor.ts";

/** About 2 ms a batch. */
const TURNS = 2_000;
/** As long as for the other floors, with what compiles the loop. */
const BATCHES = 75;

export async function turnFloor(): Promise<Floor> {
  let leastMs = Number.POSITIVE_INFINITY;
  for (let batch = 0; batch < BATCHES; batch++) leastMs = Math.min(leastMs, await turnsMs(TURNS));
  const turnNs = (leastMs * NS_PER_MS) / TURNS;
  return nanoseconds(turnNs, "one turn of Node's event loop: a setImmediate that sets the next");
}

function turnsMs(turns: number): Promise<number> {
  return new Promise((resolve) => {
    const startMs = performance.now();
    let left = turns;
    const turn = (): void => {
      if (--left === 0) resolve(performance.now() - startMs);
      else setImmediate(turn);
    };
    setImmediate(turn);
  });
}
