// The same small request again and again to the floor of a protocol: the load under which the
// generator's own speed is measured. Its own file because the three protocols differ in their bytes
// and nowhere else.

import path from "node:path";
import { planFor } from "#testing/measured-step.ts";
import type { StepPlan, TrialPlan } from "#model/plan.ts";
import type { TruthProtocol } from "#model/self-test.ts";

const GIVEN_TRAFFIC = path.join(import.meta.dirname, "..", "..", "load", "given-traffic.ts");
/** Its requests carry their index, by which datagrams find their slots. */
const NUMBERED_TRAFFIC = path.join(
  import.meta.dirname,
  "..",
  "planted-faults",
  "datagram-traffic.ts",
);
const REQUESTS = {
  http: "GET / HTTP/1.1\r\nHost: floor\r\n\r\n",
  memcache: "get floor\r\n",
} as const;
/**
 * Room for a pause at the highest rate. A lost datagram holds its place to the end of the step, and
 * one socket has room enough: matching is by number.
 */
const ROOM = {
  http: { connections: 50, inFlightMax: 64 },
  memcache: { connections: 50, inFlightMax: 64 },
  udp: { connections: 1, inFlightMax: 16_384 },
} as const;
const WARM_UP_S = 1;
const DRAIN = { minS: 0.5, factor: 3, maxS: 2 };

/** Connections of the load over a protocol. */
export function connectionsOf(protocol: TruthProtocol): number {
  return ROOM[protocol].connections;
}

export function floorPlan(
  protocol: TruthProtocol,
  port: number,
  steps: readonly StepPlan[],
): TrialPlan {
  const request = protocol === "udp" ? undefined : REQUESTS[protocol];
  const traffic = { scenario: "floor", seed: 1, parameters: {} };
  return planFor({
    protocol,
    port,
    trafficModule: request === undefined ? NUMBERED_TRAFFIC : GIVEN_TRAFFIC,
    traffic: request === undefined ? traffic : { ...traffic, input: givenInput(request) },
    steps,
    ...ROOM[protocol],
    oracle: false,
    warmUpS: WARM_UP_S,
    drain: DRAIN,
  });
}

/** See given-traffic.ts. */
function givenInput(request: string): string {
  return JSON.stringify({
    bytes: Buffer.from(request).toString("base64"),
    ends: [request.length],
    owed: [1],
    forms: [0],
  });
}
