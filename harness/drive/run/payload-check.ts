// Whether the histograms in a record can be read and hold as many values as it says. Its own file
// because the record's schema sees them as text: a payload that was cut or changed is well-formed
// there, and would end the report in the middle.

import { decodePayload } from "#histogram/payload.ts";
import type { JobStep } from "#model/job-step.ts";
import type { RunRecord } from "#model/run-record.ts";
import type { Quantiles, Step, TimeQuantiles } from "#model/step.ts";

const TIMES = ["response", "service", "lag"] as const satisfies readonly (keyof TimeQuantiles)[];

/** One sentence for the first payload that is damaged; undefined when all are whole. */
export function payloadProblem({ workloads }: RunRecord): string | undefined {
  for (const [w, { trials }] of workloads.entries()) {
    for (const [t, trial] of trials.entries()) {
      const steps: readonly (Step | JobStep)[] = trial.steps;
      for (const [s, step] of steps.entries()) {
        const problem = "elapsed" in step ? jobProblem(step) : stepProblem(step);
        if (problem !== undefined) return `workloads[${w}].trials[${t}].steps[${s}].${problem}`;
      }
    }
  }
  return undefined;
}

function stepProblem(step: Step): string | undefined {
  for (const time of TIMES) {
    const undisturbed = problemOf(step[time]);
    if (undisturbed !== undefined) return `${time}.hdr: ${undisturbed}`;
    const all = problemOf(step.all[time]);
    if (all !== undefined) return `all.${time}.hdr: ${all}`;
  }
  return undefined;
}

function jobProblem({ elapsed }: JobStep): string | undefined {
  const problem = problemOf(elapsed);
  return problem === undefined ? undefined : `elapsed.hdr: ${problem}`;
}

function problemOf({ hdr, count }: Quantiles): string | undefined {
  // Left out when the step was recorded (see judge/kept-payloads.ts).
  if (hdr === "") return undefined;
  const found = countOf(hdr);
  if (found === undefined) return "damaged; expected a HdrHistogram V2 payload in base64.";
  return found === count ? undefined : `holds ${found} values; expected ${count}, as count says.`;
}

/** Values in the payload; undefined when it cannot be read. */
function countOf(payload: string): number | undefined {
  try {
    return decodePayload(payload).count;
  } catch {
    // The library's words are about zlib and cookies.
    return undefined;
  }
}
