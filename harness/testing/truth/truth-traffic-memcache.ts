// Traffic of the truth suite in memcached's text protocol: `get t<10 digits>`. A module of its own
// because the generator opens traffic by its path.

import type { OpenTraffic } from "#model/traffic.ts";
import { truthTraffic, type TruthWire, writeIndex } from "./truth-traffic.ts";

const REQUEST = new TextEncoder().encode("get t0000000000\r\n");
const INDEX_FROM = "get t".length;

const wire: TruthWire = {
  requestBytes: REQUEST.length,
  writeRequest(slab, at, index) {
    slab.set(REQUEST, at);
    writeIndex(slab, at + INDEX_FROM, index);
  },
  // The codec hands the block on with its first line and its line end.
  headBytes: (replyBytes) => `VALUE t0000000000 0 ${replyBytes}\r\n`.length,
  tailBytes: "\r\n".length,
};

export const openTraffic: OpenTraffic = (settings) => truthTraffic(settings, wire);
