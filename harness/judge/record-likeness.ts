// Whether two records may be compared at all: the same machine, the same question, the same input,
// the same conditions. Everything that differs is told, each as one sentence.
//
// Its own file because a comparison of unlike runs is worse than none: it looks like a finding.

import type { HostFacts } from "#model/host-facts.ts";
import type { RunRecord, WorkloadRecord } from "#model/run-record.ts";

/** What a figure depends on; versions of tools are told apart by what they are used for. */
const HOST_KEYS = [
  "cpuModel",
  "cores",
  "memoryBytes",
  "arch",
  "os",
  "kernel",
  "virtualization",
  "transparentHugePages",
] as const satisfies readonly (keyof HostFacts)[];

/** Reasons against comparing the two as wholes; empty where nothing speaks against it. */
export function unlikenessOf(a: RunRecord, b: RunRecord): string[] {
  return [
    ...HOST_KEYS.flatMap((key) => difference(`host: ${key}`, a.host[key], b.host[key])),
    ...difference("placement", a.placement.how, b.placement.how),
    ...difference("size", a.size, b.size),
    ...workloadReasons(a, b),
    ...equalReasons(a, b),
  ];
}

/** Workloads in both must be of the same input; and there must be one. */
function workloadReasons(a: RunRecord, b: RunRecord): string[] {
  const shared = a.workloads.flatMap((one) => {
    const other = b.workloads.find(({ id }) => id === one.id);
    return other === undefined ? [] : [[one, other] as const];
  });
  if (shared.length > 0) return shared.flatMap(([one, other]) => inputReasons(one, other));
  const ids = (record: RunRecord): string => record.workloads.map(({ id }) => id).join(", ");
  return difference("workloads", ids(a) || "none", ids(b) || "none");
}

function inputReasons(a: WorkloadRecord, b: WorkloadRecord): string[] {
  return [
    ...difference(`${a.id}: data set (SHA-256)`, a.datasetSha256, b.datasetSha256),
    ...difference(
      `${a.id}: parameters`,
      JSON.stringify(a.parameters),
      JSON.stringify(b.parameters),
    ),
  ];
}

/** What was held equal inside each run must be equal between them too. */
function equalReasons(a: RunRecord, b: RunRecord): string[] {
  return a.equal.flatMap(({ what, value }) => {
    const other = b.equal.find((fact) => fact.what === what);
    return other === undefined ? [] : difference(what, value, other.value);
  });
}

function difference(what: string, a: string | number, b: string | number): string[] {
  return a === b ? [] : [`${what}: ${a} in the first, ${b} in the second`];
}
