// What one server that serves in order of the requests answers, and when: the exact response times
// that a measuring tool is held against.
//
// Its own file because it is the truth itself: six lines that a reader can check by hand. Requests
// that are withheld, or that get no reply, are their judge's business.

import type { TruthLog } from "./truth-log.ts";

/**
 * Response times of one FIFO server (Lindley's recursion): d_i = max(a_i, d_i-1) + S_i, and the
 * response is d_i − a_i. Both arrays in order of the requests, ns.
 * @param intendedNs ascending; from any origin.
 */
export function fifoResponses(intendedNs: Float64Array, serviceNs: Float64Array): Float64Array {
  const responses = new Float64Array(intendedNs.length);
  let departureNs = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < responses.length; at++) {
    const arrivalNs = intendedNs[at] as number;
    departureNs = Math.max(arrivalNs, departureNs) + (serviceNs[at] as number);
    responses[at] = departureNs - arrivalNs;
  }
  return responses;
}

/**
 * How long each planned request really was in service, the host's pauses of the server included;
 * NaN for one that the server did not serve.
 */
export function happenedServiceNs(log: TruthLog, firstIndex: number, count: number): Float64Array {
  const services = new Float64Array(count).fill(Number.NaN);
  for (let at = 0; at < log.count; at++) {
    const position = (log.index[at] as number) - firstIndex;
    if (position < 0 || position >= count) continue;
    services[position] = (log.endNs[at] as number) - (log.startNs[at] as number);
  }
  return services;
}
