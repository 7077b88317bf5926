// Traffic whose replies are not judged: for the floor, which answers the same bytes to everything.

import type { Check, RequestSource, Traffic } from "#model/traffic.ts";

const blind: Check = { sent: () => 0, reply: () => 0, sentence: () => "" };

/** The same requests, every reply taken as right, nothing prefilled. */
export function withoutOracle({ load }: Traffic): Traffic {
  const source: RequestSource = {
    requestBytesMax: load.requestBytesMax,
    writeRequest: (slab, at, index) => load.writeRequest(slab, at, index),
    expects: (index) => load.expects(index),
    replyForm: (index) => load.replyForm?.(index) ?? 0,
    check: blind,
  };
  return { load: source };
}
