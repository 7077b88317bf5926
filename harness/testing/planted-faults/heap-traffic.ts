// Traffic that does to the generator what a careless workload would: it holds a large heap and
// forces full collections in the middle of a step. The requests are those that were given.
//
// Parameters: `heapMib`, and `everyMs` between two collections.

import { openTraffic as openGiven } from "#load/given-traffic.ts";
import type { Traffic, TrafficSettings } from "#model/traffic.ts";
import { BYTES_PER_MIB } from "#model/units.ts";

/** Of one object with two fields, as V8 lays it out: map, properties, elements, fields. */
const OBJECT_BYTES = 40;

interface Held {
  readonly at: number;
  readonly before: Held | undefined;
}

/** Objects that point to each other, as a collector must follow them. */
function heapOf(mib: number): Held[] {
  const held: Held[] = [];
  for (let at = 0; at < (mib * BYTES_PER_MIB) / OBJECT_BYTES; at++) {
    held.push({ at, before: held[at - 1] });
  }
  return held;
}

export function openTraffic(settings: TrafficSettings): Traffic {
  const { heapMib = 0, everyMs = Infinity } = settings.parameters;
  const { load } = openGiven(settings);
  const held = heapOf(heapMib);
  let dueMs = performance.now() + everyMs;
  return {
    load: {
      ...load,
      // Asked for each request as it is sent, whether or not its reply will be judged.
      expects(index) {
        if (performance.now() > dueMs && held.length > 0) {
          globalThis.gc?.();
          dueMs = performance.now() + everyMs;
        }
        return load.expects(index);
      },
    },
  };
}
