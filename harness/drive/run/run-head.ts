// The frame of a record, written before the first trial: host, placement, what is held equal, how
// to run it again.

import path from "node:path";
import { readHostFacts } from "#measure/host.ts";
import type { CorePlacement } from "#measure/placement.ts";
import { type EqualFact, RECORD_SCHEMA } from "#model/run-record.ts";
import type { Size } from "#model/workload.ts";
import { type JournalHead, RECORD_FILE, REPORT_FILE } from "./journal.ts";
import { publishedSummary } from "./saved-self-test.ts";
import type { WorkloadPlan } from "#drive/plan/scenario-plan.ts";

export interface HeadInput {
  readonly root: string;
  /** The run's folder. */
  readonly folder: string;
  readonly size: Size;
  readonly seed: number;
  readonly startedAt: Date;
  readonly placement: CorePlacement;
  readonly plans: readonly WorkloadPlan[];
  readonly reproduce: string;
  /** Tool → version of everything that contenders use. */
  readonly versions: Readonly<Record<string, string>>;
}

export async function runHead(input: HeadInput): Promise<JournalHead> {
  const { root, folder, size, seed, startedAt, plans, reproduce } = input;
  const host = await readHostFacts(root);
  const { pinned, generatorCore, contenderCores, how } = input.placement;
  const selfTest = publishedSummary(root);
  return {
    schema: RECORD_SCHEMA,
    size,
    seed,
    startedAt: startedAt.toISOString(),
    host: { ...host, versions: { ...host.versions, ...input.versions } },
    placement: { pinned, generatorCore, contenderCores, how },
    equal: plans.flatMap(equalFacts),
    leftOut: plans.flatMap((plan) => plan.leftOut),
    ...(selfTest === undefined ? {} : { selfTest }),
    reproduce,
    recordPath: path.relative(root, path.join(folder, RECORD_FILE)),
    reportPath: path.relative(root, path.join(folder, REPORT_FILE)),
  };
}

/** What all contenders of a workload get alike. */
function equalFacts(plan: WorkloadPlan): EqualFact[] {
  const { workload, parameters } = plan;
  return [
    { what: `${workload.id}: arguments`, value: workload.contenderArguments(parameters).join(" ") },
    ...shapeFacts(plan),
    { what: "environment", value: "PATH, HOME, LANG, TMPDIR and two marks of one length" },
    { what: "memory", value: "of all processes of the contender; PSS once after the last step" },
  ];
}

function shapeFacts({ shape, workload, scenarios }: WorkloadPlan): EqualFact[] {
  const { id } = workload;
  switch (shape) {
    case "service": {
      const connections = scenarios.map(
        (each) => `${each.scenario.id} ${each.scenario.connections}`,
      );
      return [
        { what: `${id}: connections`, value: [...new Set(connections)].join(", ") },
        { what: `${id}: requests`, value: "the same bytes at the same planned instants" },
        { what: "TCP_NODELAY", value: "set by the generator on every connection" },
        { what: "warm-up", value: "closed loop until CPU per reply settles, with the same cap" },
      ];
    }
    case "job":
      return [
        {
          what: `${id}: requests`,
          value: "the same bytes, one at a time over stdin: a closed loop",
        },
        { what: `${id}: clock`, value: "the harness, on the core that a generator would have" },
        { what: `${id}: warm-up`, value: "requests until CPU per request settles, same cap" },
      ];
    case "kernel":
      return [
        { what: `${id}: requests`, value: "one a trial; the contender measures itself" },
        { what: `${id}: warm-up`, value: "the contender's own" },
      ];
  }
}
