// The page of a run around its sections: title, what run this is, whether it was aborted. Its own
// file because it is all that a reader needs before the first section; the shell is that of every
// page.

import type { RunRecord } from "#model/run-record.ts";
import { formatSeconds } from "#render/format.ts";
import { html, type Markup } from "#render/html.ts";
import { type Chapter, instant, navigation, renderShell } from "#render/page-shell.ts";

function abortedNotice(record: RunRecord): Markup {
  if (record.status !== "aborted") return html``;
  return html`<p class="aborted"><strong>This run was aborted.</strong>
    What follows is what it had measured until then.</p>`;
}

function masthead(record: RunRecord, chapters: readonly Chapter[]): Markup {
  const { host } = record;
  const facts = [
    `${record.size} run`,
    instant(record.startedAt),
    `took ${formatSeconds(record.durationS)}`,
    `seed ${record.seed}`,
    `${host.cpuModel}, ${host.cores} cores`,
    `commit ${host.commit.slice(0, 7)}${host.dirty ? " +" : ""}`,
  ];
  const names = record.workloads.map(({ id }) => id).join(", ") || "no workload";
  return html`<header>
<p class="kicker">tailproof report</p>
<h1>${names}</h1>
${record.workloads.map(({ question }) => html`<p class="question">${question}</p>`)}
<p class="meta">${facts.join(" · ")}</p>
${abortedNotice(record)}
${navigation(chapters)}
</header>`;
}

/** The whole document. */
export function renderPage(
  record: RunRecord,
  chapters: readonly Chapter[],
  sections: readonly Markup[],
): string {
  const names = record.workloads.map(({ id }) => id).join(", ");
  const title = `${names} · ${instant(record.startedAt)}`;
  return renderShell({ title, header: masthead(record, chapters), sections });
}
