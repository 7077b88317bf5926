// The shell around the sections of any page: head, policy, styles, signs, the way to the first
// section. Its own file because every page of the project has it, whatever document it is drawn
// from. The policy in the head forbids every request, whatever a document holds.

import { html, type Markup, trusted } from "#render/html.ts";
import { PAGE_STYLE } from "#render/page-style.ts";
import { signDefinitions } from "#render/series-style.ts";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** Anchor and name of a section. */
export type Chapter = readonly [id: string, text: string];

/** "2026-11-21 12:16 UTC"; what is no instant is printed as it is. */
export function instant(startedAt: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(startedAt);
  return found === null ? startedAt : `${found[1]} ${found[2]} UTC`;
}

export function navigation(chapters: readonly Chapter[]): Markup {
  const links = chapters.map(([id, text]) => html`<li><a href="#${id}">${text}</a></li>`);
  return html`<nav aria-label="Sections"><ul>${links}</ul></nav>`;
}

export interface PageShell {
  /** In front of the project's name. */
  readonly title: string;
  readonly header: Markup;
  /** The first has the id `verdict`. */
  readonly sections: readonly Markup[];
  /** Rules of this page alone, after all others. */
  readonly style?: string;
}

/** The whole document. */
export function renderShell({ title, header, sections, style = "" }: PageShell): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${title} · tailproof</title>
<style>${trusted(PAGE_STYLE + style)}</style>
</head>
<body>
${signDefinitions()}
<a class="skip" href="#verdict">Skip to the verdict</a>
${header}
<main>${sections}</main>
</body>
</html>
`;
  return page.markup;
}
