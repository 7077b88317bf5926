// The figures of published records as Markdown: the table of the project's README. Its own file
// because a README shows a few figures of many runs, where the page shows all of one.

import type { ContenderResult, RunRecord, Value, WorkloadRecord } from "#model/run-record.ts";
import { kneeNote } from "#render/knee-note.ts";
import { formatNumber, formatPerS, formatRange, formatValue } from "#render/format.ts";

/** A record and where it lies, relative to the root folder. */
export interface PublishedRecord {
  readonly folder: string;
  readonly record: RunRecord;
}

const COLUMNS = ["response.p50", "response.p99", "cpuNsPerReply", "pssBytes"] as const;
const HEADS = ["p50", "p99", "CPU per reply", "memory", "knee"];
const NONE = "–";

/** One section for each workload and scenario, in the order of the folders. */
export function renderPublishedTable(published: readonly PublishedRecord[]): string {
  const sections = published
    .toSorted((one, other) => one.folder.localeCompare(other.folder))
    .flatMap((each) => each.record.workloads.flatMap((workload) => sectionsOf(each, workload)));
  return sections.length === 0 ? "No record is published yet." : sections.join("\n\n");
}

function sectionsOf(published: PublishedRecord, workload: WorkloadRecord): string[] {
  const scenarios = [...new Set(workload.trials.map(({ scenario }) => scenario))];
  return scenarios.map((scenario) => sectionOf(published, workload, scenario));
}

function sectionOf(
  { folder, record }: PublishedRecord,
  workload: WorkloadRecord,
  scenario: string,
): string {
  const results = workload.contenders.filter((result) => result.scenario === scenario);
  const measured = results.filter(({ outcome }) => outcome === "measured");
  const others = results.filter(({ outcome }) => outcome !== "measured");
  const rate = rateOf(workload, scenario);
  const { host, startedAt, size } = record;
  const title = `**${workload.id}, ${scenario}**${rate}, ${size} size`;
  const where = `${host.cores} cores ${host.cpuModel}, ${startedAt.slice(0, 10)}`;
  const rows = measured.toSorted(byRole).map((result) => rowOf(result));
  return [
    `${title} (${where}; [record and page](${folder})):`,
    "",
    `| contender | ${HEADS.join(" | ")} | trials |`,
    `| --- |${" ---: |".repeat(HEADS.length + 1)}`,
    ...rows,
    ...(others.length > 0 ? ["", `Not measured: ${others.map(reasonOf).join("; ")}.`] : []),
  ].join("\n");
}

/** Jobs and kernels have none. */
function rateOf(workload: WorkloadRecord, scenario: string): string {
  if (workload.shape !== "service") return "";
  const trial = workload.trials.find((each) => each.scenario === scenario);
  return ` at ${formatPerS(trial?.steps[0]?.offeredPerS ?? 0)} offered`;
}

const ROLE_ORDER = ["reference", "baseline", "ceiling", "peer", "floor"];

function byRole(one: ContenderResult, other: ContenderResult): number {
  return ROLE_ORDER.indexOf(one.role) - ROLE_ORDER.indexOf(other.role);
}

function rowOf(result: ContenderResult): string {
  const cells = COLUMNS.map((name) => {
    const value = result.metrics.find((metric) => metric.name === name);
    return formatValue(value?.value ?? null, value?.unit ?? "");
  });
  const trials = Math.max(0, ...result.metrics.map((metric) => metric.trials ?? 0));
  const name = `${result.id} \`${result.variant}\``;
  return `| ${[name, ...cells, kneeCell(result.metrics), trials].join(" | ")} |`;
}

/** With its interval: a knee without one is hardly a figure. */
function kneeCell(metrics: readonly Value[]): string {
  const knee = metrics.find(({ name }) => name === "kneePerS");
  const note = knee && kneeNote(knee);
  if (note !== undefined) return note;
  if (knee === undefined || knee.value === null) return NONE;
  const value = formatPerS(knee.value);
  return knee.low === undefined || knee.high === undefined
    ? value
    : `${value} (${formatRange(knee.low, knee.high, formatNumber)})`;
}

function reasonOf({ id, variant, outcome, reason = outcome }: ContenderResult): string {
  return `${id} \`${variant}\` (${reason.split("\n")[0] ?? reason})`;
}
