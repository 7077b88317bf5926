// A backing service: counters by name, over lines of text on a TCP port. `add NAME N` answers the
// new count. What a fake contender needs, so that starting, measuring and losing a service can be
// tested. Arguments, all optional:
//
//   --fault=exits-at-once | never-ready | dies-under-load
//   --at=<n>             the request, from 1, at which dies-under-load shows

import net, { type AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const EXIT_CODE = 4;

const { values } = parseArgs({
  options: {
    fault: { type: "string", default: "none" },
    at: { type: "string", default: "1" },
  },
});
const counters = new Map<string, number>();
let requests = 0;

function add(name: string, more: number): number {
  requests++;
  if (values.fault === "dies-under-load" && requests === Number(values.at)) {
    process.kill(process.pid, "SIGKILL");
  }
  const count = (counters.get(name) ?? 0) + more;
  counters.set(name, count);
  return count;
}

if (values.fault === "exits-at-once") {
  process.stderr.write("no room for the store\n");
  process.exit(EXIT_CODE);
}

const server = net.createServer((socket) => {
  createInterface({ input: socket }).on("line", (line) => {
    const [, name = "", more = "0"] = line.split(" ");
    socket.write(`${add(name, Number(more))}\n`);
  });
  // A contender that is killed drops its connection.
  socket.on("error", () => {});
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  if (values.fault !== "never-ready") process.stdout.write(`{"ready":{"port":${port}}}\n`);
});
