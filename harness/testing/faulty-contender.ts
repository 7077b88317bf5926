// A contender with one planted fault, as a process: what the harness must survive and name.
// Arguments, all optional:
//
//   --fault=<kind>       one of FAULTS; `none` answers as it should
//   --at=<n>             the request, from 1, at which a fault under load shows; closes-connections
//                        shows it at every n-th
//   --port-file=<file>   where the port is written too, for those faults that do not announce it
//
// Others, such as the limits that a workload appends, are ignored.

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import net, { type AddressInfo, type Socket } from "node:net";
import { parseArgs } from "node:util";
import { CacheSession } from "./faulty-contender-cache.ts";

export const FAULTS = [
  "none",
  "never-ready",
  "garbage-first-line",
  "no-port",
  "deaf-port",
  "exits-at-once",
  "garbage-replies",
  "wrong-once",
  "exits-under-load",
  "dies-under-load",
  "ignores-sigterm",
  "escapes",
  "closes-connections",
  "never-answers",
] as const;
export type Fault = (typeof FAULTS)[number];

/** A port below 1024 that no service of today uses: nothing listens there. */
const DEAF_PORT = 1;
/** Longer than any test waits. */
const ESCAPED_MS = 600_000;
const EXIT_CODE = 3;

const { values } = parseArgs({
  strict: false,
  options: {
    fault: { type: "string", default: "none" },
    at: { type: "string", default: "1" },
    "port-file": { type: "string" },
  },
});
const fault = values.fault as Fault;
const at = Number(values.at);
const store = new Map<string, string>();
let requests = 0;
let wrongs = 0;

type Reply = (right: string, socket: Socket) => string;

/** What is sent instead of the right reply. */
const REPLIES: Partial<Record<Fault, Reply>> = {
  "never-answers": () => "",
  "garbage-replies": () => "?!\r\n",
  "closes-connections": (right, socket) => {
    if (requests % at === 0) socket.destroy();
    return right;
  },
  "wrong-once": (right) => {
    const isTurn = requests >= at && right.startsWith("VALUE");
    return isTurn && wrongs++ === 0 ? damaged(right) : right;
  },
  "exits-under-load": (right) => {
    if (requests === at) exitWith("out of file handles");
    return right;
  },
  "dies-under-load": (right) => {
    if (requests === at) process.kill(process.pid, "SIGKILL");
    return right;
  },
};

/** The first line of stdout where it is not the right one. */
const FIRST_LINES: Partial<Record<Fault, string>> = {
  "never-ready": "",
  "garbage-first-line": "Server listening, have fun!\n",
  "no-port": '{"ready":{}}\n',
  "deaf-port": `{"ready":{"port":${DEAF_PORT}}}\n`,
};

/** The reply with the first byte of its value changed. */
function damaged(reply: string): string {
  const from = reply.indexOf("\n") + 1;
  const changed = String.fromCharCode(reply.charCodeAt(from) ^ 1);
  return reply.slice(0, from) + changed + reply.slice(from + 1);
}

function exitWith(lastWords: string): void {
  process.stderr.write(`${lastWords}\n`);
  process.exit(EXIT_CODE);
}

/** A child in a session of its own, which signals to the contender's group do not reach. */
function escape(): void {
  const wait = `setTimeout(() => {}, ${ESCAPED_MS})`;
  spawn(process.execPath, ["-e", wait], { detached: true, stdio: "ignore" }).unref();
}

if (fault === "exits-at-once") exitWith("cannot bind: the address is in use");
if (fault === "ignores-sigterm") process.on("SIGTERM", () => {});
if (fault === "escapes") escape();

const server = net.createServer({ noDelay: true }, (socket) => {
  const session = new CacheSession(store, (right) => {
    requests++;
    const reply = REPLIES[fault]?.(right, socket) ?? right;
    if (reply !== "" && socket.writable) socket.write(reply, "latin1");
  });
  socket.on("data", (received: Buffer) => session.take(received));
  // The generator drops connections at the end of a trial.
  socket.on("error", () => {});
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const file = values["port-file"];
  if (typeof file === "string") writeFileSync(file, String(port));
  process.stdout.write(FIRST_LINES[fault] ?? `{"ready":{"port":${port}}}\n`);
});
