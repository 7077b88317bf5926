// The other end of the round trip: prints its port, sends back what it gets, and ends with the one
// that started it. A process of its own, because a round trip inside one process would miss the
// waking of another.

import { createServer } from "node:net";

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on("data", (chunk) => socket.write(chunk));
  socket.on("error", () => socket.destroy());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : 0}\n`);
});
process.stdin.resume().on("end", () => process.exit(0));
