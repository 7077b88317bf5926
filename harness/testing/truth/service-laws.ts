// How long each request of a truth case is in service: a law, a seed and the planned instants give
// the times, so that the server, the judge and a simulation draw the same ones.
//
// Its own file because laws are named by the table of cases and drawn elsewhere. No time is below
// 100 µs: what the transport costs must stay small beside it. An exponential law is clipped there,
// and queueing-theory.ts says exactly what that does.

import { drawsOf } from "#model/draws.ts";
import { NS_PER_S, NS_PER_US } from "#model/units.ts";

export const SERVICE_NS_MIN = 100 * NS_PER_US;

interface Constant {
  readonly kind: "constant";
  readonly serviceNs: number;
}

/** The larger of an exponential time of this mean and SERVICE_NS_MIN. */
interface Exponential {
  readonly kind: "exponential";
  readonly meanNs: number;
}

/** The first request of each second takes longer by `pauseNs`. */
interface EachSecond {
  readonly kind: "each-second";
  readonly serviceNs: number;
  readonly pauseNs: number;
}

/** The first request planned at `atS` or later takes `freezeNs`. */
interface Freeze {
  readonly kind: "freeze";
  readonly serviceNs: number;
  readonly freezeNs: number;
  readonly atS: number;
}

/** Requests planned in the first `slowS` seconds take `factor` times as long. */
interface SlowStart {
  readonly kind: "slow-start";
  readonly serviceNs: number;
  readonly factor: number;
  readonly slowS: number;
}

/** A share of the requests has log-normal times instead; `spread` is the deviation of their log. */
interface RareLogNormal {
  readonly kind: "rare-log-normal";
  readonly serviceNs: number;
  readonly share: number;
  readonly medianNs: number;
  readonly spread: number;
}

export type ServiceLaw = Constant | Exponential | EachSecond | Freeze | SlowStart | RareLogNormal;

/** Independent of the schedule's draws, which have streams of their own. */
const [TIME_STREAM, CHOICE_STREAM, RADIUS_STREAM, ANGLE_STREAM] = [
  0x7e51_0001, 0x7e51_0002, 0x7e51_0003, 0x7e51_0004,
];

/** Service times in ns of requests planned at `intendedNs` after the step's start. */
export function drawServiceNs(
  law: ServiceLaw,
  intendedNs: Float64Array,
  seed: number,
): Float64Array {
  switch (law.kind) {
    case "constant":
      return new Float64Array(intendedNs.length).fill(law.serviceNs);
    case "exponential":
      return exponential(law, intendedNs.length, seed);
    case "each-second":
      return intendedNs.map((atNs, at) =>
        isFirstFrom(intendedNs, at, Math.floor(atNs / NS_PER_S) * NS_PER_S)
          ? law.serviceNs + law.pauseNs
          : law.serviceNs,
      );
    case "freeze":
      return intendedNs.map((_, at) =>
        isFirstFrom(intendedNs, at, law.atS * NS_PER_S) ? law.freezeNs : law.serviceNs,
      );
    case "slow-start":
      return intendedNs.map((atNs) =>
        atNs < law.slowS * NS_PER_S ? law.factor * law.serviceNs : law.serviceNs,
      );
    case "rare-log-normal":
      return rareLogNormal(law, intendedNs.length, seed);
  }
}

/** Whether request `at` is the first one planned at `fromNs` or later. */
function isFirstFrom(intendedNs: Float64Array, at: number, fromNs: number): boolean {
  const isBefore = at === 0 || (intendedNs[at - 1] as number) < fromNs;
  return isBefore && (intendedNs[at] as number) >= fromNs;
}

function exponential({ meanNs }: Exponential, count: number, seed: number): Float64Array {
  const draws = drawsOf(seed, TIME_STREAM);
  return Float64Array.from({ length: count }, (_, at) =>
    Math.max(SERVICE_NS_MIN, -Math.log(1 - draws.unit(at)) * meanNs),
  );
}

function rareLogNormal(law: RareLogNormal, count: number, seed: number): Float64Array {
  const { serviceNs, share, medianNs, spread } = law;
  const [choice, radius, angle] = [CHOICE_STREAM, RADIUS_STREAM, ANGLE_STREAM].map((stream) =>
    drawsOf(seed, stream),
  ) as [ReturnType<typeof drawsOf>, ReturnType<typeof drawsOf>, ReturnType<typeof drawsOf>];
  return Float64Array.from({ length: count }, (_, at) => {
    if (choice.unit(at) >= share) return serviceNs;
    // Box and Muller's normal deviate; 1 − u is in (0, 1], so the logarithm is finite.
    const length = Math.sqrt(-2 * Math.log(1 - radius.unit(at)));
    const normal = length * Math.cos(2 * Math.PI * angle.unit(at));
    return Math.max(SERVICE_NS_MIN, medianNs * Math.exp(spread * normal));
  });
}
