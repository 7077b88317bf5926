// Which request number n is: a get or a set, and of which key. One mix per scenario, each a
// function of (seed, index) alone, so that any process can ask for any request in any order.
//
// What the request's bytes are is requests.ts's; what its reply must be, oracle.ts's.

import { readWeb07Trace } from "#datasets/cache/web07-trace.ts";
import { drawsOf, type TrafficSettings, STEP_INDEX_STRIDE } from "#harness";
import { wholeParameter } from "./parameters.ts";
import { KEY_CHOICE_STREAM, KIND_STREAM, POPULARITY_STREAM } from "./streams.ts";
import { seededOrder, ZipfKeys } from "./zipf.ts";

/** The words of gets and sets: memcached's classic commands, or its meta commands. */
export type Dialect = "classic" | "meta";

export interface RequestMix {
  readonly dialect: Dialect;
  /** Keys are the whole numbers below this. */
  readonly keys: number;
  isSet(index: number): boolean;
  keyOf(index: number): number;
}

/** One request in ten is a set. */
export const SET_SHARE = 0.1;
const ZIPF_EXPONENT = 1;
const TWO_POW_32 = 4_294_967_296;
/**
 * Request indexes of a step start at a multiple of the stride: each step replays the trace from its
 * beginning.
 */
const STRIDE_MASK = STEP_INDEX_STRIDE - 1;

function setsBySeed(seed: number, share: number): (index: number) => boolean {
  const kind = drawsOf(seed, KIND_STREAM);
  const below = share * TWO_POW_32;
  return (index) => kind.uint32(index) < below;
}

function popularKeys(settings: TrafficSettings, setShare: number): RequestMix {
  const keys = wholeParameter(settings.parameters, "keys");
  const order = seededOrder(keys, drawsOf(settings.seed, POPULARITY_STREAM));
  const popularity = new ZipfKeys(order, ZIPF_EXPONENT);
  const choice = drawsOf(settings.seed, KEY_CHOICE_STREAM);
  return {
    dialect: "classic",
    keys,
    isSet: setsBySeed(settings.seed, setShare),
    keyOf: (index) => popularity.keyAt(choice.unit(index)),
  };
}

function replayedKeys(settings: TrafficSettings): RequestMix {
  const trace = readWeb07Trace();
  const length = trace.keys.length;
  return {
    dialect: "classic",
    keys: trace.distinct,
    isSet: setsBySeed(settings.seed, SET_SHARE),
    keyOf: (index) => trace.keys[(index & STRIDE_MASK) % length] as number,
  };
}

/**
 * The mix of a scenario of this workload. @throws on a scenario or parameter that it does not know
 */
export function requestMix(settings: TrafficSettings): RequestMix {
  switch (settings.scenario) {
    case "replay":
      return replayedKeys(settings);
    case "get-set":
      return popularKeys(settings, SET_SHARE);
    case "get":
      return popularKeys(settings, 0);
    case "meta":
      return { ...popularKeys(settings, SET_SHARE), dialect: "meta" };
    default:
      throw new Error(
        `the cache workload has no scenario "${settings.scenario}"; it has replay, get-set, get, meta`,
      );
  }
}
