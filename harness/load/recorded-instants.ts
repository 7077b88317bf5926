// Recorded instants from a file: when requests came once, to be sent at those times again.
//
// Its own file because it is the only schedule that is read and not computed. The file is read
// whole before the step: it is bounded, and reading it under load would stall the loop.

import { readFileSync, statSync } from "node:fs";
import { NS_PER_S } from "#model/units.ts";

/** About six million instants. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Instants in ns, ascending. @throws Error that names the line, what it holds and what it should.
 */
export function readRecordedInstants(file: string): Float64Array {
  const { size } = statSync(file);
  if (size > FILE_BYTES_MAX) {
    throw new Error(`${file}: ${size} bytes; expected at most ${FILE_BYTES_MAX} of instants`);
  }
  const lines = readFileSync(file, "utf8").split("\n");
  if (lines.at(-1)?.trim() === "") lines.pop();
  if (lines.length === 0) throw new Error(`${file}: empty; expected one instant in seconds a line`);
  const instantsNs = new Float64Array(lines.length);
  for (const [at, line] of lines.entries()) {
    const instantNs = line.trim() === "" ? Number.NaN : Number(line) * NS_PER_S;
    const leastNs = at === 0 ? 0 : (instantsNs[at - 1] as number);
    if (!(instantNs >= leastNs) || instantNs === Infinity) {
      const received = JSON.stringify(line.slice(0, 40));
      const least = `a number of seconds, at least ${leastNs / NS_PER_S}`;
      throw new Error(`${file}, line ${at + 1}: received ${received}; expected ${least}`);
    }
    instantsNs[at] = instantNs;
  }
  if (lines.length > 1 && instantsNs[0] === instantsNs[lines.length - 1]) {
    throw new Error(
      `${file}: all instants are ${lines[0] ?? ""} s; expected some time between them`,
    );
  }
  return instantsNs;
}
