// Requests of 16 bytes for the datagram protocol: the request's number, and nothing else. What the
// floor answers is not judged.

import type { RequestSource, Traffic } from "#model/traffic.ts";

const REQUEST_BYTES = 16;

const load: RequestSource = {
  requestBytesMax: REQUEST_BYTES,
  writeRequest(slab, at, index) {
    slab.fill(0, at, at + REQUEST_BYTES);
    for (let byte = 0; byte < 4; byte++) slab[at + byte] = (index >>> (8 * byte)) & 0xff;
    return REQUEST_BYTES;
  },
  expects: () => 1,
  check: { sent: () => 0, reply: () => 0, sentence: () => "" },
};

export function openTraffic(): Traffic {
  return { load };
}
