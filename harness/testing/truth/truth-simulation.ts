// A repetition of a truth case on the virtual clock: the generator's own loop, codec and traffic
// against a scripted server that answers with the truth server's bytes, to the nanosecond.
//
// Its own file because every case runs through it in the tests, and the same judge then speaks. A
// reset is simulated by a reply that announces the end of its connection, so over HTTP alone.

import { codec as datagram } from "#load/codecs/datagram.ts";
import { codec as http } from "#load/codecs/http.ts";
import { codec as memcache } from "#load/codecs/memcache.ts";
import type { Codec } from "#model/codec.ts";
import type { TruthProtocol } from "#model/self-test.ts";
import type { OpenTraffic } from "#model/traffic.ts";
import type { PeerProtocol } from "../peer-protocol.ts";
import type { TruthLog } from "../truth-server/truth-log.ts";
import { FATE, type TruthPlan } from "../truth-server/truth-plan.ts";
import { datagramWire, httpWire, memcacheWire, type Wire } from "../truth-server/truth-wire.ts";
import { outcomeOfStep } from "../virtual-outcome.ts";
import { type RequestTimes, runVirtualStep, type VirtualStepSettings } from "../virtual-step.ts";
import type { OwnRepetition } from "./own-repetition.ts";
import type { RepetitionPlan } from "./repetition-plan.ts";
import { openTraffic as openHttp } from "./truth-traffic-http.ts";
import { openTraffic as openMemcache } from "./truth-traffic-memcache.ts";
import { openTraffic as openUdp } from "./truth-traffic-udp.ts";

interface Conversation {
  readonly codec: Codec;
  readonly open: OpenTraffic;
  readonly wire: (plan: TruthPlan) => Wire;
}

const CONVERSATIONS: Readonly<Record<TruthProtocol, Conversation>> = {
  http: { codec: http, open: openHttp, wire: httpWire },
  memcache: { codec: memcache, open: openMemcache, wire: memcacheWire },
  udp: { codec: datagram, open: openUdp, wire: datagramWire },
};

export interface SimulatedRepetition extends OwnRepetition {
  /** Of the requests that were sent, in the order of their ends. */
  readonly times: readonly RequestTimes[];
}

/** What is planted into the clock, and how the loop is to see it; left out: no pauses. */
export type PlantedPauses = Pick<VirtualStepSettings, "pauses" | "pauseRule" | "pollNs">;

/** @param plan whose first index is 0. */
export async function simulateRepetition(
  plan: RepetitionPlan,
  planted: PlantedPauses = {},
): Promise<SimulatedRepetition> {
  const { truthCase, protocol, step, server } = plan;
  const { codec, open, wire } = CONVERSATIONS[protocol];
  const parameters = { replyBytes: server.replyBytes };
  const traffic = await open({ scenario: truthCase.id, seed: step.seed, parameters });
  /** Which request the server read as its n-th: withheld ones never come. */
  const order: number[] = [];
  const { loop, exchange } = runVirtualStep({
    ...planted,
    step,
    traffic: { codec, source: traffic.load, peer: peerOf(wire(server), server, order) },
    script: {
      serviceNs: (nth) => server.serviceNs[order[nth] as number] as number,
      fate: (nth) => (server.fates[order[nth] as number] === FATE.silent ? "silence" : "right"),
    },
    connections: truthCase.connections,
    inFlightMax: truthCase.inFlightMax,
  });
  const outcome = outcomeOfStep({ loop, exchange }, step);
  const tallies = traffic.load.check.tallies?.() ?? {};
  const log = logOf(plan, order, loop.times);
  return { plan, log, outcome, notes: { tallies }, times: loop.times };
}

function peerOf(wire: Wire, { fates }: TruthPlan, order: number[]): PeerProtocol {
  return {
    read(bytes, request) {
      const used = wire.read(Buffer.from(bytes), (index) => {
        order.push(index);
        request(index);
      });
      if (used < 0) throw new Error(`not a request: ${JSON.stringify(String(bytes))}`);
      return used;
    },
    reply(index) {
      const reply = wire.reply(index, fates[index] as number);
      return fates[index] === FATE.reset ? lastReply(reply) : reply;
    },
    garbage: new Uint8Array(0),
  };
}

function lastReply(reply: Buffer): Buffer {
  const text = reply.toString("latin1");
  const behindStatus = text.indexOf("\r\n");
  const [status, rest] = [text.slice(0, behindStatus), text.slice(behindStatus)];
  return Buffer.from(`${status}\r\nConnection: close${rest}`, "latin1");
}

/** What the server would have written down: on this clock a request arrives when it is sent. */
function logOf(
  { intendedNs, server }: RepetitionPlan,
  order: readonly number[],
  times: readonly RequestTimes[],
): TruthLog {
  const sentNs = new Map(times.map((each) => [each.index, each.sentNs]));
  const count = order.length;
  const log = {
    count,
    others: 0,
    index: Uint32Array.from(order),
    connection: new Uint32Array(count),
    arrivalNs: new Float64Array(count),
    startNs: new Float64Array(count),
    endNs: new Float64Array(count),
  };
  let endNs = Number.NEGATIVE_INFINITY;
  order.forEach((index, at) => {
    // The loop tells no times of a request that was never answered: it left at its instant.
    const arrivalNs = sentNs.get(index) ?? (intendedNs[index] as number);
    const startNs = Math.max(arrivalNs, endNs);
    endNs = startNs + (server.serviceNs[index] as number);
    [log.arrivalNs[at], log.startNs[at], log.endNs[at]] = [arrivalNs, startNs, endNs];
  });
  return log;
}
