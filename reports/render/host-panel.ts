// Where it ran and what was the same for everyone: host, placement, versions, held-equal facts,
// parameters. Its own file because a number without its machine is no number. Prints what the
// record has and interprets nothing.

import type { RunRecord, WorkloadRecord } from "#model/run-record.ts";
import { formatBytes, formatCount, formatNs } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";

export type Fact = readonly [name: string, value: string];

/** A list of facts under its heading. */
export function factList(name: string, rows: readonly Fact[]): Markup {
  const pairs = rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`);
  return html`<div><h3>${name}</h3><dl>${pairs}</dl></div>`;
}

export function hostFacts({ host }: Pick<RunRecord, "host">): Fact[] {
  return [
    ["system", `${host.os}, kernel ${host.kernel}, ${host.arch}`],
    ["processor", `${host.cpuModel}, ${host.cores} cores`],
    ["memory", formatBytes(host.memoryBytes)],
    ["virtualization", host.virtualization],
    ["transparent huge pages", host.transparentHugePages],
    ["load average before (1 min)", host.loadAverage1m.toFixed(2)],
    ["commit", `${host.commit}${host.dirty ? ", with uncommitted changes" : ""}`],
  ];
}

export function placementFacts({ placement }: Pick<RunRecord, "placement">): Fact[] {
  const { generatorCore, contenderCores } = placement;
  return [
    ["pinned", placement.pinned ? "yes" : "no"],
    ["generator on core", generatorCore === null ? "any" : String(generatorCore)],
    ["contender on cores", contenderCores.length === 0 ? "any" : contenderCores.join(", ")],
    ["how", placement.how],
  ];
}

function limitFacts(workload: WorkloadRecord): Fact[] {
  if (workload.shape !== "service" || workload.sloQuantile === undefined) return [];
  const { id, slo, sloQuantile } = workload;
  const limit = slo === undefined ? "" : `${formatNs(slo.limitNs)} at `;
  return [[`${id}: limit judged`, limit + sloQuantile]];
}

function parameterFacts(record: RunRecord): Fact[] {
  return record.workloads.flatMap((workload): Fact[] => [
    ...Object.entries(workload.parameters).map(
      ([name, value]): Fact => [`${workload.id}: ${name}`, formatCount(value)],
    ),
    [`${workload.id}: data set`, `SHA-256 ${workload.datasetSha256}`],
    ...limitFacts(workload),
  ]);
}

/** Host, placement, versions, what was held equal, parameters. */
export function renderHostPanel(record: RunRecord): Markup {
  return html`<section id="host" aria-labelledby="host-h">
<h2 id="host-h">Host and conditions</h2>
<div class="columns">
${factList("Host", hostFacts(record))}
${factList("Placement", placementFacts(record))}
${factList(
  "Held equal",
  record.equal.map(({ what, value }): Fact => [what, value]),
)}
${factList("Versions", Object.entries(record.host.versions))}
${factList("Workload", parameterFacts(record))}
</div>
</section>`;
}
