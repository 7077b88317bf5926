// The process: arguments in, a listening server out, and the promise to end within five seconds of
// SIGTERM. Its own file because everything else can be tested without a process; it leaves every
// decision to the modules it wires.

import { parseArguments } from "./arguments.ts";
import { Clock } from "./clock.ts";
import { Connections } from "./connections/connections.ts";
import { TextProtocol } from "./protocol/text-protocol.ts";
import { Replies } from "./replies.ts";
import { ByteStore } from "./stores/byte-store.ts";
import { MapStore } from "./stores/map-store.ts";

const EXIT_USAGE = 2;

const parsed = parseArguments(process.argv.slice(2));
if ("problem" in parsed) {
  process.stderr.write(`${parsed.problem}\n`);
  process.exit(EXIT_USAGE);
}

const { memoryBytes } = parsed;
const mapStrings = parsed.store === "map-strings";
const clock = new Clock();
const store = mapStrings ? new MapStore(clock, memoryBytes) : new ByteStore(clock, memoryBytes);
const replies = new Replies(mapStrings ? "per-reply" : "per-chunk");
const protocol = new TextProtocol(store, clock, replies);
const connections = new Connections(
  { protocol, replies, clock },
  mapStrings ? "buffer-per-read" : "shared-buffer",
);

process.on("SIGTERM", () => connections.stop(() => process.exit(0)));
const port = await connections.listen();
process.stdout.write(`${JSON.stringify({ ready: { port } })}\n`);
