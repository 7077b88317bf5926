// The generator verdict put to the test: planted faults and clean steps, counted, with their 95 %
// bounds. Its own file because planting is one thing and what the counts prove is another.

import { verdictTrial } from "#judge/verdict-trial.ts";
import type { PartPreCheck, VerdictTrial } from "#model/self-test.ts";
import { runCleanSteps } from "../planted-faults/run-clean-steps.ts";
import { runPlantedFaults } from "../planted-faults/run-planted-faults.ts";
import type { SelfTestGround } from "./self-test-ground.ts";

/** Of each kind; nine kinds make more than a hundred. */
const FAULTS = { quick: 1, full: 14 } as const;
const CLEAN = { quick: 10, full: 300 } as const;

export interface VerdictFound {
  readonly trial: VerdictTrial;
  readonly preChecks: readonly PartPreCheck[];
  readonly lacks: readonly string[];
}

export async function tryVerdict(ground: SelfTestGround): Promise<VerdictFound> {
  const { size, tell } = ground;
  tell("generator: planted faults");
  const rows = await runPlantedFaults({
    ...ground,
    count: FAULTS[size],
    show: ({ fault }, step) => {
      if (!step.right) tell(`generator: ${fault} was not named: ${step.facts}`);
    },
  });
  tell("generator: clean steps");
  const clean = await runCleanSteps({
    ...ground,
    count: CLEAN[size],
    show: (alarm) => tell(`generator: false alarm: ${alarm}`),
  });
  return {
    trial: verdictTrial(
      rows.map(({ lacks: _lacks, ...row }) => row),
      clean,
    ),
    preChecks: clean.preChecks.map(({ block, pausedShare, passed, attempts }) => {
      return { part: "generator", block, pausedShare, passed, attempts };
    }),
    lacks: [
      ...rows.flatMap(({ fault, lacks }) => lacks.map((reason) => `fault ${fault}: ${reason}`)),
      ...clean.lacks.map((reason) => `clean steps: ${clean.clean} of ${CLEAN[size]}: ${reason}`),
    ],
  };
}
