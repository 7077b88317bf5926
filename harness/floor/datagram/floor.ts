// The Node twin of floor.c, for machines without a C compiler: the same bytes for the same
// datagrams, which are a number, a status of 0 and constants.
//
// One file without imports of ours, as a contender is. It shows the floor of Node, which is above
// the host's. Left out, as in floor.c: whatever else stands in a request.

import { createSocket } from "node:dgram";

const NUMBER_BYTES = 4;
/** The number and the status. */
const HEAD_BYTES = 8;
/** 65,535 less the headers of IPv4 and UDP. */
const REPLY_BYTES_MAX = 65_507;
/** Asked for; the kernel gives up to its net.core.rmem_max. */
const BUFFER_BYTES = 4_194_304;
const EXIT_USAGE = 2;

/** All other options (memory, threads) are accepted: what stores nothing keeps every limit. */
function replyBytes(texts: readonly string[]): number {
  const option = "--reply-bytes=";
  const text = texts.findLast((each) => each.startsWith(option))?.slice(option.length) ?? "64";
  const bytes = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (bytes >= HEAD_BYTES && bytes <= REPLY_BYTES_MAX) return bytes;
  const expected = `${HEAD_BYTES} to ${REPLY_BYTES_MAX}`;
  process.stderr.write(`--reply-bytes: received "${text}", expected ${expected}\n`);
  process.exit(EXIT_USAGE);
}

const BODY = Buffer.alloc(replyBytes(process.argv.slice(2)) - HEAD_BYTES, "v");

const socket = createSocket({
  type: "udp4",
  recvBufferSize: BUFFER_BYTES,
  sendBufferSize: BUFFER_BYTES,
});
socket.on("message", (request, peer) => {
  if (request.length < NUMBER_BYTES) return;
  const head = Buffer.alloc(HEAD_BYTES);
  request.copy(head, 0, 0, NUMBER_BYTES);
  // The callback takes what cannot be sent: it is lost, as datagrams may be.
  socket.send([head, BODY], peer.port, peer.address, () => {});
});
socket.bind({ port: 0, address: "127.0.0.1" }, () => {
  process.stdout.write(`${JSON.stringify({ ready: { port: socket.address().port } })}\n`);
});
process.on("SIGTERM", () => process.exit(0));
