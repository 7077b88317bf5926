// The twin of truth-server.c, for machines without a C compiler or without Linux: the same options,
// the same bytes on the wire and in the log. Its times are coarser, because a request arrives when
// it is read: the kernel's receive times are not told to Node.
//
//   node truth-server.ts --protocol=http|memcache|udp --plan=FILE --log=FILE
//
// This file reads the options and keeps the server turning; the rest is in the files beside it.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Clock } from "#load/clock.ts";
import { TRUTH_PROTOCOLS, type TruthProtocol } from "#model/self-test.ts";
import { NS_PER_MS } from "#model/units.ts";
import { FifoService } from "./fifo-service.ts";
import { TruthLogWriter } from "./truth-log.ts";
import { readTruthPlan, type TruthPlan } from "./truth-plan.ts";
import { type Peer, serveDatagrams, serveStreams } from "./truth-sockets.ts";
import { datagramWire, httpWire, memcacheWire, type Wire } from "./truth-wire.ts";

const EXIT_USAGE = 2;
/** How often it is looked whether the parent lives; it must not outlive it by much. */
const PARENT_LOOK_MS = 200;

const WIRES: Readonly<Record<TruthProtocol, (plan: TruthPlan) => Wire>> = {
  http: httpWire,
  memcache: memcacheWire,
  udp: datagramWire,
};

/** The system's monotonic clock, as in the log; `performance` counts from another origin. */
function systemClock(): Clock {
  const originNs = Number(process.hrtime.bigint()) - performance.now() * NS_PER_MS;
  return { nowNs: () => originNs + performance.now() * NS_PER_MS };
}

interface Options {
  readonly protocol: TruthProtocol;
  readonly plan: TruthPlan;
  readonly log: string;
}

/** @throws Error with the sentence for the operator. */
function readOptions(words: readonly string[]): Options {
  const text = { type: "string", default: "" } as const;
  const options = { protocol: text, plan: text, log: text };
  const { protocol: received, plan, log } = parseArgs({ args: [...words], options }).values;
  const protocol = TRUTH_PROTOCOLS.find((each) => each === received);
  if (protocol === undefined) {
    throw new Error(`--protocol: received "${received}", expected http, memcache or udp`);
  }
  for (const [name, file] of Object.entries({ plan, log })) {
    if (file === "") throw new Error(`--${name}: received nothing, expected a file`);
  }
  return { protocol, plan: readTruthPlan(plan), log };
}

async function serve({ protocol, plan, log: logFile }: Options): Promise<void> {
  const clock = systemClock();
  const log = new TruthLogWriter(plan.count);
  const answer = (peer: Peer, index: number, fate: number): void => peer.answer(index, fate);
  const service = new FifoService<Peer>({ plan, log, clock, answer });
  const setup = { wire: WIRES[protocol](plan), clock, desk: service };
  process.on("SIGTERM", () => {
    writeFileSync(logFile, log.bytes());
    process.exit(0);
  });
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, PARENT_LOOK_MS);
  const port = await (protocol === "udp" ? serveDatagrams(setup) : serveStreams(setup));
  process.stdout.write(`${JSON.stringify({ ready: { port } })}\n`);
  // Busily, as the server in C: who sleeps is late by as long as waking up takes.
  const turn = (): void => {
    service.turn();
    setImmediate(turn);
  };
  turn();
}

try {
  await serve(readOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(EXIT_USAGE);
}
