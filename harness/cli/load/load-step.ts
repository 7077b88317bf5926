// What a judged step is to a load run. What the judge cannot know is added here: what became of the
// connections of a target that the lab did not start.

import { judgeStep } from "#judge/step-validity.ts";
import type { ConnectionNotes, StepNotes } from "#model/plan.ts";
import type { Step, StepOutcome } from "#model/step.ts";

/** A step without what only a lab that started the target could know. */
export type LoadStep = Omit<Step, "contender" | "gridPosition"> &
  StepNotes & {
    /** Planned ÷ duration: what the drawn instants came to; offeredPerS is what was asked for. */
    readonly drawnPerS: number;
  };

const UNKNOWN = { cpuS: 0, cpuNsPerReply: null, rssBytesMax: 0, rssBytesMean: 0 };
const NO_TIMELINE = { usageSliceMs: 0, cpuNs: [], rssBytes: [] };
/** A target that closes every connection behind its reply has none for moments, not for so long. */
const NONE_OPEN_SHARE_MAX = 0.1;

interface StepDone {
  readonly outcome: StepOutcome;
  readonly notes: StepNotes;
}

/** @param connections of the plan. */
export function loadStepOf({ outcome, notes }: StepDone, connections: number): LoadStep {
  const reading = { usage: UNKNOWN, gridPosition: null, usageTimeline: NO_TIMELINE };
  const { contender: _usage, gridPosition: _position, ...judged } = judgeStep(outcome, reading);
  const step = { ...judged, ...notes, drawnPerS: outcome.planned / outcome.durationS };
  const invalidReasons = [...connectionReasons(step, connections), ...judged.invalidReasons];
  return {
    ...step,
    valid: invalidReasons.length === 0,
    invalidReasons,
  };
}

export function refusalText({ fromS, reason }: NonNullable<ConnectionNotes["refusal"]>): string {
  return `the target stopped accepting connections ${fromS.toFixed(1)} s into the step (${reason})`;
}

function connectionReasons(step: LoadStep, connections: number): string[] {
  const { unreadable, firstUnreadable = "", durationS } = step;
  const { openAtEnd, noneOpenS, refusal } = step.connections;
  const reasons: string[] = [];
  const stood = `${openAtEnd} of ${connections} connections stood at the step's end`;
  if (refusal !== undefined && openAtEnd < connections) {
    reasons.push(`${refusalText(refusal)}, and ${stood}`);
  } else if (openAtEnd === 0 && noneOpenS > NONE_OPEN_SHARE_MAX * durationS) {
    reasons.push(`the target closed every connection at once, and ${stood}`);
  }
  if (unreadable > 0) {
    reasons.push(
      `connections: ${unreadable} dropped for what was no reply (first: ${firstUnreadable})`,
    );
  }
  return reasons;
}
