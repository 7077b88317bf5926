// The frame that every table has: a caption, column heads with scope, and a group that can be
// scrolled by keyboard where the page is narrower than the table. Its own file so that no table
// forgets one of these. A group, not a region: a page has dozens, and regions are landmarks.

import { html, type Markup, type Part } from "#render/html.ts";

export interface DataTable {
  /** Class of the style sheet: `rows` for left-aligned text, `results`, `ratios`, or none. */
  readonly className?: string;
  readonly caption: Part;
  readonly heads: readonly Part[];
  /** Rows, or whole row groups. */
  readonly body: readonly Markup[];
}

export function renderTable({ className, caption, heads, body }: DataTable): Markup {
  return html`<div class="scroll" role="group" tabindex="0" aria-label="table">
    <table class="${className ?? "points"}">
    <caption>${caption}</caption>
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    ${body}
    </table></div>`;
}

/** A row with its head. */
export function tableRow(head: Part, cells: readonly Markup[]): Markup {
  return html`<tr><th scope="row">${head}</th>${cells}</tr>`;
}

export function cell(content: Part): Markup {
  return html`<td>${content}</td>`;
}

/** A cell of running text, left-aligned and wrapping. */
export function proseCell(content: Part): Markup {
  return html`<td class="prose">${content}</td>`;
}

/** A table that a chart or a summary stands for, folded until it is wanted or printed. */
export function foldedTable(summary: string, table: DataTable): Markup {
  return html`<details><summary>${summary}</summary>
    ${renderTable(table)}</details>`;
}
