// The response time that each planned request must have: the recursion of one FIFO server, with a
// limit on the requests in flight and with replies that are never sent.
//
// Its own file because a withheld request never reaches the server: it is the tool's limit and the
// server's backlog together that decide. Without either this is recursion.ts's, which a test holds.

import { FATE } from "../truth-server/truth-plan.ts";

export interface Served {
  /** Ascending. */
  readonly intendedNs: Float64Array;
  /** NaN: it never reached the server, and no reply came. */
  readonly serviceNs: Float64Array;
  readonly fates: Uint8Array;
  /** In flight over all connections; a request that finds so many is withheld. */
  readonly limit: number;
}

export interface TruthResponses {
  /** In order of the requests, ns; Infinity where none comes. */
  readonly responseNs: Float64Array;
  readonly withheld: number;
}

export function truthResponses({ intendedNs, serviceNs, fates, limit }: Served): TruthResponses {
  const responseNs = new Float64Array(intendedNs.length).fill(Infinity);
  /** Departures of the requests that are answered, ascending, and the first that is still ahead. */
  const departuresNs = new Float64Array(intendedNs.length);
  let [answered, ahead, silent, withheld] = [0, 0, 0, 0];
  let departureNs = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < responseNs.length; at++) {
    const arrivalNs = intendedNs[at] as number;
    while (ahead < answered && (departuresNs[ahead] as number) <= arrivalNs) ahead++;
    // A request that is never answered is in flight until the step is over.
    if (answered - ahead + silent >= limit) {
      withheld++;
      continue;
    }
    const timeNs = serviceNs[at] as number;
    if (Number.isNaN(timeNs)) continue;
    departureNs = Math.max(arrivalNs, departureNs) + timeNs;
    if (fates[at] === FATE.silent) {
      silent++;
      continue;
    }
    departuresNs[answered++] = departureNs;
    responseNs[at] = departureNs - arrivalNs;
  }
  return { responseNs, withheld };
}
