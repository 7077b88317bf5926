// One repetition of a truth case, drawn: the generator's step, the instants that follow from it,
// and the plan of the server that is to answer.
//
// Its own file because the live runner, the simulation and the judge must speak of the same
// repetition. Nothing is started here.

import { ScheduleSource } from "#load/schedule.ts";
import type { StepPlan } from "#model/plan.ts";
import type { TruthProtocol } from "#model/self-test.ts";
import { NS_PER_S } from "#model/units.ts";
import type { TruthPlan } from "../truth-server/truth-plan.ts";
import { fatesOf } from "./planted-fates.ts";
import { drawServiceNs } from "./service-laws.ts";
import { REPLY_BYTES, type TruthCase } from "./truth-cases.ts";

export interface RepetitionSettings {
  readonly protocol: TruthProtocol;
  readonly durationS: number;
  readonly seed: number;
  /** Index of the step's first request. */
  readonly firstIndex: number;
}

export interface RepetitionPlan {
  readonly truthCase: TruthCase;
  readonly protocol: TruthProtocol;
  readonly step: StepPlan;
  /** Planned instants in ns after the step's start. */
  readonly intendedNs: Float64Array;
  readonly server: TruthPlan;
}

export function planRepetition(truthCase: TruthCase, settings: RepetitionSettings): RepetitionPlan {
  const { protocol, durationS, seed, firstIndex } = settings;
  const { arrivals, shape, ratePerS, law, fates = {} } = truthCase;
  const step = { arrivals, ...(shape && { shape }), ratePerS, durationS, seed };
  const intendedNs = instantsOf(step);
  const count = intendedNs.length;
  const server = {
    firstIndex,
    count,
    // Before the step nothing is measured: it is answered at once.
    otherServiceNs: 0,
    replyBytes: REPLY_BYTES,
    serviceNs: drawServiceNs(law, intendedNs, seed),
    fates: fatesOf(fates, protocol, count),
  };
  return { truthCase, protocol, step, intendedNs, server };
}

/** Instants drawn at a time; how many there are is known at the end only. */
const BLOCK = 4_096;

function instantsOf(step: StepPlan): Float64Array {
  const source = new ScheduleSource({ ...step, durationNs: step.durationS * NS_PER_S });
  const blocks: Float64Array[] = [];
  for (;;) {
    const block = new Float64Array(BLOCK);
    const end = source.fill(block, 0, BLOCK);
    blocks.push(block.subarray(0, end));
    if (end < BLOCK) break;
  }
  const count = blocks.reduce((sum, { length }) => sum + length, 0);
  const instants = new Float64Array(count);
  blocks.forEach((block, at) => instants.set(block, at * BLOCK));
  return instants;
}
