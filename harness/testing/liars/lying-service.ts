// A cache with one planted lie, as a process: what a contender could do to look better than it is,
// and the lab must catch. Arguments, all optional:
//
//   --lie=<kind>     one of SERVICE_LIES; `none` answers as it should
//   --keep=<file>    where replays-last-run keeps its replies from one run to the next
//   --writes=<how>   each-reply or batches; what ignores-arguments ignores
//   --port=<n>       whose port names-another gives as its own
//
// Others, such as the limits that a workload appends, are ignored.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import net, { type AddressInfo, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CacheSession } from "../faulty-contender-cache.ts";
import { HastySession } from "./hasty-session.ts";

const SERVICE_LIES = [
  "none",
  "wrong-now-and-then",
  "replays-last-run",
  "answers-early",
  "flatters",
  "ignores-arguments",
  "names-another",
] as const;
export type ServiceLie = (typeof SERVICE_LIES)[number];

/** As rarely as a lab that checks a sample of replies would miss. */
const RIGHT_REPLIES = 10_000;
/** What `flatters` takes for a reply, and what it says of itself. */
const SLOW_MS = 5;
const FLATTERY = { ready: { port: 0, p99Ns: 1_000 }, response: { p50Ns: 900, p99Ns: 1_000 } };

const { values } = parseArgs({
  strict: false,
  options: {
    lie: { type: "string", default: "none" },
    keep: { type: "string" },
    writes: { type: "string", default: "each-reply" },
    port: { type: "string" },
  },
});
const lie = values.lie as ServiceLie;
const keep = typeof values.keep === "string" ? values.keep : "";
const batches = lie === "ignores-arguments" || values.writes === "batches";
const store = new Map<string, string>();
const kept = existsSync(keep) ? (JSON.parse(readFileSync(keep, "utf8")) as string[]) : undefined;
const given: string[] = [];
let sinceWrong = 0;

/** What is sent instead of the right reply. */
function told(right: string): string {
  if (lie === "wrong-now-and-then" && ++sinceWrong > RIGHT_REPLIES && right.startsWith("VALUE")) {
    sinceWrong = 0;
    return damaged(right);
  }
  if (lie !== "replays-last-run") return right;
  given.push(right);
  return kept?.[given.length - 1] ?? right;
}

/** The reply with the first byte of its value changed. */
function damaged(reply: string): string {
  const from = reply.indexOf("\n") + 1;
  const changed = String.fromCharCode(reply.charCodeAt(from) ^ 1);
  return reply.slice(0, from) + changed + reply.slice(from + 1);
}

async function answer(socket: Socket, right: string): Promise<void> {
  if (lie === "flatters") {
    process.stdout.write(`${JSON.stringify(FLATTERY)}\n`);
    await pause(SLOW_MS);
  }
  if (socket.writable) socket.write(told(right), "latin1");
}

function serve(socket: Socket): void {
  const Session = lie === "answers-early" ? HastySession : CacheSession;
  const session = new Session(store, (right) => void answer(socket, right));
  socket.on("data", (received: Buffer) => {
    if (batches) socket.cork();
    session.take(received);
    if (batches) socket.uncork();
  });
  // The generator drops connections at the end of a trial.
  socket.on("error", () => {});
}

process.on("SIGTERM", () => {
  if (lie === "replays-last-run" && kept === undefined) writeFileSync(keep, JSON.stringify(given));
  process.exit(0);
});
const server = net.createServer({ noDelay: true }, serve);
server.listen(0, "127.0.0.1", () => {
  const { port: own } = server.address() as AddressInfo;
  const port = lie === "names-another" ? Number(values.port) : own;
  const ready = lie === "flatters" ? { ...FLATTERY, ready: { ...FLATTERY.ready, port } } : {};
  process.stdout.write(`${JSON.stringify({ ready: { port }, ...ready })}\n`);
});
