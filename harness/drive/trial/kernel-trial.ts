// One trial of a kernel: one request names it, and the contender measures it inside its own
// process, warm-up included. What comes back is checked and labelled as the contender's own word.

import { judgeKernelStep, type KernelSample } from "#judge/job-validity.ts";
import { NOISY_HOST } from "#judge/labels.ts";
import type { JobStep } from "#model/job-step.ts";
import { NS_PER_S } from "#model/units.ts";
import type { KernelScenario, SizeParameters } from "#model/workload.ts";
import {
  type FramedContender,
  type FramedSetup,
  type JobTrialEnding,
  madeBy,
  runFramedTrial,
} from "./framed-trial.ts";

export interface KernelTrialSetup extends FramedSetup {
  readonly scenario: KernelScenario;
  readonly parameters: SizeParameters;
  /** How long it may take, for the contender's usage over time. */
  readonly durationS: number;
}

const SHOWN_CHARACTERS = 160;

/** Runs one trial to its end; never throws for what a contender does. */
export function runKernelTrial(setup: KernelTrialSetup): Promise<JobTrialEnding> {
  return runFramedTrial(setup, (contender) => stepOf(setup, contender));
}

async function stepOf(
  { scenario, parameters, durationS, noisyHost }: KernelTrialSetup,
  contender: FramedContender,
): Promise<JobStep | undefined> {
  const { frame } = contender;
  const { kernel } = scenario;
  const request = new TextEncoder().encode(JSON.stringify({ kernel, parameters }));
  const expected = madeBy(frame, "digest", () => ({ digest: scenario.answerDigest(parameters) }));
  if (expected === undefined) return undefined;
  const meter = frame.meter(durationS);
  const timed = await contender.ask(request).finally(() => meter.stop());
  if (timed === undefined) return undefined;
  const { services, ...usage } = meter.end();
  const answer = answerOf(timed.reply);
  if ("problem" in answer) {
    frame.blame("crashed", answer.problem);
    return undefined;
  }
  if (answer.digest !== expected.digest) {
    frame.blame("incorrect", `its digest is "${answer.digest}"; expected "${expected.digest}"`);
    return undefined;
  }
  const { elapsedNs } = timed;
  const outcome = { elapsedNs: [elapsedNs], durationS: elapsedNs / NS_PER_S, mismatched: 0 };
  const labels = noisyHost ? [NOISY_HOST] : [];
  const reading = { ...usage, ...(services === undefined ? {} : { services }), labels };
  return judgeKernelStep(outcome, reading, answer.samples);
}

interface KernelAnswer {
  readonly digest: string;
  readonly samples: readonly KernelSample[];
}

function answerOf(reply: Uint8Array): KernelAnswer | { readonly problem: string } {
  const text = new TextDecoder().decode(reply);
  const shown = JSON.stringify(text.slice(0, SHOWN_CHARACTERS));
  const problem = `its answer is ${shown}; expected {"digest","samples":[{"ops","elapsedNs"}]}`;
  try {
    const { error, digest, samples } = JSON.parse(text) as Record<string, unknown>;
    if (typeof error === "string") return { problem: `answered with an error: ${error}` };
    const isWhole = Array.isArray(samples) && samples.length > 0 && samples.every(isSample);
    return typeof digest === "string" && isWhole ? { digest, samples } : { problem };
  } catch {
    return { problem };
  }
}

function isSample(value: unknown): value is KernelSample {
  if (typeof value !== "object" || value === null) return false;
  return (["ops", "elapsedNs"] as const).every((key) => {
    const figure: unknown = Reflect.get(value, key);
    return typeof figure === "number" && Number.isFinite(figure) && figure > 0;
  });
}
