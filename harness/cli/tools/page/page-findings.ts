// What must hold of a report in a browser, at one width and in one colour scheme: nothing is
// requested, nothing is wider than the window, no accessibility rule of axe is broken seriously,
// and paper shows what the screen folds. Its own file because these are the rules; which page,
// where and when is check-page.ts's.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { BrowserPage } from "./browser.ts";

/** Severities of axe that a reader cannot work around. */
const SEVERE: readonly string[] = ["serious", "critical"];

interface AxeViolation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Long enough to find the element. */
const ELEMENT_CHARS = 120;

function axeSource(): string {
  return readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
}

/** Everything unfolded, so that what is folded is judged too. */
const UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true";
const FOLD = "for (const one of document.querySelectorAll('details')) one.open = false";

export async function axeFindings(page: BrowserPage): Promise<string[]> {
  await page.evaluate(UNFOLD);
  await page.evaluate(axeSource());
  const found = await page.evaluate("axe.run().then(({ violations }) => violations)");
  await page.evaluate(FOLD);
  return (found as AxeViolation[])
    .filter(({ impact }) => impact !== null && SEVERE.includes(impact))
    .map(({ id, impact, help, nodes }) => {
      const where = nodes[0]?.html.slice(0, ELEMENT_CHARS) ?? "";
      return `axe, ${impact}: ${id}: ${help}; ${nodes.length} elements, the first: ${where}`;
    });
}

/** A page that scrolls sideways as a whole hides what stands at its right. */
export async function widthFindings(page: BrowserPage): Promise<string[]> {
  const over = await page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  return over === 0 ? [] : [`the page is ${String(over)} px wider than the window`];
}

/** Text that ends outside of the window, except inside a region that scrolls by itself. */
const TEXT_OUTSIDE = `[...document.querySelectorAll("svg text, p, li, h1, h2, h3, dd")]
  .filter((one) => one.closest(".scroll, .skip, details:not([open])") === null)
  .filter((one) => one.getClientRects().length > 0)
  .filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    return left < -1 || right > document.documentElement.clientWidth + 1;
  })
  .map((one) => one.textContent.trim())`;

export async function textFindings(page: BrowserPage): Promise<string[]> {
  const found = (await page.evaluate(TEXT_OUTSIDE)) as string[];
  return found.length === 0
    ? []
    : [`${found.length} texts end outside of the window, the first: ${found[0]}`];
}

const HIDDEN_TABLES = `[...document.querySelectorAll("details table")]
  .filter((one) => !one.checkVisibility()).length`;

/** On paper nothing can be opened. */
export async function printFindings(page: BrowserPage): Promise<string[]> {
  await page.emulateMedia({ media: "print" });
  const hidden = await page.evaluate(HIDDEN_TABLES);
  await page.emulateMedia({ media: "screen" });
  return hidden === 0 ? [] : [`${String(hidden)} tables stay folded on paper`];
}
