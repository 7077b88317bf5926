// The plainest contender: it answers every line of the memcached protocol with a miss. Arguments:
// it closes a connection with every k-th of all replies, and answers so many ms late; 0 is never,
// and at once.

import { createServer, type AddressInfo, type Socket } from "node:net";

const LINE_FEED = 10;
const MISS = "END\r\n";

const [every = Number.NaN, lateMs = Number.NaN] = process.argv.slice(2).map(Number);
if (!(every >= 0) || !(lateMs >= 0)) {
  throw new RangeError(`expected a count and ms, received "${process.argv.slice(2).join(" ")}"`);
}

let replies = 0;

function answer(socket: Socket, requests: number): void {
  const before = replies;
  replies += requests;
  const isLast = every > 0 && Math.floor(replies / every) > Math.floor(before / every);
  if (isLast) socket.end(MISS.repeat(requests));
  else socket.write(MISS.repeat(requests));
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes: Buffer) => {
    const requests = bytes.filter((byte) => byte === LINE_FEED).length;
    if (lateMs === 0) answer(socket, requests);
    else setTimeout(answer, lateMs, socket, requests);
  });
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 1_024 }, () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`{"ready":{"port":${port}}}\n`);
});
process.on("SIGTERM", () => process.exit(0));
