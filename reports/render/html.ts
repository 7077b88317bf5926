// The escaping tagged template that every section is written in. Its own file because it is the one
// place where text from a record becomes markup: whatever is not Markup already is escaped. No DOM,
// no sanitising, no template language.

/** Text that is safe to stand in the page as it is; only `html` and `trusted` make it. */
export interface Markup {
  readonly markup: string;
}

export type Part = Markup | string | number | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

// Control characters are not allowed in HTML; bidirectional overrides could make a number read
// backwards.
const UNPRINTABLE = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/** Text for element content and for quoted attribute values. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char).replace(UNPRINTABLE, "\ufffd");
}

function render(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escapeText(part);
  if (typeof part === "number") return String(part);
  if ("markup" in part) return part.markup;
  return part.map(render).join("");
}

/**
 * Markup from a template; its parts are escaped unless they are Markup. Undefined prints nothing.
 * The indentation of the template's own lines is left out of the page.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const markup = strings.map((text, at) => {
    const own = text.replace(/\n\s*/g, "\n");
    return at < parts.length ? own + render(parts[at]) : own;
  });
  return { markup: markup.join("") };
}

/**
 * Text of an element whose quotes stay as they are: a third shorter for JSON. Never for attributes.
 */
export function preformatted(text: string): Markup {
  const markup = text.replace(/[&<>]/g, (char) => ENTITIES[char] ?? char);
  return { markup: markup.replace(UNPRINTABLE, "\ufffd") };
}

/** Marks text of this project's own making (the style sheet) as markup. */
export function trusted(markup: string): Markup {
  return { markup };
}
