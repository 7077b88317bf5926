// Traffic of the truth suite over UDP: a datagram of 16 bytes, u32 index and zeros. A module of its
// own because the generator opens traffic by its path.

import type { OpenTraffic } from "#model/traffic.ts";
import { truthTraffic, type TruthWire } from "./truth-traffic.ts";

const wire: TruthWire = {
  requestBytes: 16,
  writeRequest(slab, at, index) {
    // The slab goes round: what stood here is an older request.
    slab.fill(0, at, at + 16);
    slab[at] = index;
    slab[at + 1] = index >>> 8;
    slab[at + 2] = index >>> 16;
    slab[at + 3] = index >>> 24;
  },
  headBytes: () => 0,
  tailBytes: 0,
};

export const openTraffic: OpenTraffic = (settings) => truthTraffic(settings, wire);
