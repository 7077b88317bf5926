// The process: arguments in, a listening server out, and the promise to end within five seconds of
// SIGTERM. Its own file because everything else can be tested without a process; it leaves every
// decision to the modules it wires.

import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { parseArguments, type Settings } from "./arguments.ts";
import { Clock } from "./clock.ts";
import { Connections, type Identity } from "./connections/connections.ts";
import { BinaryProtocol } from "./binary/binary-protocol.ts";
import { newCore } from "./protocol/core.ts";
import { TextProtocol } from "./protocol/text-protocol.ts";
import { Replies } from "./replies.ts";
import { MapStore } from "./stores/map-store.ts";
import { SegmentStore } from "./stores/segment-store.ts";

const EXIT_USAGE = 2;
const SWEEP_EVERY_MS = 1_000;
/** Requests wait no longer for a sweep than this; what is left is done after them. */
const SWEEP_MS = 0.2;

function refuse(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(EXIT_USAGE);
}

function identityOf({ tlsCert, tlsKey }: Settings): { identity?: Identity } {
  if (tlsCert === undefined || tlsKey === undefined) return {};
  try {
    const identity = { cert: readFileSync(tlsCert), key: readFileSync(tlsKey) };
    createSecureContext(identity);
    return { identity };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse(`--tls-cert=${tlsCert} --tls-key=${tlsKey}: ${why}`);
  }
}

const parsed = parseArguments(process.argv.slice(2));
if ("problem" in parsed) refuse(parsed.problem);

const { memoryBytes, writes } = parsed;
const clock = new Clock();
const store =
  parsed.store === "map-strings"
    ? new MapStore(clock, memoryBytes)
    : new SegmentStore(clock, memoryBytes, parsed);
const replies = new Replies(writes);
const core = newCore(store, clock, replies);
const connections = new Connections(
  { core, text: new TextProtocol(core), binary: new BinaryProtocol(core) },
  { receive: writes === "batches" ? "shared-buffer" : "buffer-per-read", ...identityOf(parsed) },
);

function sweep(): void {
  clock.advance();
  if (store.sweep(SWEEP_MS) === "unfinished") setImmediate(sweep);
}
setInterval(sweep, SWEEP_EVERY_MS);

process.on("SIGTERM", () => connections.stop(() => process.exit(0)));
const port = await connections.listen();
process.stdout.write(`${JSON.stringify({ ready: { port } })}\n`);
