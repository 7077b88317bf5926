// Carries out the plan of a load run: starts the generator on its core, under a supervisor that
// outlives us, has it run each step once, and judges what comes back. What the target used is not
// known, so a step has no such figures.

import { randomBytes } from "node:crypto";
import { contenderEnvironment } from "#drive/trial/contender-environment.ts";
import { GeneratorClient } from "#drive/trial/generator-client.ts";
import { Supervisor } from "#drive/trial/supervisor.ts";
import { type CorePlacement, pinnedCommand } from "#measure/placement.ts";
import type { TrialPlan } from "#model/plan.ts";
import { type LoadStep, loadStepOf } from "./load-step.ts";

export interface LoadEnding {
  readonly status: "complete" | "aborted" | "failed";
  readonly steps: readonly LoadStep[];
  /** Why it failed. */
  readonly reason?: string;
}

/** What happens now; `step` counts those of the plan. */
export type LoadMoment =
  | { readonly kind: "connecting" }
  | { readonly kind: "step" | "late-replies"; readonly step: number };

export interface LoadRun {
  readonly plan: TrialPlan;
  /** Steps at the beginning of the plan that are not recorded. */
  readonly warmUpSteps: number;
  readonly placement: CorePlacement;
  readonly compileCache: string;
  readonly signal: AbortSignal;
  readonly show: (moment: LoadMoment) => void;
}

/** Beyond the plan's own time: the start of the generator, and its quantiles behind each step. */
const OVERHEAD_S = 30;
/** Behind a step's own end, until the generator has been heard of. */
const LATE_MS = 500;

/** The longest that the plan can take. */
export function longestS({ steps, drain, connectLimitS = 0 }: TrialPlan): number {
  return steps.reduce((sum, step) => sum + step.durationS + drain.maxS + connectLimitS, 0);
}

export async function runLoad(run: LoadRun): Promise<LoadEnding> {
  await using supervisor = new Supervisor(randomBytes(8).toString("hex"));
  const { plan, placement, signal } = run;
  const core = placement.generatorCore;
  const client = new GeneratorClient(
    {
      plan,
      pin: (command) => (core === null ? command : pinnedCommand(command, [core], placement)),
      environment: environmentOf(supervisor, run.compileCache),
    },
    supervisor,
  );
  let reason: string | undefined;
  const stop = (why: string) => (): void => {
    reason ??= why;
    void client.stop();
  };
  const limit = setTimeout(stop("it did not end in time"), (longestS(plan) + OVERHEAD_S) * 1_000);
  const abort = stop("aborted");
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  const steps: LoadStep[] = [];
  try {
    const told = await follow(client, run, steps);
    // What we ended it for says more than that it ended.
    reason ??= told;
  } finally {
    clearTimeout(limit);
    signal.removeEventListener("abort", abort);
    await client.stop();
  }
  if (signal.aborted) return { status: "aborted", steps };
  return reason === undefined ? { status: "complete", steps } : { status: "failed", steps, reason };
}

/** Orders one step after the other. @returns why it ended early; undefined when it did not. */
async function follow(
  client: GeneratorClient,
  { plan, warmUpSteps, show }: LoadRun,
  steps: LoadStep[],
): Promise<string | undefined> {
  let next = 0;
  let late: NodeJS.Timeout | undefined;
  show({ kind: "connecting" });
  using timers = new DisposableStack();
  timers.defer(() => clearTimeout(late));
  for await (const event of client.events()) {
    switch (event.event) {
      case "step-ready": {
        const [step, planned] = [next++, plan.steps[next - 1]];
        if (planned === undefined) {
          client.send({ command: "end" });
          break;
        }
        show({ kind: "step", step });
        late = setTimeout(
          () => show({ kind: "late-replies", step }),
          planned.durationS * 1_000 + LATE_MS,
        );
        client.send({ command: "step", step, attempt: 0 });
        break;
      }
      case "step-done":
        clearTimeout(late);
        if (event.step >= warmUpSteps) steps.push(loadStepOf(event, plan.connections));
        break;
      case "fault":
        return event.reason;
      case "prefilled":
      case "gated":
      case "warm-up-second":
      case "warmed":
      case "piloted":
      case "done":
        break;
    }
  }
  return undefined;
}

function environmentOf(supervisor: Supervisor, compileCache: string): Record<string, string> {
  const { runId, scratch } = supervisor;
  const authorities = process.env.NODE_EXTRA_CA_CERTS;
  return {
    ...contenderEnvironment({ runId, trialId: runId, scratch }),
    NODE_COMPILE_CACHE: compileCache,
    // Certificates that were good for the first connection must be so for all others.
    ...(authorities === undefined ? {} : { NODE_EXTRA_CA_CERTS: authorities }),
  };
}
