// The shell around the sections: head, title, what run this is, whether it was aborted. Its own
// file because it is all that a browser needs before the first section. The policy in the head
// forbids every request, whatever a record holds.

import type { RunRecord } from "#model/run-record.ts";
import { formatSeconds } from "#render/format.ts";
import { html, type Markup, trusted } from "#render/html.ts";
import { PAGE_STYLE } from "#render/page-style.ts";
import { signDefinitions } from "#render/series-style.ts";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** Anchor and name of a section. */
export type Chapter = readonly [id: string, text: string];

/** "2026-11-21 12:16 UTC"; what is no instant is printed as it is. */
function instant(startedAt: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(startedAt);
  return found === null ? startedAt : `${found[1]} ${found[2]} UTC`;
}

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
  const links = chapters.map(([id, text]) => html`<li><a href="#${id}">${text}</a></li>`);
  return html`<header>
<p class="kicker">tailproof report</p>
<h1>${names}</h1>
${record.workloads.map(({ question }) => html`<p class="question">${question}</p>`)}
<p class="meta">${facts.join(" · ")}</p>
${abortedNotice(record)}
<nav aria-label="Sections"><ul>${links}</ul></nav>
</header>`;
}

/** The whole document. */
export function renderPage(
  record: RunRecord,
  chapters: readonly Chapter[],
  sections: readonly Markup[],
): string {
  const names = record.workloads.map(({ id }) => id).join(", ");
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${names} · ${instant(record.startedAt)} · tailproof</title>
<style>${trusted(PAGE_STYLE)}</style>
</head>
<body>
${signDefinitions()}
<a class="skip" href="#verdict">Skip to the verdict</a>
${masthead(record, chapters)}
<main>${sections}</main>
</body>
</html>
`;
  return page.markup;
}
