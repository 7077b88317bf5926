// Which replies of a truth case are errors, wrong, missing or a connection's last, by the place of
// the request: spaced evenly, so that their exact numbers are known for every length of a step.
//
// Its own file because server, judge and simulation must agree on the places. What a tool calls
// each of them is count-rows.ts's.

import type { TruthProtocol } from "#model/self-test.ts";
import { FATE } from "../truth-server/truth-plan.ts";

/** One in so many requests; left out: none. */
export interface PlantedFates {
  readonly errorEach?: number;
  readonly wrongEach?: number;
  /** The reply is followed by a reset. Not over UDP, which has no connections. */
  readonly resetEach?: number;
  /** Over UDP alone: a stream cannot lose a single reply. */
  readonly silentEach?: number;
}

/** Whether `at` is planted: near the middle of each `each` requests, each kind `apart` from it. */
function isPlanted(at: number, each: number | undefined, apart: number): boolean {
  return each !== undefined && at % each === Math.floor(each / 2) + apart;
}

/** The fate of each of `count` requests, from FATE. */
export function fatesOf(
  { errorEach, wrongEach, resetEach, silentEach }: PlantedFates,
  protocol: TruthProtocol,
  count: number,
): Uint8Array {
  const isUdp = protocol === "udp";
  return Uint8Array.from({ length: count }, (_, at) => {
    if (isPlanted(at, wrongEach, 3)) return FATE.wrong;
    if (!isUdp && isPlanted(at, resetEach, 2)) return FATE.reset;
    if (isUdp && isPlanted(at, silentEach, 1)) return FATE.silent;
    return isPlanted(at, errorEach, 0) ? FATE.error : FATE.answer;
  });
}

/** How many of `fates` are `fate` among the requests for which `counts` holds. */
export function fateCount(
  fates: Uint8Array,
  fate: number,
  counts: (at: number) => boolean,
): number {
  return fates.reduce((sum, each, at) => sum + (each === fate && counts(at) ? 1 : 0), 0);
}
