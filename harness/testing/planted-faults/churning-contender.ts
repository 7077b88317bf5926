// A contender that closes a connection with every k-th of its replies. It answers every line of the
// memcached protocol with a miss. Argument: k.

import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

const LINE_FEED = 10;
const MISS = "END\r\n";

const every = Number(process.argv[2]);
if (!(every >= 1)) throw new RangeError(`expected a count from 1, received "${process.argv[2]}"`);

let replies = 0;
const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes: Buffer) => {
    const requests = bytes.filter((byte) => byte === LINE_FEED).length;
    const before = replies;
    replies += requests;
    const isLast = Math.floor(replies / every) > Math.floor(before / every);
    if (isLast) socket.end(MISS.repeat(requests));
    else socket.write(MISS.repeat(requests));
  });
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 1_024 }, () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`{"ready":{"port":${port}}}\n`);
});
process.on("SIGTERM", () => process.exit(0));
