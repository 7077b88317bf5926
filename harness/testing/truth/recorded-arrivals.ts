// The recorded arrivals of the truth suite: a file as one would record it, made from a seed, so
// that nobody's data is in the tree. Run on its own it writes the file anew.
//
// Its own file because the text beside it must be explained; a test holds that this made it.

import { writeFileSync } from "node:fs";
import { drawsOf } from "#model/draws.ts";

const SEED = 20_261;
/** Coprime to a second's requests, so that it begins again at another place of each second. */
const COUNT = 311;
/** Two kinds of clients: some ask again soon, the others after a while. Seconds. */
const [SOON_S, LATER_S] = [0.000_3, 0.002];
const SOON_SHARE = 0.6;
const DECIMALS = 6;

/** One instant a line, in seconds, ascending. */
export function recordedArrivalsText(): string {
  const [kinds, gaps] = [drawsOf(SEED, 1), drawsOf(SEED, 2)];
  let atS = 0;
  const lines = Array.from({ length: COUNT }, (_, at) => {
    const meanS = kinds.unit(at) < SOON_SHARE ? SOON_S : LATER_S;
    atS += -Math.log(1 - gaps.unit(at)) * meanS;
    return `${atS.toFixed(DECIMALS)}\n`;
  });
  return lines.join("");
}

if (import.meta.main) {
  const file = new URL("recorded-arrivals.txt", import.meta.url);
  writeFileSync(file, recordedArrivalsText());
}
