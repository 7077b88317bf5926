// Traffic of the truth suite over HTTP/1.1: `GET /<10 digits>`. A module of its own because the
// generator opens traffic by its path.

import type { OpenTraffic } from "#model/traffic.ts";
import { truthTraffic, type TruthWire, writeIndex } from "./truth-traffic.ts";

const REQUEST = new TextEncoder().encode("GET /0000000000 HTTP/1.1\r\nHost: truth\r\n\r\n");
const INDEX_FROM = "GET /".length;

const wire: TruthWire = {
  requestBytes: REQUEST.length,
  writeRequest(slab, at, index) {
    slab.set(REQUEST, at);
    writeIndex(slab, at + INDEX_FROM, index);
  },
  headBytes: () => 0,
  tailBytes: 0,
};

export const openTraffic: OpenTraffic = (settings) => truthTraffic(settings, wire);
