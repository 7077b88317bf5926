// Bulk replies over UDP into sockets with next to no room: what does not fit is dropped by the
// kernel, on the generator's side, and looks as if it had never been answered.

import path from "node:path";
import { drawBetween, type PlantedFault } from "./planted-fault.ts";
import { getsPlan, measured, stepFor, verdictsOn } from "./planted-steps.ts";
import { startFloor } from "./running-contender.ts";

/** The kernel doubles what is asked for and gives 2,304 at least: room for one reply at a time. */
const BUFFER_BYTES = 1_152;
/** A datagram of 2,000 bytes was dropped once in a hundred times, one of 3,000 once in fifteen. */
const REPLIES_BYTES = [4_000, 16_000] as const;
/** Replies come one upon the other, all to the same socket. */
const RATES_PER_S = [20_000, 40_000] as const;
const CONNECTIONS = 1;
/** A request whose reply was dropped holds its place until the drain. */
const IN_FLIGHT_MAX = 40_000;

export const receiveBuffer: PlantedFault = {
  fault: "bulk replies into a tiny receive buffer",
  cause: "receive-buffer",
  takesCore: false,
  available: () =>
    process.platform === "linux" ? undefined : "only Linux tells of dropped datagrams",
  async plant(context) {
    const { draws } = context;
    const [first] = draws;
    if (first === undefined) return [];
    const replyBytes = Math.round(drawBetween(first, "severity", REPLIES_BYTES));
    const words = [`--reply-bytes=${replyBytes}`];
    await using floor = await startFloor("datagram", context, words);
    const steps = draws.map((each) =>
      stepFor(each, { ratePerS: Math.round(drawBetween(each, "count", RATES_PER_S)) }),
    );
    const plan = getsPlan(floor.port, steps, {
      protocol: "udp",
      trafficModule: path.join(import.meta.dirname, "datagram-traffic.ts"),
      connections: CONNECTIONS,
      inFlightMax: IN_FLIGHT_MAX,
      receiveBufferBytes: BUFFER_BYTES,
    });
    const ending = await measured(context, plan);
    const dropped = ending.notes.map(({ connections }) => connections.datagrams?.dropped ?? 0);
    const severities = dropped.map((count) => `${replyBytes} bytes each, ${count} dropped`);
    return verdictsOn("receive-buffer", ending, severities);
  },
};
